/**
 * Wall time and media time of what a playlist holds. A playlist's media time has no gaps, wall time has; every part
 * says the wall time of its first frame (EXT-X-PROGRAM-DATE-TIME).
 */
export interface MediaPart {
  /** Seconds of the player's time line. */
  readonly mediaStart: number;
  readonly duration: number;
  /** UTC milliseconds. */
  readonly wallStartMs: number;
  readonly url: string;
}

/** Parts in order of time. */
export type MediaMap = readonly MediaPart[];

function lastIndex(map: MediaMap, isBefore: (part: MediaPart) => boolean): number {
  let low = 0;
  let high = map.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const part = map[middle];
    if (part !== undefined && isBefore(part)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Wall time of a media time, UTC milliseconds; null when the map is empty. */
export function wallAt(map: MediaMap, mediaSeconds: number): number | null {
  // A frame's time may differ from its part's begin by rounding of the playlist.
  const part =
    map[
      Math.max(
        0,
        lastIndex(map, (each) => each.mediaStart <= mediaSeconds + 0.001),
      )
    ];
  if (part === undefined) return null;
  const within = Math.min(Math.max(0, mediaSeconds - part.mediaStart), part.duration);
  return part.wallStartMs + within * 1000;
}

/**
 * Media time that shows `wallMs`. In a gap: the begin of the next footage. Null when the map ends before, or begins
 * more than `toleranceMs` after it without being the part next to the gap.
 */
export function mediaAt(map: MediaMap, wallMs: number): number | null {
  const index = lastIndex(map, (each) => each.wallStartMs <= wallMs);
  const part = map[index];
  if (part !== undefined) {
    const within = (wallMs - part.wallStartMs) / 1000;
    if (within < part.duration) return part.mediaStart + within;
  }
  return map[index + 1]?.mediaStart ?? null;
}

/** The part that is shown at a media time. */
export function partAt(map: MediaMap, mediaSeconds: number): MediaPart | null {
  return (
    map[
      Math.max(
        0,
        lastIndex(map, (each) => each.mediaStart <= mediaSeconds + 0.001),
      )
    ] ?? null
  );
}

export function wallEnd(map: MediaMap): number | null {
  const last = map.at(-1);
  return last === undefined ? null : last.wallStartMs + last.duration * 1000;
}

/** Reads the parts of a media playlist (RFC 8216) as far as the mapping needs them; parts without a time are left out. */
export function parsePlaylist(text: string): MediaMap {
  const parts: MediaPart[] = [];
  let mediaStart = 0;
  let duration = 0;
  let wallStartMs: number | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice('#EXTINF:'.length)) || 0;
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) {
      wallStartMs = Date.parse(line.slice('#EXT-X-PROGRAM-DATE-TIME:'.length).trim());
    } else if (line !== '' && !line.startsWith('#')) {
      if (wallStartMs !== null && !Number.isNaN(wallStartMs)) {
        parts.push({ mediaStart, duration, wallStartMs, url: line.trim() });
        // The tag binds to one part; the next one without it goes on from here.
        wallStartMs += duration * 1000;
      }
      mediaStart += duration;
    }
  }
  return parts;
}
