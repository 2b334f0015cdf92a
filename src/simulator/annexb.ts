export type VideoCodec = 'h264' | 'h265';

/** One picture of a video stream. `key`: a decoder can begin here. NAL units have no start codes. */
export interface AccessUnit {
  readonly nals: readonly Buffer[];
  readonly key: boolean;
}

export interface NalFacts {
  readonly kind: 'picture' | 'parameters' | 'other';
  readonly key: boolean;
  /** First slice of its picture. */
  readonly first: boolean;
}

/** NAL units of an Annex B byte stream (H.264 and H.265, annex B of both), without start codes and trailing zeros. */
export function splitAnnexB(stream: Buffer): Buffer[] {
  const starts: { code: number; body: number }[] = [];
  for (let at = stream.indexOf('\0\0\x01', 0, 'latin1'); at >= 0; at = stream.indexOf('\0\0\x01', at + 3, 'latin1')) {
    starts.push({ code: at, body: at + 3 });
  }
  return starts
    .map(({ body }, index) => {
      let end = starts[index + 1]?.code ?? stream.length;
      while (end > body && stream[end - 1] === 0) end -= 1;
      return stream.subarray(body, end);
    })
    .filter((nal) => nal.length > 2);
}

/** What a NAL unit is (H.264 table 7-1, H.265 table 7-1). */
export function nalFacts(codec: VideoCodec, nal: Buffer): NalFacts {
  const header = nal[0] ?? 0;
  if (codec === 'h264') {
    const type = header & 0x1f;
    // first_mb_in_slice is ue(v): a leading one bit means 0.
    if (type >= 1 && type <= 5) return { kind: 'picture', key: type === 5, first: ((nal[1] ?? 0) & 0x80) !== 0 };
    return { kind: type === 7 || type === 8 ? 'parameters' : 'other', key: false, first: false };
  }
  const type = (header >> 1) & 0x3f;
  if (type < 32) return { kind: 'picture', key: type >= 16 && type <= 21, first: ((nal[2] ?? 0) & 0x80) !== 0 };
  return { kind: type <= 34 ? 'parameters' : 'other', key: false, first: false };
}

/**
 * Pictures of a stream in order, and its parameter sets. Delimiters and SEI are left out; each key picture begins with
 * the parameter sets, so that a client may come in at any of them.
 * @throws Error when the stream does not begin with a key picture and its parameter sets
 */
export function accessUnits(codec: VideoCodec, stream: Buffer): { units: AccessUnit[]; parameterSets: Buffer[] } {
  const pictures: { nals: Buffer[]; key: boolean }[] = [];
  const parameterSets: Buffer[] = [];
  for (const nal of splitAnnexB(stream)) {
    const { kind, key, first } = nalFacts(codec, nal);
    if (kind === 'parameters' && !parameterSets.some((known) => known.equals(nal))) parameterSets.push(nal);
    if (kind !== 'picture') continue;
    const current = pictures.at(-1);
    if (first || current === undefined) pictures.push({ nals: [nal], key });
    else current.nals.push(nal);
  }
  if (pictures[0]?.key !== true || parameterSets.length < 2)
    throw new Error('the clip does not begin with a key frame');
  const units = pictures.map(({ nals, key }) => ({ nals: key ? [...parameterSets, ...nals] : nals, key }));
  return { units, parameterSets };
}
