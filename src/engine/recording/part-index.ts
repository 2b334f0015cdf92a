/** A part within its segment: times in milliseconds from the segment's start. */
export interface IndexedPart {
  readonly offset: number;
  readonly bytes: number;
  readonly startMs: number;
  readonly durationMs: number;
}

/** A fragment as the index sees it. Times in seconds from the segment's first picture. */
export interface IndexedFragment {
  readonly offset: number;
  readonly bytes: number;
  readonly key: boolean;
  /** Null for a fragment that holds no picture (sound only). */
  readonly video: { readonly startSeconds: number; readonly endSeconds: number } | null;
}

/** Shorter parts make long playlists, longer ones slow seeks: whole groups of pictures are joined up to this. */
const SHORTEST_PART_SECONDS = 2;

interface OpenPart {
  readonly offset: number;
  readonly startSeconds: number;
}

/**
 * Groups the fragments of one segment into parts. A part begins with a key frame, lies next to its neighbours, and never
 * changes once it is closed, so that a playlist of a growing segment only ever gets longer.
 */
export class PartIndex {
  readonly #closed: IndexedPart[] = [];
  #open: OpenPart | null = null;
  #endOffset = 0;
  #endSeconds = 0;
  #lastKeyOffset: number | null = null;

  add(fragment: IndexedFragment): void {
    if (fragment.key) this.#key(fragment);
    // What comes before the first key frame cannot be shown.
    if (this.#open === null) return;
    this.#endOffset = fragment.offset + fragment.bytes;
    this.#endSeconds = Math.max(this.#endSeconds, fragment.video?.endSeconds ?? 0);
  }

  /** Parts that change no more. */
  closed(): readonly IndexedPart[] {
    return this.#closed;
  }

  /** All parts, the last one as far as it goes by now. */
  all(): IndexedPart[] {
    if (this.#open === null) return [];
    return [...this.#closed, finish(this.#open, this.#endOffset, this.#endSeconds)];
  }

  get durationMs(): number {
    return Math.round(this.#endSeconds * 1000);
  }

  /** Where the newest key frame begins; null before the first. */
  get lastKeyOffset(): number | null {
    return this.#lastKeyOffset;
  }

  #key(fragment: IndexedFragment): void {
    const startSeconds = fragment.video?.startSeconds ?? this.#endSeconds;
    this.#lastKeyOffset = fragment.offset;
    if (this.#open !== null) {
      if (startSeconds - this.#open.startSeconds < SHORTEST_PART_SECONDS) return;
      this.#closed.push(finish(this.#open, fragment.offset, startSeconds));
    }
    // The first part stands for the segment's start even when its first picture has a later time stamp.
    this.#open = { offset: fragment.offset, startSeconds: this.#closed.length === 0 ? 0 : startSeconds };
  }
}

/** Ends are rounded, not lengths, so that rounding never adds up. */
function finish(open: OpenPart, endOffset: number, endSeconds: number): IndexedPart {
  const startMs = Math.round(open.startSeconds * 1000);
  return {
    offset: open.offset,
    bytes: endOffset - open.offset,
    startMs,
    durationMs: Math.max(1, Math.round(endSeconds * 1000) - startMs),
  };
}
