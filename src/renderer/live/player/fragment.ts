/** Reads what the player must know of a fragment-per-frame MP4 (ISO/IEC 14496-12): when its frame is shown. Pure. */

interface Box {
  readonly type: string;
  /** Offset of the box's content. */
  readonly body: number;
  readonly end: number;
}

function* boxes(view: DataView, start: number, end: number): Generator<Box> {
  let at = start;
  while (at + 8 <= end) {
    const size = view.getUint32(at);
    // Sizes of 0 and 1 (to the end, 64 bits) occur only where a whole file is meant; a fragment's boxes are small.
    if (size < 8 || at + size > end) return;
    const type = String.fromCharCode(
      view.getUint8(at + 4),
      view.getUint8(at + 5),
      view.getUint8(at + 6),
      view.getUint8(at + 7),
    );
    yield { type, body: at + 8, end: at + size };
    at += size;
  }
}

function child(view: DataView, parent: Pick<Box, 'body' | 'end'>, type: string): Box | undefined {
  for (const box of boxes(view, parent.body, parent.end)) if (box.type === type) return box;
  return undefined;
}

/** The video track of an initialisation segment. */
export interface VideoTrack {
  readonly id: number;
  readonly timescale: number;
}

function readTrack(view: DataView, trak: Box): VideoTrack | null {
  const tkhd = child(view, trak, 'tkhd');
  const mdia = child(view, trak, 'mdia');
  const mdhd = mdia && child(view, mdia, 'mdhd');
  const hdlr = mdia && child(view, mdia, 'hdlr');
  if (tkhd === undefined || mdhd === undefined || hdlr === undefined) return null;
  const isVideo = view.getUint32(hdlr.body + 8) === 0x76696465; // 'vide'
  if (!isVideo) return null;
  const id = view.getUint32(tkhd.body + (view.getUint8(tkhd.body) === 1 ? 20 : 12));
  const timescale = view.getUint32(mdhd.body + (view.getUint8(mdhd.body) === 1 ? 20 : 12));
  return timescale === 0 ? null : { id, timescale };
}

/** Finds the video track; null when the bytes hold none that can be read. */
export function readVideoTrack(init: Uint8Array): VideoTrack | null {
  const view = new DataView(init.buffer, init.byteOffset, init.byteLength);
  try {
    const moov = child(view, { body: 0, end: init.byteLength }, 'moov');
    if (moov === undefined) return null;
    for (const box of boxes(view, moov.body, moov.end)) {
      const track = box.type === 'trak' ? readTrack(view, box) : null;
      if (track !== null) return track;
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function compositionOffset(view: DataView, trun: Box | undefined): number {
  if (trun === undefined) return 0;
  const flags = view.getUint32(trun.body) & 0xffffff;
  if ((flags & 0x800) === 0) return 0;
  // version and flags, sample count, then the optional fields in the order of the standard, 8.8.8.
  let at = trun.body + 8;
  for (const flag of [0x1, 0x4, 0x100, 0x200, 0x400]) if ((flags & flag) !== 0) at += 4;
  return view.getUint8(trun.body) === 0 ? view.getUint32(at) : view.getInt32(at);
}

/** Of a fragment's first frame, seconds of media time. */
export interface FrameTime {
  readonly decoded: number;
  readonly shown: number;
}

/** Times of a fragment's first frame; null when it is not of the video track. */
export function readFrameTime(fragment: Uint8Array, track: VideoTrack): FrameTime | null {
  const view = new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength);
  try {
    const moof = child(view, { body: 0, end: fragment.byteLength }, 'moof');
    if (moof === undefined) return null;
    for (const traf of boxes(view, moof.body, moof.end)) {
      if (traf.type !== 'traf') continue;
      const tfhd = child(view, traf, 'tfhd');
      const tfdt = child(view, traf, 'tfdt');
      if (tfhd === undefined || tfdt === undefined || view.getUint32(tfhd.body + 4) !== track.id) continue;
      const decode =
        view.getUint8(tfdt.body) === 1 ? Number(view.getBigUint64(tfdt.body + 4)) : view.getUint32(tfdt.body + 4);
      const { timescale } = track;
      const offset = compositionOffset(view, child(view, traf, 'trun'));
      return { decoded: decode / timescale, shown: (decode + offset) / timescale };
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
