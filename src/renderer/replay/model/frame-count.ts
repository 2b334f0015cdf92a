/** Boxes of ISO BMFF (ISO/IEC 14496-12) that stand one after the other in [from, to). */
function* boxes(view: DataView, from: number, to: number): Generator<{ type: string; begin: number; end: number }> {
  let at = from;
  while (at + 8 <= to) {
    const small = view.getUint32(at);
    const large = small === 1 && at + 16 <= to;
    const size = large ? Number(view.getBigUint64(at + 8)) : small;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
    const end = size === 0 ? to : at + size;
    if (size !== 0 && size < 8) return;
    yield { type, begin: at + (large ? 16 : 8), end: Math.min(end, to) };
    at = end;
  }
}

/**
 * Number of video frames in a part of a recording: the samples of the first track, which is the video's in every
 * file that Vigil writes. 0 when the bytes are no movie fragments.
 */
export function frameCount(bytes: ArrayBuffer): number {
  const view = new DataView(bytes);
  const samples = new Map<number, number>();
  for (const moof of boxes(view, 0, bytes.byteLength)) {
    if (moof.type !== 'moof') continue;
    for (const traf of boxes(view, moof.begin, moof.end)) {
      if (traf.type !== 'traf') continue;
      let track = 0;
      for (const box of boxes(view, traf.begin, traf.end)) {
        // Version and flags, then the track's id or the number of samples.
        if (box.end - box.begin < 8) continue;
        if (box.type === 'tfhd') track = view.getUint32(box.begin + 4);
        if (box.type === 'trun') samples.set(track, (samples.get(track) ?? 0) + view.getUint32(box.begin + 4));
      }
    }
  }
  return samples.get(Math.min(...samples.keys())) ?? 0;
}
