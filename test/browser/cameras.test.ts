import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionTestRequest, StreamTest } from '../../src/shared/camera.ts';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, openPage, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

const working: StreamTest = {
  ok: true,
  facts: {
    video: { codec: 'h264', profile: 'High', width: 1920, height: 1080, fps: 15 },
    audio: { codec: 'aac', sampleRateHz: 16_000, channels: 1 },
  },
  latencyMs: 412,
  measuredFps: 14.9,
  keyFrameIntervalMs: 2000,
  bitrateBps: 3_900_000,
  stable: true,
  pictureBase64: null,
};

describe.skipIf(!hasBrowser())('the cameras page', () => {
  let browser: Browser;
  let rendererDir: string;
  let recorder: FakeRecorder;
  let kept: KeptPage;
  let page: Page;

  beforeAll(async () => {
    [rendererDir, browser] = await Promise.all([builtRenderer(), launchBrowser()]);
    kept = await keepPage(browser);
    page = kept.page;
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    recorder = await startFakeRecorder({ rendererDir, cameras: [cameraView(1), cameraView(2)], instead: recorder });
  });
  afterEach(async () => {
    await kept.clear();
    await recorder.close();
  });

  const asked = (what: string) => recorder.asked.filter((request) => request.what === what);
  const field = (label: string) => page.getByRole('dialog').getByLabel(label, { exact: true });
  const openAddDialog = async () => {
    await page.goto(`${recorder.url}/cameras?add=1`);
    await field('Name *').or(page.getByRole('dialog').getByLabel('Name')).first().waitFor();
  };
  const fill = async (label: string, value: string) => page.getByRole('dialog').getByLabel(label).first().fill(value);

  it('splits a pasted address: user and password go to their fields and never into the URL', async () => {
    await openAddDialog();
    await fill('Name', 'Gate');
    await fill('Main stream', 'rtsp://admin:p%40ss@10.0.4.9:554/stream1');
    const url = page.getByRole('dialog').getByLabel('Main stream');
    expect(await url.inputValue()).toBe('rtsp://10.0.4.9:554/stream1');
    expect(await field('User').inputValue()).toBe('admin');
    await page.keyboard.press('Enter');
    await eventually('the new row', async () => (await page.locator('[data-testid=camera-row]').count()) === 3);
    expect(asked('POST /api/cameras').map(({ body }) => body)).toEqual([
      expect.objectContaining({
        name: 'Gate',
        password: 'p@ss',
        source: expect.objectContaining({ mainUrl: 'rtsp://10.0.4.9:554/stream1', username: 'admin' }) as unknown,
      }),
    ]);
  });

  it('says at the fields what is wrong, and sends nothing', async () => {
    await openAddDialog();
    await fill('Main stream', 'http://10.0.4.9/');
    await page.keyboard.press('Enter');
    await page.getByText('The address must begin with rtsp:// or rtsps://.').waitFor();
    await page.getByText('Please fill this in.').waitFor();
    expect(asked('POST /api/cameras')).toEqual([]);
  });

  it('tests a connection: a refused password in plain words first, then the facts of what comes', async () => {
    const requests: ConnectionTestRequest[] = [];
    recorder.answerTest = (request) => {
      requests.push(request);
      if (request.password !== 'right') {
        return { main: { ok: false, reason: 'unauthorized', log: ['401 Unauthorized'] }, sub: null };
      }
      return { main: working, sub: { ...working, stable: false, measuredFps: 6 } };
    };
    await openAddDialog();
    await fill('Main stream', 'rtsp://admin:wrong@10.0.4.9/stream1');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText(/refuses the password: check user and password/).waitFor();
    await page.getByText('What ffmpeg said').click();
    await page.getByText('401 Unauthorized').waitFor();

    await field('Password').fill('right');
    await page.getByText('The fields have changed since this test.').waitFor();
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByText('1920 × 1080').first().waitFor();
    expect(await page.locator('[data-testid=test-panel]').innerText()).toMatch(/412 ms[\s\S]*Unstable: below 10 fps/);
    expect(requests.map(({ password }) => password)).toEqual(['wrong', 'right']);
    expect(asked('POST /api/cameras')).toEqual([]);
  });

  it('cancels a test that takes long', async () => {
    const answered = Promise.withResolvers<never>();
    recorder.answerTest = () => answered.promise;
    await openAddDialog();
    await fill('Main stream', 'rtsp://10.0.4.9/stream1');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Cancel the test' }).click();
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    answered.reject(new Error('nobody waits'));
    expect(await page.locator('[data-testid=test-failed]').count()).toBe(0);
  });

  it('keeps the stored password of an edited camera unless it is removed', async () => {
    await page.goto(`${recorder.url}/cameras?edit=cam000000001`);
    await fill('Name', 'Renamed');
    expect(await field('Password').getAttribute('placeholder')).toContain('leave empty to keep');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Renamed').waitFor();
    await page.getByRole('button', { name: 'Edit Renamed' }).click();
    await page.getByRole('button', { name: 'Remove the stored password' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await eventually('both', () => asked('PUT /api/cameras/cam000000001').length === 2);
    const [first, second] = asked('PUT /api/cameras/cam000000001').map(({ body }) => body as Record<string, unknown>);
    expect(first).not.toHaveProperty('password');
    expect(second?.['password']).toBeNull();
  });

  it('asks before changes are lost', async () => {
    await page.goto(`${recorder.url}/cameras?edit=cam000000001`);
    await fill('Name', 'Half typed');
    await page.keyboard.press('Escape');
    await page.getByText('Discard the changes?').waitFor();
    await page.getByRole('button', { name: 'Keep editing' }).click();
    expect(await page.getByRole('dialog').getByLabel('Name').inputValue()).toBe('Half typed');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await eventually('the end of the dialog', async () => (await page.getByRole('dialog').count()) === 0);
    expect(asked('PUT /api/cameras/cam000000001')).toEqual([]);
  });

  it('asks what becomes of the recordings before it removes a camera', async () => {
    await page.goto(`${recorder.url}/cameras`);
    await page.getByRole('button', { name: 'More actions for Camera 1' }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Keep the recordings').isChecked()).toBe(true);
    await dialog.getByLabel('Delete the recordings too').check();
    await dialog.getByRole('button', { name: 'Remove camera and recordings' }).click();
    await eventually('one row', async () => (await page.locator('[data-testid=camera-row]').count()) === 1);
    expect(asked('DELETE /api/cameras/cam000000001?recordings=delete')).toHaveLength(1);
  });

  it('switches a camera off and moves it down', async () => {
    await page.goto(`${recorder.url}/cameras`);
    await page.getByLabel('Switch Camera 1 off').click({ force: true });
    await page.getByText('Disabled').waitFor();
    await page.getByRole('button', { name: 'More actions for Camera 1' }).click();
    await page.getByRole('menuitem', { name: 'Move down' }).click();
    await eventually('the order', () => asked('PUT /api/cameras/order').length === 1);
    expect(asked('PUT /api/cameras/order')[0]?.body).toEqual({ ids: ['cam000000002', 'cam000000001'] });
  });

  it('imports all rows of a list or says which row is wrong', async () => {
    await page.goto(`${recorder.url}/cameras`);
    await page.getByRole('button', { name: 'Import and export' }).click();
    await page.getByRole('menuitem', { name: 'Import a list…' }).click();
    await fill('Or paste the list here', 'name,main\nbad,http://x');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('row 3: source.mainUrl').waitFor();
    await fill('Or paste the list here', '[]');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('2 cameras were added.').waitFor();
    expect(asked('POST /api/cameras/import').map(({ body }) => (body as { format: string }).format)).toEqual([
      'csv',
      'json',
    ]);
  });
});

describe.skipIf(!hasBrowser())('the settings page', () => {
  it('warns of an address that others reach, refuses what is out of range and saves the rest', async () => {
    const [rendererDir, browser] = await Promise.all([builtRenderer(), launchBrowser()]);
    const recorder = await startFakeRecorder({ rendererDir });
    try {
      const { page } = await openPage(browser);
      await page.goto(`${recorder.url}/settings`);
      await page.getByLabel('Address to listen on').fill('0.0.0.0');
      await page.getByText('Others can reach this recorder').waitFor();
      await page.getByLabel('Length of a recording file').fill('1');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Between 2 and 300.').waitFor();
      expect(recorder.asked).toEqual([]);
      await page.getByLabel('Length of a recording file').fill('60');
      await page.keyboard.press('Control+s');
      await page.getByText('Saved. A restart is needed').waitFor();
      expect(recorder.asked.map(({ body }) => body)).toEqual([
        expect.objectContaining({
          http: { host: '0.0.0.0', port: 8640 },
          recording: { root: null, segmentSeconds: 60 },
        }),
      ]);
      await eventually('no bar', async () => (await page.getByText('There are unsaved changes.').count()) === 0);
    } finally {
      await browser.close();
      await recorder.close();
    }
  });
});
