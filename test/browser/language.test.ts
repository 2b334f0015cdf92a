import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { detectionPlanSchema } from '../../src/shared/detection-plan.ts';
import { builtRenderer, hasBrowser, keepPage, launchBrowser, openPage, type KeptPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cameraView } from '../support/fake-recorder/cameras.ts';
import { detectionEvent } from '../support/fake-recorder/detections.ts';
import { startFakeRecorder, type FakeRecorder } from '../support/fake-recorder/index.ts';

/** Set to a folder, each page is left there as a picture, to be looked at. */
const pictures = process.env['VIGIL_PICTURES'];

/**
 * Texts that are wider than their place, and the page itself when it is wider than the window. Names and addresses
 * that people typed may be cut: they are marked by their title or are addresses.
 */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const typed = (element: Element) => element.closest('[title]') !== null || /rtsp|^\//.test(element.textContent);
    const labels = [...document.querySelectorAll('button, a, label, th, [role=tab], nav *, h1, h2, h3, h4, span, p')];
    const cut = labels.filter(
      (element) =>
        element.clientWidth > 2 &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.textContent.trim() !== '' &&
        !typed(element),
    );
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['the page itself'] : [];
    return [...cut.map((element) => `${element.tagName}: ${element.textContent.trim().slice(0, 60)}`), ...wide];
  });
}

describe.skipIf(!hasBrowser())('the interface in Vietnamese', () => {
  let browser: Browser;
  let recorder: FakeRecorder;
  /** Of a browser that is Vietnamese. */
  let vietnamese: KeptPage;
  let page: Page;

  const open = async (path: string) => {
    page = vietnamese.page;
    await page.goto(`${recorder.url}${path}`);
  };
  const rail = () => page.getByRole('navigation').getByRole('link').allInnerTexts();
  const choose = async (label: string, language: string) => {
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: language }).click();
  };

  beforeAll(async () => {
    const [rendererDir, started] = await Promise.all([builtRenderer(), launchBrowser()]);
    browser = started;
    vietnamese = await keepPage(browser, { locale: 'vi-VN' });
    const down = cameraView(2, { name: 'Kho hàng phía sau' });
    const sinceMs = Date.now() - 185_000;
    recorder = await startFakeRecorder({
      rendererDir,
      cameras: [
        cameraView(1, { name: 'Cổng chính', detection: detectionPlanSchema.parse({ enabled: true }) }),
        {
          ...down,
          status: { state: 'connection_failed', sinceMs, reason: 'unauthorized', nextAttemptMs: sinceMs + 200_000 },
        },
        { ...cameraView(3), status: { state: 'disabled', sinceMs } },
      ],
    });
  });
  beforeAll(() => {
    const nowMs = Date.now();
    recorder.detections = [1, 2, 3].map((id) =>
      detectionEvent(id, { startMs: nowMs - id * 100_000, ruleName: 'Có người vào', zones: ['Sân'] }),
    );
  });
  afterEach(() => (page === vietnamese.page ? vietnamese.clear() : page.context().close()));
  afterAll(async () => {
    await browser?.close();
    await recorder?.close();
  });

  it('is chosen in the settings, holds at once without a reload, and is there again after one', async () => {
    ({ page } = await openPage(browser));
    await page.goto(`${recorder.url}/settings`);
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await choose('Language', 'Tiếng Việt');
    await page.getByRole('heading', { name: 'Cài đặt', exact: true }).waitFor();
    expect(await page.locator('html[lang=vi] body[data-same-page]').count()).toBe(1);
    await page.reload();
    await page.getByRole('heading', { name: 'Cài đặt', exact: true }).waitFor();
    expect(await rail()).toEqual(['Trực tiếp', 'Xem lại', 'Sự kiện', 'Camera', 'Tình trạng', 'Cài đặt']);
    await page.getByRole('link', { name: 'Trực tiếp' }).click();
    await page.getByRole('heading', { name: 'Trực tiếp' }).waitFor();
    await page.getByText('Sai tên người dùng hoặc mật khẩu').waitFor();
    expect(await page.evaluate(() => localStorage.getItem('vigil.language'))).toBe('vi');
  });

  it('is left for English in the same way', async () => {
    await open('/settings');
    await choose('Ngôn ngữ', 'English');
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('comes by itself where the browser is Vietnamese, with its decimal comma and its dates', async () => {
    await open('/health');
    await page.getByText('99,31 %').first().waitFor();
    await page.getByText('Đã chạy 4 ngày 6 giờ').waitFor();
    await page.goto(`${recorder.url}/replay`);
    await page.getByTestId('day').click();
    const weekdays = page.locator('table thead th');
    await eventually('the calendar', async () => (await weekdays.allInnerTexts()).join() === 'T2,T3,T4,T5,T6,T7,CN');
  });

  it('can be chosen before signing in', async () => {
    ({ page } = await openPage(browser));
    await page.route('**/api/session', (route) => route.fulfill({ status: 401, json: { code: 'unauthorized' } }));
    await page.goto(recorder.url);
    await choose('Language', 'Tiếng Việt');
    await page.getByRole('button', { name: 'Đăng nhập' }).waitFor();
    expect(await cutOff(page)).toEqual([]);
  });

  it('has each name of the rail in one line', async () => {
    await open('/');
    const links = page.getByRole('navigation').getByRole('link');
    await links.getByText('Tình trạng').waitFor();
    const heights = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().height));
    expect(new Set(heights).size).toBe(1);
  });

  it.each<[name: string, path: string, text: string, ...clicks: string[]]>([
    ['live', '/', 'Trực tiếp'],
    ['live-shortcuts', '/', 'Bảng phím tắt này', 'Phím tắt'],
    ['replay', '/replay', 'Phát (Space)'],
    ['replay-lock', '/replay', 'Lý do (không bắt buộc)', 'Khóa đoạn ghi này (K)'],
    ['cameras', '/cameras', 'Kho hàng phía sau'],
    ['camera', '/cameras?add=1', 'Luồng chính'],
    ['camera-recording', '/cameras', 'Lịch hằng tuần', 'Sửa Cổng chính', 'Ghi hình'],
    ['camera-detection', '/cameras', 'Thêm quy tắc', 'Sửa Cổng chính', 'Phát hiện'],
    ['zones', '/cameras', 'Chưa vẽ gì', 'Sửa Cổng chính', 'Phát hiện', 'Vùng, vạch và vùng loại trừ…'],
    ['events', '/events', 'Bộ lọc'],
    ['health', '/health', 'Ổ đĩa'],
    ['settings', '/settings', 'Khôi phục từ tệp…'],
    ['webhook', '/settings', 'Khóa bí mật', 'Thêm webhook'],
    ['alerts', '/', 'Không có cảnh báo', 'Cảnh báo'],
    ['models', '/settings/models', 'Chưa cài'],
  ])('cuts no text off at %s', async (name, path, text, ...clicks) => {
    await open(path);
    for (const label of clicks) {
      const exact = { name: label, exact: true };
      await page.getByRole('button', exact).or(page.getByRole('tab', exact)).first().click();
    }
    await page.getByText(text).or(page.getByLabel(text)).first().waitFor();
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
    }
    expect(await cutOff(page)).toEqual([]);
  });
});
