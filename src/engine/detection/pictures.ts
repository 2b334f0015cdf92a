import type { Frame } from '../frames/index.ts';
import type { Picture } from '../vision/index.ts';

/** Buffers that lie ready: one in a worker, one that waits for it, one that is being filled. */
const KEPT = 3;

/** Copies of lent pictures of one camera, in buffers that go round. */
export class PictureCopies {
  readonly #free: Uint8Array[] = [];

  take({ width, height, data }: Frame): Picture {
    const free = this.#free.pop();
    const copy = free?.length === data.length ? free : new Uint8Array(data.length);
    copy.set(data);
    return { width, height, data: copy };
  }

  giveBack({ data }: Picture): void {
    if (this.#free.length < KEPT) this.#free.push(data);
  }
}
