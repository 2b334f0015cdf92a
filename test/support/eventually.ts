/** What a probe throws when the thing cannot come any more, so that nobody waits for it. */
export class NeverMore extends Error {}

/**
 * Polls until `probe` answers something other than undefined, null or false, and answers that.
 * For what happens in other processes, where there is nothing to await.
 * @throws with `what` and the last error: after `timeoutMs`, 30 s later when a probe does not answer at all, or at once when it throws
 * `NeverMore`.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + (options.timeoutMs ?? 15_000);
  let lastError: unknown;
  for (;;) {
    try {
      const value = await answerOf(probe, deadline);
      if (value !== undefined && value !== null && value !== false) return value as NonNullable<Exclude<T, false>>;
    } catch (error) {
      lastError = error;
    }
    if (lastError instanceof NeverMore || performance.now() > deadline)
      throw new Error(`waited in vain for: ${what}`, { cause: lastError });
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 25));
  }
}

/** On a busy machine a probe may take long itself; it is not cut short at the deadline. */
const GRACE_MS = 30_000;

async function answerOf<T>(probe: () => T | Promise<T>, deadline: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('a probe did not answer')), deadline + GRACE_MS - performance.now());
  });
  try {
    return await Promise.race([probe(), late]);
  } finally {
    clearTimeout(timer);
  }
}
