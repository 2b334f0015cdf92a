import { z } from 'zod';
import { tracksAtSchema } from './detection.ts';

/**
 * The live WebSocket (`/api/cameras/:id/live?stream=sub|main`), server to viewer.
 *
 * Text messages are JSON (`LiveControl`); binary messages are one media packet each: a header of
 * LIVE_HEADER_BYTES in network byte order, then an ISO BMFF initialisation segment or one movie fragment
 * (moof + mdat, one frame of sub, several of main).
 *
 *   offset 0  u8   kind: 0 initialisation segment, 1 fragment that begins with a key frame, 2 other fragment
 *   offset 1  u8   reserved, 0
 *   offset 2  u16  generation: rises by one with each initialisation segment
 *   offset 4  u32  sequence: rises by one with each fragment of the channel; a jump means that fragments were dropped
 *   offset 8  f64  arrival of the fragment at the engine, UTC milliseconds
 *   offset 16 f64  decode time of the fragment's first picture in the run's media time, milliseconds: that of `tracks`
 *                  messages. NaN for what has no picture
 *
 * Media times within one generation go on from fragment to fragment (the engine rewrites `tfdt` where a new
 * recording file begins), so a viewer appends and never has to set a timestamp offset. By how much a fragment was
 * moved is the difference between its `tfdt` and the time in its header. A generation belongs to one run.
 */
export const LIVE_HEADER_BYTES = 24;

export const liveKinds = { init: 0, key: 1, delta: 2 } as const;
export type LiveKind = keyof typeof liveKinds;

export interface LivePacketHeader {
  readonly kind: LiveKind;
  readonly generation: number;
  readonly sequence: number;
  readonly arrivalMs: number;
  /** Null: no picture in it. */
  readonly mediaMs: number | null;
}

/** Writes the header, LIVE_HEADER_BYTES long. */
export function encodeLiveHeader(header: LivePacketHeader): Uint8Array {
  const bytes = new Uint8Array(LIVE_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, liveKinds[header.kind]);
  view.setUint16(2, header.generation & 0xffff);
  view.setUint32(4, header.sequence >>> 0);
  view.setFloat64(8, header.arrivalMs);
  view.setFloat64(16, header.mediaMs ?? NaN);
  return bytes;
}

/** Reads the header; null when the bytes are no live packet. */
export function decodeLiveHeader(packet: ArrayBuffer): LivePacketHeader | null {
  if (packet.byteLength < LIVE_HEADER_BYTES) return null;
  const view = new DataView(packet);
  const code = view.getUint8(0);
  const kind = (Object.keys(liveKinds) as LiveKind[]).find((name) => liveKinds[name] === code);
  if (kind === undefined) return null;
  const mediaMs = view.getFloat64(16);
  return {
    kind,
    generation: view.getUint16(2),
    sequence: view.getUint32(4),
    arrivalMs: view.getFloat64(8),
    mediaMs: Number.isNaN(mediaMs) ? null : mediaMs,
  };
}

export const liveStreamSchema = z.enum(['sub', 'main']);
export type LiveStream = z.infer<typeof liveStreamSchema>;

/**
 * Text messages. `start` precedes every initialisation segment: `mimeType` is for MediaSource
 * (`video/mp4; codecs="avc1.64001f"`), `stream` says which stream is sent (`main` when the camera has no sub stream).
 * `runId` is the run that the generation belongs to. `waiting`: the camera delivers nothing now; the socket stays open and `start` follows when it does.
 */
export const liveControlSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    stream: liveStreamSchema,
    generation: z.number().int(),
    runId: z.string(),
    mimeType: z.string(),
    width: z.number().int(),
    height: z.number().int(),
  }),
  z.object({ type: z.literal('waiting') }),
  // What was seen in one frame of the stream, when it is known: usually a moment after the frame itself was sent.
  z.object({ type: z.literal('tracks'), ...tracksAtSchema.shape }),
]);
export type LiveControl = z.infer<typeof liveControlSchema>;
