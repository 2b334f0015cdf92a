import { describe, expect, it } from 'vitest';
import { ReadSpaces } from '../../../src/engine/recording/read-spaces.ts';

describe('memory for reading files', () => {
  it('is lent again when it was given back, also by a reader that failed', async () => {
    const spaces = new ReadSpaces();
    const first = await spaces.lend((space) => Promise.resolve(space));
    await expect(spaces.lend(() => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await spaces.lend((space) => Promise.resolve(space))).toBe(first);
  });

  it('is never lent to two readers at a time', async () => {
    const spaces = new ReadSpaces();
    const [outer, inner] = await spaces.lend((space) =>
      spaces.lend((other) => Promise.resolve([space, other] as const)),
    );
    expect(outer).not.toBe(inner);
  });
});
