import { randomBytes } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Random lower-case letters and digits. */
export function randomWord(length: number): string {
  let word = '';
  while (word.length < length) {
    // 252 is the largest multiple of 36 in a byte: every letter is as likely.
    for (const byte of randomBytes(length * 2)) if (byte < 252 && word.length < length) word += letters[byte % 36];
  }
  return word;
}

/** A camera id, see cameraIdSchema. */
export function newCameraId(): string {
  return randomWord(12);
}

/** A run id: its start in milliseconds, base 36 (8 characters until the year 2059), and 4 random characters. */
export function newRunId(nowMs: number): string {
  return Math.max(0, nowMs).toString(36).padStart(8, '0').slice(-8) + randomWord(4);
}
