import { describe, expect, it } from 'vitest';
import { frameCount } from '../../../src/renderer/replay/model/frame-count.ts';
import { asGrowing } from '../../../src/renderer/replay/model/growing-playlist.ts';
import { mediaAt, parsePlaylist, partAt, wallAt, wallEnd } from '../../../src/renderer/replay/model/media-map.ts';
import { grownWindow, reloadSeconds, windowAround } from '../../../src/renderer/replay/model/window.ts';

const T = Date.UTC(2026, 9, 6, 12);
const MINUTE = 60_000;

const playlist = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="a.mp4",BYTERANGE="800@0"
#EXT-X-PROGRAM-DATE-TIME:2026-10-06T12:00:00.000Z
#EXTINF:2.000000,
#EXT-X-BYTERANGE:100@800
a.mp4
#EXTINF:1.500000,
#EXT-X-BYTERANGE:100@900
a.mp4
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-10-06T12:05:00.250Z
#EXTINF:2.000000,
#EXT-X-BYTERANGE:100@800
b.mp4
#EXT-X-ENDLIST
`;

describe('wall time and media time', () => {
  const map = parsePlaylist(playlist);

  it('read the parts of a playlist; a part without a time follows the one before', () => {
    expect(map).toEqual([
      { mediaStart: 0, duration: 2, wallStartMs: T, url: 'a.mp4' },
      { mediaStart: 2, duration: 1.5, wallStartMs: T + 2000, url: 'a.mp4' },
      { mediaStart: 3.5, duration: 2, wallStartMs: T + 5 * MINUTE + 250, url: 'b.mp4' },
    ]);
    expect(wallEnd(map)).toBe(T + 5 * MINUTE + 2250);
  });

  it.each([
    [0, T],
    [2.7, T + 2700],
    [3.5, T + 5 * MINUTE + 250],
    [4.5, T + 5 * MINUTE + 1250],
  ])('media time %d s is its wall time, and back', (media, wall) => {
    expect(wallAt(map, media)).toBeCloseTo(wall, 3);
    expect(mediaAt(map, wall)).toBeCloseTo(media, 6);
  });

  it('lead from a gap to the footage after it, and nowhere past the end', () => {
    expect(mediaAt(map, T + 4 * MINUTE)).toBe(3.5);
    expect(mediaAt(map, T - MINUTE)).toBe(0);
    expect(mediaAt(map, T + 10 * MINUTE)).toBeNull();
    expect(mediaAt([], T)).toBeNull();
    expect(wallAt([], 1)).toBeNull();
  });

  it('name the file that is shown; a rounding error at its begin does not name the one before', () => {
    expect(partAt(map, 3.4995)?.url).toBe('b.mp4');
    expect(partAt(map, 3.4)?.url).toBe('a.mp4');
  });
});

describe('the window that is loaded', () => {
  it('has ten minutes before and fifty after, an hour in all near now', () => {
    const now = T + 300 * MINUTE;
    expect(windowAround(T, now)).toEqual({ startMs: T - 10 * MINUTE, endMs: T + 50 * MINUTE });
    const near = windowAround(now - 5 * MINUTE, now);
    expect(near.startMs).toBe(now - 60 * MINUTE);
    expect(near.endMs).toBeGreaterThan(now);
  });

  it('grows when the playhead comes near its end, as long as the end is past', () => {
    const window = { startMs: T, endMs: T + 60 * MINUTE };
    const now = T + 500 * MINUTE;
    expect(grownWindow(window, T + 30 * MINUTE, now)).toBe(window);
    expect(grownWindow(window, T + 55 * MINUTE, now)).toEqual({ startMs: T, endMs: T + 80 * MINUTE });
    expect(grownWindow(window, T + 55 * MINUTE, T + 56 * MINUTE)).toBe(window);
  });

  it('is asked for again only while more may come', () => {
    const window = { startMs: T, endMs: T + 60 * MINUTE };
    expect(reloadSeconds(window, T + 50 * MINUTE, T + 500 * MINUTE)).toBeNull();
    expect(reloadSeconds(window, T + 90 * MINUTE, T + 500 * MINUTE)).toBe(10);
    expect(reloadSeconds(window, T + 59 * MINUTE, T + 59 * MINUTE)).toBe(4);
  });

  it('is handed to hls.js as an event without an end, asked for again after the given time', () => {
    const text = asGrowing(playlist, 10);
    expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(text).toContain('#EXT-X-TARGETDURATION:10\n');
    expect(text).not.toContain('ENDLIST');
    expect(parsePlaylist(text)).toEqual(parsePlaylist(playlist));
    expect(asGrowing('#EXT-X-TARGETDURATION:12\n', 4)).toBe('#EXT-X-TARGETDURATION:12\n');
  });
});

describe('the number of frames of a part', () => {
  const box = (type: string, ...contents: (number[] | Uint8Array)[]): Uint8Array => {
    const body = contents.flatMap((content) => [...content]);
    const bytes = new Uint8Array(8 + body.length);
    new DataView(bytes.buffer).setUint32(0, bytes.length);
    bytes.set(new TextEncoder().encode(type), 4);
    bytes.set(body, 8);
    return bytes;
  };
  const traf = (track: number, samples: number) =>
    box('traf', box('tfhd', [0, 0, 0, 0, 0, 0, 0, track]), box('trun', [0, 0, 0, 0, 0, 0, 0, samples]));
  const bytesOf = (...boxes: Uint8Array[]): ArrayBuffer => new Uint8Array(boxes.flatMap((each) => [...each])).buffer;

  it('counts the samples of the video track over all fragments, not those of the sound', () => {
    const fragment = [box('moof', traf(1, 1), traf(2, 7)), box('mdat', [1, 2, 3])];
    expect(frameCount(bytesOf(...fragment, ...fragment, ...fragment))).toBe(3);
  });

  it('is 0 for what is no movie fragment, however it is cut', () => {
    expect(frameCount(new ArrayBuffer(0))).toBe(0);
    expect(frameCount(new Uint8Array([0, 0, 0, 1, 109, 111, 111, 102, 0, 0]).buffer)).toBe(0);
    const whole = bytesOf(box('moof', traf(1, 1)));
    for (let length = 0; length < whole.byteLength; length += 1) {
      expect(frameCount(whole.slice(0, length))).toBe(0);
    }
  });
});
