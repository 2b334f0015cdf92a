import type { Picture } from '../vision/index.ts';

/** A copy of a picture. Several events may share one. */
export interface Shot {
  readonly picture: Picture;
}

/** A picture that is lent for a moment; it is copied once, and only when somebody keeps it. */
export class LentPicture {
  readonly picture: Picture;
  #shot: Shot | null = null;

  constructor(picture: Picture) {
    this.picture = picture;
  }

  get bytes(): number {
    return this.picture.data.byteLength;
  }

  get shot(): Shot {
    return (this.#shot ??= { picture: { ...this.picture, data: Uint8Array.from(this.picture.data) } });
  }

  get copied(): Shot | null {
    return this.#shot;
  }
}

/**
 * The best pictures of what goes on, within a budget of bytes. When it is used up, the picture that was least recently improved goes first;
 * what is being encoded stays until it is given back.
 */
export class ShotMemory {
  readonly #budgetBytes: number;
  #bytes = 0;
  readonly #uses = new Map<Shot, number>();
  /** By event, the least recently improved first. */
  readonly #held = new Map<number, Shot>();

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(eventId: number): boolean {
    return this.#held.has(eventId);
  }

  /** Keeps a copy for the event, in place of the one before. @returns whether there was room */
  keep(eventId: number, lent: LentPicture): boolean {
    const shared = lent.copied !== null && this.#uses.has(lent.copied);
    this.release(eventId);
    if (!shared && !this.#makeRoom(lent.bytes)) return false;
    this.#use(lent.shot);
    this.#held.set(eventId, lent.shot);
    return true;
  }

  /** Hands the event's picture over to be encoded; `giveBack` it after. */
  take(eventId: number): Shot | null {
    const shot = this.#held.get(eventId) ?? null;
    this.#held.delete(eventId);
    return shot;
  }

  giveBack(shot: Shot): void {
    const uses = (this.#uses.get(shot) ?? 0) - 1;
    if (uses > 0) {
      this.#uses.set(shot, uses);
      return;
    }
    if (this.#uses.delete(shot)) this.#bytes -= shot.picture.data.byteLength;
  }

  release(eventId: number): void {
    const shot = this.take(eventId);
    if (shot !== null) this.giveBack(shot);
  }

  #use(shot: Shot): void {
    const uses = this.#uses.get(shot) ?? 0;
    if (uses === 0) this.#bytes += shot.picture.data.byteLength;
    this.#uses.set(shot, uses + 1);
  }

  #makeRoom(bytes: number): boolean {
    for (const eventId of this.#held.keys()) {
      if (this.#bytes + bytes <= this.#budgetBytes) break;
      this.release(eventId);
    }
    return this.#bytes + bytes <= this.#budgetBytes;
  }
}
