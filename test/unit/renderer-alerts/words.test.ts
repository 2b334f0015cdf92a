import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { alertQuery, isNarrowed, noFilters } from '../../../src/renderer/alerts/filters.ts';
import { webhookFormOf, webhookInputOf, webhookProblems } from '../../../src/renderer/alerts/webhook-form.ts';
import { alertCourse, alertDetail, alertTitle } from '../../../src/renderer/alerts/words.ts';
import { startI18n } from '../../../src/renderer/i18n/index.ts';
import { alertKinds, alertSeverities, type Alert } from '../../../src/shared/alerts.ts';
import { sendFailureReasons, type Webhook } from '../../../src/shared/webhooks.ts';

await startI18n();
const t = i18next.getFixedT('en', 'alerts');

const alert: Alert = {
  id: 1,
  atMs: Date.UTC(2026, 0, 1),
  kind: 'camera_down',
  severity: 'warning',
  cameraId: 'abcdefabcdef',
  cameraName: 'Gate',
  data: {},
  count: 1,
  lastMs: Date.UTC(2026, 0, 1),
  endedMs: null,
  read: false,
};

describe('the words of alerts', () => {
  it('are there for every kind, severity and failure', () => {
    const keys = [
      ...alertKinds.flatMap((kind) => [`title.${kind}`, `kind.${kind}`]),
      ...alertSeverities.map((severity) => `severity.${severity}`),
      ...sendFailureReasons.map((reason) => `webhooks.failure.${reason}`),
    ];
    expect(keys.filter((key) => !i18next.exists(key, { ns: 'alerts' }))).toEqual([]);
  });

  it('put the name of the camera into the title', () => {
    expect(alertTitle(t, alert)).toBe('Gate delivers no pictures');
    expect(alertTitle(t, { ...alert, cameraName: null })).toBe('A camera delivers no pictures');
  });

  it('tell the data in the units of their names, and leave out what is not known', () => {
    const data = {
      reason: 'unauthorized',
      root: '/mnt/a',
      freeBytes: 3.2e9,
      downMs: 65_000,
      cpuPercent: 81.4,
      somethingNew: 7,
      why: null,
    };
    expect(alertDetail(t, { data })).toBe(
      'User name or password is wrong · Folder: /mnt/a · Free: 3.2 GB · Was down for: 1 min 05 s · Processor: 81 % · somethingNew: 7',
    );
    expect(alertDetail(t, { data: { state: 'wrong_disk' } })).toBe('State: another disk is in its place');
    expect(alertDetail(t, { data: { reason: 'never_heard_of' } })).toBe('never_heard_of');
  });

  it('say how often and how long', () => {
    expect(alertCourse(t, alert)).toBe('lasts still');
    expect(alertCourse(t, { ...alert, count: 5, endedMs: alert.atMs + 90_000 })).toBe('5 times · lasted 1 min 30 s');
    expect(alertCourse(t, { ...alert, endedMs: alert.atMs })).toBe('');
  });
});

describe('the filters of alerts', () => {
  it('become a query that holds only what narrows', () => {
    expect(alertQuery(noFilters, 5)).toEqual({});
    expect(isNarrowed(noFilters)).toBe(false);
    const filters = { severity: 'critical', kind: 'event', cameraId: 'abcdefabcdef', period: 'day' } as const;
    expect(alertQuery(filters, 100_000_000)).toEqual({
      severities: 'critical',
      kinds: 'event',
      cameraId: 'abcdefabcdef',
      fromMs: 13_600_000,
    });
    expect(isNarrowed({ ...noFilters, period: 'day' })).toBe(true);
  });
});

describe('the form of a webhook', () => {
  const empty = webhookFormOf(null);

  it('leaves a secret that was not typed as it is, and removes one on demand', () => {
    const input = { name: 'Desk', url: 'http://desk/', kinds: null, enabled: true };
    const form = { ...empty, name: ' Desk ', url: ' http://desk/ ' };
    expect(webhookInputOf(form)).toEqual(input);
    expect(webhookInputOf({ ...form, secret: '0123456789abcdef' })).toEqual({ ...input, secret: '0123456789abcdef' });
    expect(webhookInputOf({ ...form, removeSecret: true, kinds: ['event'] })).toEqual({
      ...input,
      secret: null,
      kinds: ['event'],
    });
  });

  it('names the fields that the recorder would refuse', () => {
    expect(webhookProblems(empty)).toEqual(['name', 'url']);
    expect(webhookProblems({ ...empty, name: 'Desk', url: 'https://a:b@desk/', secret: 'short' })).toEqual([
      'url',
      'secret',
    ]);
  });

  it('begins with what is stored', () => {
    const stored = { name: 'Desk', url: 'http://desk/', kinds: ['event'], enabled: false } as unknown as Webhook;
    expect(webhookFormOf(stored)).toEqual({
      name: 'Desk',
      url: 'http://desk/',
      secret: '',
      removeSecret: false,
      kinds: ['event'],
      enabled: false,
    });
  });
});
