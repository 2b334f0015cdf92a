import type { SegmentKey } from '../../shared/recording.ts';
import type { PlayableSegment } from '../services.ts';
import { parseKey } from './paths.ts';

export interface PlaylistOptions {
  /** Address of a segment file, as it shall stand in the playlist. */
  uriFor(key: SegmentKey): string;
  /** False while more may follow (EVENT): the player asks again. */
  readonly ended: boolean;
}

/**
 * An HLS media playlist (RFC 8216, version 7) over byte ranges of segment files. Every part has its moment
 * (EXT-X-PROGRAM-DATE-TIME), each file its own EXT-X-MAP. A discontinuity stands where time stamps do not go on.
 */
export function buildPlaylist(segments: readonly PlayableSegment[], options: PlaylistOptions): string {
  const withParts = segments.filter((segment) => segment.parts.length > 0);
  const longestMs = Math.max(0, ...withParts.flatMap((segment) => segment.parts.map((part) => part.durationMs)));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    // RFC 8216, 4.3.3.1: each duration, rounded to the nearest whole second, is at most this.
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longestMs / 1000))}`,
    `#EXT-X-PLAYLIST-TYPE:${options.ended ? 'VOD' : 'EVENT'}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  withParts.forEach((segment, index) => {
    const before = withParts[index - 1];
    if (before !== undefined && !goesOn(before, segment)) lines.push('#EXT-X-DISCONTINUITY');
    lines.push(...segmentLines(segment, options.uriFor(segment.key)));
  });
  if (options.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/** More than this between two files is a hole in the time stamps, and not the guessed length of a last frame. */
const SEAM_MS = 500;

/** Whether time stamps go on from one file to the next: neighbours of one run, written without beginning at zero again. */
function goesOn(before: PlayableSegment, after: PlayableSegment): boolean {
  if (before.media === undefined || after.media === undefined) return false;
  const [a, b] = [parseKey(before.key), parseKey(after.key)];
  const neighbours = a.runId === b.runId && b.number === a.number + 1;
  return neighbours && Math.abs(after.media.startMs - before.media.endMs) < SEAM_MS;
}

function segmentLines(segment: PlayableSegment, uri: string): string[] {
  if (/["\r\n]/.test(uri)) throw new RangeError('an address in a playlist must not hold quotes or line ends');
  const lines = [`#EXT-X-MAP:URI="${uri}",BYTERANGE="${segment.initBytes}@0"`];
  for (const part of segment.parts) {
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(part.startMs).toISOString()}`,
      `#EXTINF:${(part.durationMs / 1000).toFixed(3)},`,
      `#EXT-X-BYTERANGE:${part.bytes}@${part.offset}`,
      uri,
    );
  }
  return lines;
}
