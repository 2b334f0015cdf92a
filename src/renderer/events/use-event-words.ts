import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DetectionEvent } from '../../shared/detection.ts';
import { formatClock, formatDateTime, formatDuration, useClassWords, type ClassWords } from '../ui/index.ts';

const MINUTE_MS = 60_000;

export interface EventWords extends ClassWords {
  /** `crosses a line, in`: what it did. */
  readonly deed: (event: Pick<DetectionEvent, 'kind' | 'direction'>) => string;
  /** Rule and zones; empty when there are none. */
  readonly place: (event: Pick<DetectionEvent, 'ruleName' | 'zones'>) => string;
  /** `20 s ago`, `3 min ago`, then the time of day, then the date too. Both are the recorder's time. */
  readonly when: (atMs: number, nowMs: number) => string;
  /** How long it lasted, or that it does still. */
  readonly length: (event: Pick<DetectionEvent, 'startMs' | 'endMs'>, nowMs: number) => string;
  /** The whole event in one sentence, for screen readers. */
  readonly sentence: (event: DetectionEvent, nowMs: number) => string;
}

/** Events in words. */
export function useEventWords(): EventWords {
  const { t, i18n } = useTranslation('events');
  const words = useClassWords();
  return useMemo(() => {
    const deed: EventWords['deed'] = ({ kind, direction }) =>
      direction === null ? t(`deed.${kind}`) : t(`crosses.${direction}`);
    const place: EventWords['place'] = ({ ruleName, zones }) =>
      [...new Set([ruleName, ...zones])].filter((name) => name !== null).join(' · ');
    const when: EventWords['when'] = (atMs, nowMs) => {
      const ageMs = nowMs - atMs;
      if (ageMs < 5000) return t('ago.now');
      if (ageMs < MINUTE_MS) return t('ago.seconds', { seconds: Math.floor(ageMs / 5000) * 5 });
      if (ageMs < 10 * MINUTE_MS) return t('ago.minutes', { minutes: Math.floor(ageMs / MINUTE_MS) });
      const sameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
      return sameDay ? formatClock(atMs, i18n.language) : formatDateTime(atMs, i18n.language);
    };
    const length: EventWords['length'] = ({ startMs, endMs }, nowMs) =>
      endMs === null
        ? t('lasts', { duration: formatDuration(nowMs - startMs) })
        : t('lasted', { duration: formatDuration(endMs - startMs) });
    return {
      ...words,
      deed,
      place,
      when,
      length,
      sentence: (event, nowMs) =>
        [
          `${words.label(event.label)} ${deed(event)}`,
          place(event),
          event.cameraName,
          when(event.startMs, nowMs),
          event.endMs === null ? t('lastsStill') : '',
        ]
          .filter((text) => text !== '')
          .join(', '),
    };
  }, [t, i18n.language, words]);
}
