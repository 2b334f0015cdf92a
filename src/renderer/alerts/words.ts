import type { TFunction } from 'i18next';
import type { Alert } from '../../shared/alerts.ts';
import { classWordsOf } from '../ui/class-words.ts';
import { formatBytes, formatDateTime, formatDuration } from '../ui/format.ts';

type AlertWords = TFunction<'alerts'>;

/** Spans are shorter than this, instants later: 2001. */
const FIRST_INSTANT_MS = 1e12;

/** The alert in one line. */
export function alertTitle(t: AlertWords, { kind, cameraName }: Pick<Alert, 'kind' | 'cameraName'>): string {
  return t(`title.${kind}`, { camera: cameraName ?? t('someCamera') });
}

function valueText(t: AlertWords, key: string, value: string | number | boolean): string {
  if (key === 'reason') return t(`reason.${String(value)}` as 'reason.unknown', { ns: 'common', defaultValue: value });
  if (key === 'label' && typeof value === 'string')
    return classWordsOf(t as unknown as TFunction<'events'>).label(value);
  if (typeof value !== 'number')
    return t(`value.${key}.${String(value)}` as 'value.state.missing', { defaultValue: String(value) });
  if (key.endsWith('Bytes')) return formatBytes(value);
  if (key.endsWith('Ms')) return value >= FIRST_INSTANT_MS ? formatDateTime(value) : formatDuration(value);
  if (key.endsWith('Percent')) return `${Math.round(value)} %`;
  return String(Math.round(value * 10) / 10);
}

/** What is no detail: the title says it, or it is a number that only machines read. */
const unsaid: ReadonlySet<string> = new Set(['event', 'camera', 'ruleKind']);

/** What the alert's data says, `Folder: /mnt/a · Free: 3.2 GB`; empty when it says nothing. */
export function alertDetail(t: AlertWords, { data }: Pick<Alert, 'data'>): string {
  return Object.entries(data)
    .flatMap(([key, value]) => {
      if (value === null || unsaid.has(key)) return [];
      const text = valueText(t, key, value);
      // A reason is a sentence of its own.
      return [key === 'reason' ? text : `${t(`field.${key}` as 'field.root', { defaultValue: key })}: ${text}`];
    })
    .join(' · ');
}

/** How often and how long, `5 times · lasts still`; empty for what happened once and was over at once. */
export function alertCourse(t: AlertWords, { atMs, count, endedMs }: Alert): string {
  const lasted =
    endedMs === null ? t('lasts') : endedMs > atMs ? t('lasted', { duration: formatDuration(endedMs - atMs) }) : null;
  return [count > 1 ? t('times', { count }) : null, lasted].filter((text) => text !== null).join(' · ');
}
