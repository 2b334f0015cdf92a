import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CameraInput } from '../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../src/shared/detection-plan.ts';
import type { Point } from '../../src/shared/geometry.ts';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, openPage, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

describe.skipIf(!hasBrowser())('the detection plan of a camera', () => {
  let browser: Browser;
  let rendererDir: string;
  let recorder: FakeRecorder;
  let kept: KeptPage;
  let page: Page;
  const wire = {
    id: 'w1',
    name: 'Door',
    points: [
      { x: 0.5, y: 0.9 },
      { x: 0.5, y: 0.1 },
    ],
  };
  const camera = cameraView(1, { detection: detectionPlanSchema.parse({ enabled: true, wires: [wire] }) });
  const { id } = camera.camera;

  beforeAll(async () => {
    [rendererDir, browser] = await Promise.all([builtRenderer(), launchBrowser()]);
    kept = await keepPage(browser);
    page = kept.page;
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    recorder = await startFakeRecorder({ rendererDir, cameras: [camera], instead: recorder });
    await page.goto(`${recorder.url}/cameras?edit=${id}&tab=detection`);
    await page.getByRole('button', { name: 'Zones, lines and masks…' }).click();
    await canvas().waitFor();
  });
  afterEach(async () => {
    await kept.clear();
    await recorder.close();
  });

  const editor = () => page.getByRole('dialog', { name: 'Zones, lines and masks' });
  const canvas = () => page.getByRole('group', { name: 'Shapes on the picture' });
  const begin = async (kind: string) => {
    await editor().getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: kind }).click();
    await editor().getByRole('button', { name: 'Finish shape' }).waitFor();
  };
  /** The dialog comes in by a transition; where the picture stands is known once it rests. */
  const restingBox = async () => {
    let last = '';
    return eventually('a picture that rests', async () => {
      const box = await canvas().boundingBox();
      const now = JSON.stringify(box);
      const rests = now === last;
      last = now;
      return rests ? box : null;
    });
  };
  const click = async (points: readonly (readonly [number, number])[]) => {
    const box = await restingBox();
    for (const [x, y] of points) await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  };
  const saved = async (): Promise<CameraInput> => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    return eventually('the camera is saved', () =>
      Promise.resolve(
        (recorder.asked.find(({ what }) => what === `PUT /api/cameras/${id}`)?.body as CameraInput) ?? null,
      ),
    );
  };
  const done = () => editor().getByRole('button', { name: 'Done' }).click();
  const rounded = (points: readonly Point[]) =>
    points.map(({ x, y }) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);

  it('has a zone that is drawn by mouse, altered by keyboard, taken back, named, and used by a rule with an alert', async () => {
    await begin('Zone');
    await click([
      [0.1, 0.2],
      [0.4, 0.2],
      [0.4, 0.6],
      [0.1, 0.6],
      [0.1, 0.2],
    ]);
    const corner = editor().getByRole('button', { name: 'Corner 2 of 4' });
    await corner.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+z');
    const name = editor().getByRole('textbox', { name: 'Name of the Zone' });
    await name.fill('');
    await editor().getByText('Zones and lines need a name.').waitFor();
    await name.fill('Yard');
    await done();
    await page.getByText('1 zone, 1 line, 0 masks').waitFor();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const rule = page.getByRole('group', { name: 'Rule 1' });
    await rule.getByRole('combobox', { name: 'When it' }).click();
    await page.getByRole('option', { name: 'enters a zone' }).click();
    await rule.getByLabel('Alert too').check();
    const { detection, recording } = await saved();
    const [zone] = detection.zones;
    expect(rounded(zone?.polygon ?? [])).toEqual([
      [0.1, 0.2],
      [0.45, 0.2],
      [0.4, 0.6],
      [0.1, 0.6],
    ]);
    expect(detection).toEqual({
      ...camera.camera.detection,
      zones: [{ id: 'z1', name: 'Yard', polygon: zone?.polygon }],
      rules: [
        { id: 'r1', name: 'Rule 1', enabled: true, labels: [], hours: [], alert: true, kind: 'enter', zoneId: 'z1' },
      ],
    });
    expect(recording).toEqual(camera.camera.recording);
  });

  it('has lines whose arrow points from left to right of their way, until in and out are swapped', async () => {
    // Upwards in the picture: whoever walks so has the picture's right on his right.
    const tipX = () =>
      canvas()
        .locator('[data-shape="w1"] line')
        .evaluate((line) => Number(line.getAttribute('x2')) - Number(line.getAttribute('x1')));
    expect(await tipX()).toBeGreaterThan(20);
    await editor().getByRole('button', { name: 'Swap in and out' }).click();
    expect(await tipX()).toBeLessThan(-20);
    await done();
    expect((await saved()).detection.wires).toEqual([{ ...wire, points: wire.points.toReversed() }]);
  });

  it('keeps masks of motion with the recording, and masks of detection with itself', async () => {
    await begin('Mask for motion');
    await click([
      [0.7, 0.5],
      [0.9, 0.5],
      [0.9, 0.8],
    ]);
    await page.keyboard.press('Enter');
    await begin('Mask for detection');
    await click([
      [0.1, 0.1],
      [0.2, 0.1],
      [0.2, 0.3],
      [0.1, 0.3],
    ]);
    await editor().getByRole('button', { name: 'Finish shape' }).click();
    await done();
    await page.getByText('0 zones, 1 line, 2 masks').waitFor();
    const { detection, recording } = await saved();
    expect(recording.motionMasks.map(rounded)).toEqual([
      [
        [0.7, 0.5],
        [0.9, 0.5],
        [0.9, 0.8],
      ],
    ]);
    expect(detection.masks.map(rounded)).toEqual([
      [
        [0.1, 0.1],
        [0.2, 0.1],
        [0.2, 0.3],
        [0.1, 0.3],
      ],
    ]);
  });

  it('takes a typed name back as a whole, and the next one by itself', async () => {
    const name = editor().getByRole('textbox', { name: 'Name of the Line' });
    const undo = editor().getByRole('button', { name: 'Undo' });
    const value = () => name.inputValue();
    await name.click();
    await name.press('End');
    await name.pressSequentially(' east');
    await name.press('Enter');
    await name.pressSequentially(', upper');
    expect(await value()).toBe('Door east, upper');
    await undo.click();
    expect(await value()).toBe('Door east');
    await undo.click();
    expect(await value()).toBe('Door');
    expect(await undo.isDisabled()).toBe(true);
    const redo = editor().getByRole('button', { name: 'Redo' });
    await redo.click();
    await redo.click();
    expect(await value()).toBe('Door east, upper');
  });

  it('can be drawn without a mouse: arrow keys move a cross, Space sets a point', async () => {
    await begin('Line');
    await eventually('the focus is on the picture', () => canvas().evaluate((svg) => svg === document.activeElement));
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await editor().getByRole('textbox', { name: 'Name of the Line' }).nth(1).waitFor();
    await done();
    expect((await saved()).detection.wires[1]).toEqual({
      id: 'w2',
      name: 'Line 2',
      points: [
        { x: 0.5, y: 0.5 },
        { x: 0.45, y: 0.49 },
      ],
    });
  });

  it('gives up a shape, then the drawing (asking first), then itself: Escape leaves one thing at a time', async () => {
    await begin('Zone');
    await click([[0.3, 0.3]]);
    await page.keyboard.press('Escape');
    await editor().getByRole('button', { name: 'Finish shape' }).waitFor({ state: 'detached' });
    await editor().getByRole('button', { name: 'Remove Door' }).click();
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: 'Discard the changes?' });
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await editor().isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await question.getByRole('button', { name: 'Discard' }).click();
    await editor().waitFor({ state: 'detached' });
    await page.getByText('0 zones, 1 line, 0 masks').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('0 zones, 1 line, 0 masks').waitFor({ state: 'detached' });
    expect(recorder.asked).toEqual([]);
  });
});

describe.skipIf(!hasBrowser())('classes in the detection plan of a camera', () => {
  let browser: Browser;
  let recorder: FakeRecorder;
  let page: Page;
  const rule = { id: 'r1', name: 'Đêm', enabled: true, labels: ['person'], hours: [], alert: false };
  const detection = detectionPlanSchema.parse({
    enabled: true,
    model: 'yolox-nano',
    labels: ['person', 'forklift'],
    rules: [{ ...rule, kind: 'appear', zoneId: null }],
  });
  const camera = cameraView(1, { detection });
  const { id } = camera.camera;

  beforeAll(async () => {
    browser = await launchBrowser();
    recorder = await startFakeRecorder({ rendererDir: await builtRenderer(), cameras: [camera] });
    ({ page } = await openPage(browser, { locale: 'vi-VN' }));
    await page.goto(`${recorder.url}/cameras?edit=${id}&tab=detection`);
  });
  afterAll(async () => {
    await browser?.close();
    await recorder?.close();
  });

  it('are read, chosen and typed in the language of the interface, and kept by the names of the model', async () => {
    const wanted = page.getByLabel('Đối tượng cần tìm').first();
    const ofRule = page.getByRole('group', { name: 'Đêm' });
    await ofRule.getByText('Người', { exact: true }).waitFor();
    expect(await page.getByText('person', { exact: true }).count()).toBe(0);
    await page.getByText('Forklift', { exact: true }).filter({ visible: true }).waitFor();
    await wanted.click();
    await page.getByRole('option', { name: 'Ô tô' }).click();
    await wanted.fill('dog');
    await wanted.press('Enter');
    await page.getByText('Chó', { exact: true }).filter({ visible: true }).waitFor();
    const words = ofRule.getByLabel('Thuộc lớp nào').first();
    await words.click();
    await words.fill('ô tô');
    await words.press('Enter');
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    const saved = await eventually('the camera is saved', () =>
      Promise.resolve(
        (recorder.asked.find(({ what }) => what === `PUT /api/cameras/${id}`)?.body as CameraInput) ?? null,
      ),
    );
    expect(saved.detection.labels).toEqual(['person', 'forklift', 'car', 'dog']);
    expect(saved.detection.rules.map(({ labels }) => labels)).toEqual([['person', 'car']]);
  });
});
