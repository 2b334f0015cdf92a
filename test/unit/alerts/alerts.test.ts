import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlerts, type AlertOptions, type Alerts } from '../../../src/engine/alerts/index.ts';
import { lastingKinds, courseOf } from '../../../src/engine/alerts/conditions.ts';
import type { Catalog } from '../../../src/engine/catalog/index.ts';
import { createSecrets } from '../../../src/engine/secrets.ts';
import type { AlertFilter } from '../../../src/engine/services.ts';
import { alertKinds } from '../../../src/shared/alerts.ts';
import type { ServerEvent } from '../../../src/shared/events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { camA, camB, memoryCatalog, quiet } from '../catalog/catalog-fixture.ts';

const all: AlertFilter = {
  beforeId: null,
  kinds: null,
  severities: null,
  cameraId: null,
  fromMs: null,
  toMs: null,
  unread: false,
  limit: 100,
};
const HOUR_MS = 3_600_000;

let clock: FakeClock;
let catalog: Catalog;
let events: ServerEvent[];
let alerts: Alerts;

/** A life of the program over the catalog that there is. */
function begin(changes: Partial<AlertOptions> = {}): Alerts {
  return createAlerts({
    store: catalog.alerts,
    clock,
    logger: quiet,
    emit: (event) => events.push(event),
    cameraName: (id) => (id === camA ? 'Gate' : null),
    settings: () => ({ desktop: true, keepDays: 2 }),
    webhooks: {
      store: catalog.webhooks,
      secrets: createSecrets(catalog.secrets, { seal: () => new Uint8Array(), open: () => '' }),
      recorder: { name: 'test', version: '1' },
    },
    ...changes,
  });
}
const stored = (filter: Partial<AlertFilter> = {}) => alerts.list({ ...all, ...filter }).alerts;
const down = () => alerts.raise({ kind: 'camera_down', severity: 'warning', cameraId: camA, data: { attempts: 5 } });
const back = () => alerts.raise({ kind: 'camera_back', severity: 'info', cameraId: camA });

beforeEach(() => {
  clock = new FakeClock();
  catalog = memoryCatalog();
  events = [];
  alerts = begin();
});
afterEach(() => {
  alerts.stop();
  catalog.close();
});

describe('an alert', () => {
  it('is in the list when raise returns, with the name of its camera at that time, and is told once', () => {
    down();
    const alert = {
      id: 1,
      atMs: clock.now(),
      kind: 'camera_down',
      severity: 'warning',
      cameraId: camA,
      cameraName: 'Gate',
      data: { attempts: 5 },
      count: 1,
      lastMs: clock.now(),
      endedMs: null,
      read: false,
    };
    expect(alerts.list(all)).toEqual({ alerts: [alert], unread: 1 });
    expect(events).toEqual([{ type: 'alert', alert, fresh: true, unread: 1 }]);
  });

  it('that lasts is one alert however often it is raised, until it is ended', async () => {
    down();
    await clock.advance(30 * HOUR_MS);
    down();
    expect(stored()).toMatchObject([{ kind: 'camera_down', count: 2, lastMs: clock.now(), endedMs: null }]);
    expect(events.at(-1)).toMatchObject({ type: 'alert', fresh: false });
    back();
    expect(stored()).toMatchObject([{ kind: 'camera_back' }, { kind: 'camera_down', endedMs: clock.now() }]);
    down();
    expect(stored().map(({ kind }) => kind)).toEqual(['camera_down', 'camera_back', 'camera_down']);
  });

  it('that ends nothing is dropped', () => {
    back();
    alerts.raise({ kind: 'camera_down', severity: 'warning', cameraId: camB });
    back();
    expect(stored().map(({ kind, cameraId }) => [kind, cameraId])).toEqual([['camera_down', camB]]);
  });

  it('of one storage root is not ended by another root, and the recovery ends both grades', () => {
    alerts.raise({ kind: 'storage_low', severity: 'warning', data: { root: '/a' } });
    alerts.raise({ kind: 'storage_critical', severity: 'critical', data: { root: '/a' } });
    alerts.raise({ kind: 'storage_low', severity: 'warning', data: { root: '/b' } });
    alerts.raise({ kind: 'storage_recovered', severity: 'info', data: { root: '/a' } });
    const lasting = stored().filter(({ endedMs }) => endedMs === null);
    expect(lasting.map(({ data }) => data)).toEqual([{ root: '/b' }]);
  });

  it('that comes in showers is told again only after a while', async () => {
    const restarted = () => alerts.raise({ kind: 'process_restarted', severity: 'warning', cameraId: camA });
    restarted();
    await clock.advance(9 * 60_000);
    restarted();
    expect(stored()).toMatchObject([{ count: 2 }]);
    await clock.advance(60_000);
    restarted();
    expect(stored()).toMatchObject([{ count: 1 }, { count: 2 }]);
  });

  it('that lasted when the program ended is told anew by the next life, and can be ended by it', () => {
    down();
    alerts = begin();
    down();
    expect(stored()).toMatchObject([
      { id: 2, endedMs: null },
      { id: 1, endedMs: clock.now() },
    ]);
    alerts = begin();
    back();
    expect(stored()).toMatchObject([{ kind: 'camera_back' }, { id: 2, endedMs: clock.now() }, { id: 1 }]);
  });

  it('is told apart from another one that has its number since the catalog was restored', () => {
    catalog.alerts.add({
      kind: 'event',
      severity: 'info',
      cameraId: null,
      cameraName: null,
      about: '',
      atMs: 1,
      data: {},
      endedMs: 1,
      deliveries: [],
    });
    expect(catalog.alerts.repeat(1, { kind: 'camera_down', cameraId: camA, about: '' }, 2)).toBeNull();
    expect(catalog.alerts.repeat(1, { kind: 'event', cameraId: null, about: '' }, 2)).toMatchObject({ count: 2 });
  });

  it('does not outlast its camera', () => {
    down();
    alerts.heed({ type: 'status', cameraId: camA, status: { state: 'disabled', sinceMs: 1 } });
    expect(stored()).toMatchObject([{ endedMs: clock.now() }]);
    down();
    alerts.heed({ type: 'camera_removed', cameraId: camA });
    expect(stored().filter(({ endedMs }) => endedMs === null)).toEqual([]);
  });

  it('is shown on the desktop when it is new, no mere information, and the setting wants it', () => {
    const shown: string[] = [];
    let desktop = true;
    alerts = begin({
      notify: ({ kind }) => shown.push(kind),
      settings: () => ({ desktop, keepDays: 2 }),
    });
    down();
    down();
    back();
    expect(shown).toEqual(['camera_down']);
    desktop = false;
    alerts.raise({ kind: 'all_cameras_down', severity: 'critical' });
    expect(shown).toEqual(['camera_down']);
  });

  it('that cannot be stored is logged, and the caller goes on', () => {
    const broken = memoryCatalog();
    broken.close();
    const deaf = begin({ store: { ...catalog.alerts, atomically: () => broken.alerts.unread() as never } });
    expect(() => deaf.raise({ kind: 'event', severity: 'info' })).not.toThrow();
  });
});

describe('the list of alerts', () => {
  it('is narrowed by kind, severity, camera, time and whether it was read, newest first', async () => {
    down();
    await clock.advance(1000);
    alerts.raise({ kind: 'all_cameras_down', severity: 'critical' });
    await clock.advance(1000);
    alerts.raise({ kind: 'camera_unstable', severity: 'warning', cameraId: camB });
    const ids = (filter: Partial<AlertFilter>) => stored(filter).map(({ id }) => id);
    expect(ids({})).toEqual([3, 2, 1]);
    expect(ids({ beforeId: 3, limit: 1 })).toEqual([2]);
    expect(ids({ kinds: ['camera_down', 'camera_unstable'] })).toEqual([3, 1]);
    expect(ids({ severities: ['critical'] })).toEqual([2]);
    expect(ids({ cameraId: camB })).toEqual([3]);
    expect(ids({ fromMs: clock.now() - 1000, toMs: clock.now() })).toEqual([2]);
    expect(alerts.markRead({ ids: [2] })).toBe(2);
    expect(ids({ unread: true })).toEqual([3, 1]);
    expect(alerts.markRead({ upToId: 2 })).toBe(1);
    expect(ids({ unread: true })).toEqual([3]);
    expect(events.at(-1)).toEqual({ type: 'alerts_read', unread: 1 });
  });

  it('forgets what is over and older than the setting, and keeps what lasts', async () => {
    alerts.start();
    alerts.raise({ kind: 'event', severity: 'info' });
    down();
    await clock.advance(47 * HOUR_MS);
    expect(stored()).toHaveLength(2);
    await clock.advance(2 * HOUR_MS);
    expect(stored().map(({ kind }) => kind)).toEqual(['camera_down']);
    alerts.stop();
    expect(clock.pendingCount()).toBe(0);
  });

  it('forgets nothing while the clock may have been set forward by mistake', async () => {
    alerts.start();
    alerts.raise({ kind: 'event', severity: 'info' });
    clock.setUtc(clock.now() + 30 * 24 * HOUR_MS);
    await clock.advance(HOUR_MS);
    expect(stored()).toHaveLength(1);
    await clock.advance(2 * HOUR_MS);
    expect(stored()).toEqual([]);
    alerts.stop();
  });
});

describe('the courses of alerts', () => {
  it('let nothing last that no kind ends, but for what the alerts themselves end', () => {
    const ended = alertKinds.flatMap((kind) => {
      const course = courseOf(kind);
      return course.kind === 'ends' ? course.of : [];
    });
    expect(new Set([...ended, 'webhook_paused'])).toEqual(new Set(lastingKinds));
  });
});
