import { expect, it } from 'vitest';
import {
  creationTimeField,
  parseFragment,
  parseInitSegment,
  samePictureFormat,
  shiftDecodeTime,
  type InitSegment,
} from '../../../src/engine/media/index.ts';
import {
  audioEntry,
  avcConfiguration,
  box,
  esds,
  fragment,
  initOf,
  videoInit,
  visualEntry,
} from '../../support/mp4.ts';

function read(bytes: Buffer): InitSegment {
  const init = parseInitSegment(bytes);
  if (!init.ok) throw new Error(init.why);
  return init.value;
}

const both = initOf(
  { id: 1, handler: 'vide', timescale: 1000, entry: visualEntry('avc1', 640, 360, box('avcC', avcConfiguration)) },
  { id: 2, handler: 'soun', timescale: 48_000, entry: audioEntry(esds()) },
);

it('moves decode times in place, each track by its own timescale', () => {
  const bytes = fragment([
    { time: 5000, key: true },
    { track: 2, time: 240_000, duration: 1024 },
  ]);
  const parsed = parseFragment(bytes, read(both));
  if (!parsed.ok) throw new Error(parsed.why);
  expect(parsed.value).toMatchObject({ key: true, video: { duration: 100, samples: 1 }, audio: { duration: 1024 } });
  for (const run of parsed.value.runs) shiftDecodeTime(bytes, run, -2 * run.track.timescale);
  const moved = parseFragment(bytes, read(both));
  expect(moved.ok && moved.value.runs.map((run) => run.baseDecodeTime)).toEqual([3000, 144_000]);
});

it('does not move a decode time below zero', () => {
  const bytes = fragment({ time: 100 });
  const parsed = parseFragment(bytes, read(videoInit()));
  if (!parsed.ok || parsed.value.video === null) throw new Error('no video');
  shiftDecodeTime(bytes, parsed.value.video, -500);
  const moved = parseFragment(bytes, read(videoInit()));
  expect(moved.ok && moved.value.video?.baseDecodeTime).toBe(0);
});

it('takes a fragment of sound alone for no key frame where there is a picture', () => {
  const parsed = parseFragment(fragment({ track: 2, time: 0, key: true }), read(both));
  expect(parsed.ok && parsed.value.key).toBe(false);
});

it('tells whether a decoder can go on: same size and same parameter sets', () => {
  const init = read(videoInit());
  expect(samePictureFormat(init, read(videoInit()))).toBe(true);
  expect(samePictureFormat(init, read(videoInit({ width: 1280 })))).toBe(false);
  expect(samePictureFormat(init, read(videoInit({ configuration: [...avcConfiguration.slice(0, -1), 0x69] })))).toBe(
    false,
  );
  expect(samePictureFormat(init, read(both))).toBe(false);
});

it('finds where the creation time stands', () => {
  const bytes = videoInit();
  const field = creationTimeField(bytes);
  expect(field?.bytes).toBe(4);
  // ftyp of 12 bytes, header of moov, header of mvhd, version and flags.
  expect(field?.offset).toBe(12 + 8 + 8 + 4);
});
