export type AudioCodec = 'aac' | 'pcmu';

/** A loop of audio, cut into what one RTP packet carries. */
export interface AudioClip {
  readonly codec: AudioCodec;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly samplesPerFrame: number;
  readonly frames: readonly Buffer[];
  /** AudioSpecificConfig (ISO 14496-3) of AAC. */
  readonly config: Buffer | null;
}

const adtsRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

/**
 * Raw AAC frames of an ADTS stream (ISO 13818-7, 6.2).
 * @throws Error where the stream is not ADTS
 */
export function readAdts(stream: Buffer): AudioClip {
  const frames: Buffer[] = [];
  let at = 0;
  while (at + 7 <= stream.length) {
    if (stream.readUInt16BE(at) >> 4 !== 0xfff) throw new Error(`no ADTS header at byte ${at}`);
    const headerBytes = ((stream[at + 1] ?? 0) & 1) === 1 ? 7 : 9;
    const bytes = (stream.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
    if (bytes <= headerBytes || at + bytes > stream.length) throw new Error(`broken ADTS frame at byte ${at}`);
    frames.push(stream.subarray(at + headerBytes, at + bytes));
    at += bytes;
  }
  if (frames.length === 0) throw new Error('no ADTS frame');
  const head = stream.readUIntBE(2, 2);
  const objectType = (head >> 14) + 1;
  const rateIndex = (head >> 10) & 0xf;
  const channels = (head >> 6) & 7;
  const config = Buffer.alloc(2);
  config.writeUInt16BE((objectType << 11) | (rateIndex << 7) | (channels << 3));
  return {
    codec: 'aac',
    sampleRateHz: adtsRates[rateIndex] ?? 48_000,
    channels,
    samplesPerFrame: 1024,
    frames,
    config,
  };
}

/** G.711 mu-law at 8 kHz in packets of 40 ms; a rest shorter than that is left out. */
export function readMuLaw(stream: Buffer): AudioClip {
  const samplesPerFrame = 320;
  const frames: Buffer[] = [];
  for (let at = 0; at + samplesPerFrame <= stream.length; at += samplesPerFrame) {
    frames.push(stream.subarray(at, at + samplesPerFrame));
  }
  if (frames.length === 0) throw new Error('too little audio');
  return { codec: 'pcmu', sampleRateHz: 8000, channels: 1, samplesPerFrame, frames, config: null };
}
