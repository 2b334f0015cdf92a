/** How it goes with a webhook, since its last success. */
export interface WebhookHealth {
  /** Failed attempts in a row. */
  readonly failures: number;
  readonly failingSinceMs: number | null;
  /** Since when it is paused; null while it is not. */
  readonly pausedMs: number | null;
}

export const healthy: WebhookHealth = { failures: 0, failingSinceMs: null, pausedMs: null };

const PAUSE_AFTER_FAILURES = 10;
const PAUSE_AFTER_MS = 120_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** A paused webhook is tried so often whether it is back. */
const PROBE_MS = 300_000;

/** Health after one more failure: paused after 10 in a row, or when the first of them is 2 minutes ago. Pure. */
export function afterFailure(before: WebhookHealth, nowMs: number): WebhookHealth {
  const failures = before.failures + 1;
  const failingSinceMs = before.failingSinceMs ?? nowMs;
  const given = failures >= PAUSE_AFTER_FAILURES || nowMs - failingSinceMs >= PAUSE_AFTER_MS;
  return { failures, failingSinceMs, pausedMs: before.pausedMs ?? (given ? nowMs : null) };
}

/** How long to wait before the next attempt: 1, 2, 4, 8, … s, at most a minute; 5 minutes while paused. Pure. */
export function waitMs({ failures, pausedMs }: WebhookHealth): number {
  if (pausedMs !== null) return PROBE_MS;
  return failures === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
}
