import type { AlertKind } from '../../shared/alerts.ts';
import type { NewAlert } from './raise.ts';

/**
 * What a kind is in time: a condition that lasts until it is ended, the end of such conditions, something that is told
 * once in `ms` however often it happens, or something that is told each time.
 */
export type Course =
  | { readonly kind: 'lasts' }
  | { readonly kind: 'ends'; readonly of: readonly AlertKind[] }
  | { readonly kind: 'folds'; readonly ms: number }
  | { readonly kind: 'each' };

const MINUTE_MS = 60_000;

const courses: Readonly<Record<AlertKind, Course>> = {
  camera_down: { kind: 'lasts' },
  camera_back: { kind: 'ends', of: ['camera_down'] },
  all_cameras_down: { kind: 'lasts' },
  cameras_back: { kind: 'ends', of: ['all_cameras_down'] },
  camera_unstable: { kind: 'folds', ms: 30 * MINUTE_MS },
  process_restarted: { kind: 'folds', ms: 10 * MINUTE_MS },
  recording_behind: { kind: 'folds', ms: 10 * MINUTE_MS },
  storage_low: { kind: 'lasts' },
  storage_critical: { kind: 'lasts' },
  storage_recovered: { kind: 'ends', of: ['storage_low', 'storage_critical'] },
  root_lost: { kind: 'lasts' },
  root_back: { kind: 'ends', of: ['root_lost'] },
  archive_failing: { kind: 'folds', ms: 60 * MINUTE_MS },
  catalog_restored: { kind: 'each' },
  settings_broken: { kind: 'each' },
  webhook_paused: { kind: 'lasts' },
  event: { kind: 'each' },
  person_recognised: { kind: 'each' },
};

export function courseOf(kind: AlertKind): Course {
  return courses[kind];
}

/** Kinds that last until they are ended. */
export const lastingKinds: readonly AlertKind[] = (Object.keys(courses) as AlertKind[]).filter(
  (kind) => courses[kind].kind === 'lasts',
);

/** What an alert is about besides its camera; empty for nothing. */
export function aboutOf({ about, data }: NewAlert): string {
  const root = data?.['root'];
  return about ?? (typeof root === 'string' ? root : '');
}
