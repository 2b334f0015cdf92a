import { expect, it } from 'vitest';
import { buildPlaylist } from '../../../src/engine/recording/index.ts';
import type { PlayableSegment } from '../../../src/engine/services.ts';

const startMs = Date.UTC(2026, 0, 1, 12);
const uriFor = (key: string): string => `/api/segments/${key}/file`;

function segment(key: string, atMs: number, mediaMs: number | null, durations = [2000, 1500]): PlayableSegment {
  const parts = durations.map((durationMs, index) => ({
    offset: 800 + index * 1000,
    bytes: 1000,
    startMs: startMs + atMs + durations.slice(0, index).reduce((sum, one) => sum + one, 0),
    durationMs,
  }));
  const totalMs = durations.reduce((sum, one) => sum + one, 0);
  const media = mediaMs === null ? {} : { media: { startMs: mediaMs, endMs: mediaMs + totalMs } };
  return { key, growing: false, initBytes: 800, parts, ...media };
}

it('lists each part as a byte range with its moment', () => {
  expect(buildPlaylist([segment('aaaaaaaabbbb-00000', 0, 0)], { uriFor, ended: true })).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="/api/segments/aaaaaaaabbbb-00000/file",BYTERANGE="800@0"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T12:00:00.000Z
#EXTINF:2.000,
#EXT-X-BYTERANGE:1000@800
/api/segments/aaaaaaaabbbb-00000/file
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T12:00:02.000Z
#EXTINF:1.500,
#EXT-X-BYTERANGE:1000@1800
/api/segments/aaaaaaaabbbb-00000/file
#EXT-X-ENDLIST
`);
});

function seams(segments: PlayableSegment[]): number {
  return buildPlaylist(segments, { uriFor, ended: true }).split('#EXT-X-DISCONTINUITY\n').length - 1;
}

it('sets a discontinuity where time stamps do not go on, and only there', () => {
  const first = segment('aaaaaaaabbbb-00000', 0, 0);
  expect(seams([first, segment('aaaaaaaabbbb-00001', 3500, 3540)])).toBe(0);
  expect(seams([first, segment('aaaaaaaabbbb-00001', 3500, 0)])).toBe(1);
  expect(seams([first, segment('aaaaaaaabbbb-00002', 7000, 3500)])).toBe(1);
  expect(seams([first, segment('ccccccccdddd-00001', 3500, 3500)])).toBe(1);
  expect(seams([first, segment('aaaaaaaabbbb-00001', 3500, null)])).toBe(1);
});

it('may grow: more is only ever added at its end', () => {
  const options = { uriFor, ended: false };
  const early = buildPlaylist([segment('aaaaaaaabbbb-00000', 0, 0, [2000])], options);
  const late = buildPlaylist([segment('aaaaaaaabbbb-00000', 0, 0, [2000, 2000])], options);
  expect(early).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
  expect(late.startsWith(early)).toBe(true);
  expect(early).not.toContain('ENDLIST');
});

it('promises a target duration that no part breaks', () => {
  const durations = [2499, 10_501];
  expect(buildPlaylist([segment('aaaaaaaabbbb-00000', 0, 0, durations)], { uriFor, ended: true })).toContain(
    '#EXT-X-TARGETDURATION:11\n',
  );
});

it('leaves out files without a part, and is valid with none at all', () => {
  const empty = { ...segment('aaaaaaaabbbb-00000', 0, 0), parts: [] };
  const text = buildPlaylist([empty], { uriFor, ended: true });
  expect(text).not.toContain('MAP');
  expect(text).toContain('#EXT-X-TARGETDURATION:1\n');
});

it('refuses an address that would break out of its line', () => {
  const options = { uriFor: () => 'x"\n#EXT-X-KEY:METHOD=NONE', ended: true };
  expect(() => buildPlaylist([segment('aaaaaaaabbbb-00000', 0, 0)], options)).toThrow('quotes or line ends');
});
