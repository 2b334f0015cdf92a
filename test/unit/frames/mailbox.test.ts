import { describe, expect, it } from 'vitest';
import type { Frame, FrameConsumer } from '../../../src/engine/frames/index.ts';
import { LentFrame, Mailbox } from '../../../src/engine/frames/mailbox.ts';

interface Looking {
  readonly mailbox: Mailbox;
  readonly seen: number[];
  readonly returned: number[];
  readonly errors: unknown[];
  readonly offer: (atMs: number, fps?: number) => void;
}

function looking(frame: FrameConsumer['frame']): Looking {
  const seen: number[] = [];
  const returned: number[] = [];
  const errors: unknown[] = [];
  const consumer: FrameConsumer = {
    want: () => null,
    frame(given) {
      seen.push(given.atMs);
      return frame(given);
    },
    ended: () => undefined,
    forget: () => undefined,
  };
  const mailbox = new Mailbox(consumer, (error) => errors.push(error));
  const offer = (atMs: number, fps = 100): void => {
    const given: Frame = { cameraId: 'c', mediaMs: 0, runId: 'r', atMs, width: 2, height: 2, data: Buffer.alloc(6) };
    const lent = new LentFrame(given, () => returned.push(atMs));
    mailbox.offer(lent, fps);
    lent.release();
  };
  return { mailbox, seen, returned, errors, offer };
}

/** A consumer that works until it is told that it is done. */
function slow(): { readonly frame: FrameConsumer['frame']; finish(): Promise<void> } {
  let resolve: () => void = () => undefined;
  return {
    frame: () => new Promise<void>((done) => (resolve = done)),
    finish: async () => {
      resolve();
      await new Promise((later) => setImmediate(later));
    },
  };
}

describe('a consumer of frames', () => {
  it('gets the newest when it is ready again, and never the ones that were overtaken', async () => {
    const work = slow();
    const { mailbox, seen, offer } = looking(work.frame);
    for (const atMs of [0, 100, 200, 300]) offer(atMs);
    expect(seen).toEqual([0]);
    await work.finish();
    expect(seen).toEqual([0, 300]);
    expect(mailbox.dropped).toBe(2);
  });

  it('keeps a picture until it is done with it, and gives back at once what is overtaken', async () => {
    const work = slow();
    const { returned, offer } = looking(work.frame);
    for (const atMs of [0, 100, 200]) offer(atMs);
    expect(returned).toEqual([100]);
    await work.finish();
    expect(returned).toEqual([100, 0]);
    await work.finish();
    expect(returned).toEqual([100, 0, 200]);
  });

  it('gets the first picture of each slot of its rate', () => {
    const { seen, offer } = looking(() => undefined);
    for (let at = 0; at < 15; at += 1) offer(Math.round((at * 1000) / 15), 5);
    expect(seen).toEqual([0, 200, 400, 600, 800]);
  });

  it('that throws or rejects costs one picture, not the next', async () => {
    const { seen, returned, errors, offer } = looking(({ atMs }) => {
      if (atMs === 0) throw new Error('thrown');
      return atMs === 100 ? Promise.reject(new Error('rejected')) : undefined;
    });
    offer(0);
    offer(100);
    await new Promise((later) => setImmediate(later));
    offer(200);
    expect(seen).toEqual([0, 100, 200]);
    expect(returned).toEqual([0, 100, 200]);
    expect(errors).toHaveLength(2);
  });

  it('gets nothing that waited once its run has ended', async () => {
    const work = slow();
    const { mailbox, seen, returned, offer } = looking(work.frame);
    offer(0);
    offer(100);
    mailbox.close();
    await work.finish();
    expect(seen).toEqual([0]);
    expect(returned).toEqual([100, 0]);
  });
});
