import { describe, expect, it } from 'vitest';
import { FragmentSplitter, type MediaUnit } from '../../../src/engine/media/index.ts';
import { audioEntry, box, esds, fragment, initOf, u32, u64, videoInit, visualEntry } from '../../support/mp4.ts';

function split(bytes: Uint8Array, pieceBytes: number): MediaUnit[] {
  const splitter = new FragmentSplitter();
  const units: MediaUnit[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    units.push(...splitter.push(bytes.subarray(at, at + pieceBytes)));
  return units;
}

function tell(unit: MediaUnit): unknown {
  if (unit.kind === 'broken') return ['broken', unit.why];
  if (unit.kind === 'init') return ['init', unit.offset, unit.bytes.length, unit.init.mimeType];
  return [unit.fragment.key ? 'key' : 'delta', unit.offset, unit.bytes.length, unit.fragment.video?.baseDecodeTime];
}

const init = videoInit();
const key = fragment({ time: 0, key: true }, 300);
const delta = fragment({ time: 100 });
const stream = Buffer.concat([init, key, box('free', [1, 2, 3]), delta]);

describe('the splitter', () => {
  it.each([1, 2, 7, 64, 1000])('finds the same units in pieces of %i bytes', (pieceBytes) => {
    const units = split(stream, pieceBytes);
    expect(units.map(tell)).toEqual([
      ['init', 0, init.length, 'video/mp4; codecs="avc1.42c01e"'],
      ['key', init.length, key.length, 0],
      ['delta', init.length + key.length + 11, delta.length, 100],
    ]);
    expect(units.map((unit) => (unit.kind === 'broken' ? null : Buffer.from(unit.bytes)))).toEqual([init, key, delta]);
  });

  it('takes a second initialisation segment in the same stream', () => {
    const second = videoInit({ width: 1280 });
    const units = split(Buffer.concat([init, key, second, fragment({ time: 0, key: true })]), 50);
    expect(units.map((unit) => unit.kind)).toEqual(['init', 'fragment', 'init', 'fragment']);
  });

  it('reads boxes with 64-bit sizes', () => {
    const moof = key.subarray(0, key.readUInt32BE(0));
    const large = Buffer.concat([u32(1), Buffer.from('mdat'), u64(16 + 300), Buffer.alloc(300)]);
    expect(split(Buffer.concat([init, moof, large]), 9).map(tell)[1]).toEqual([
      'key',
      init.length,
      moof.length + 316,
      0,
    ]);
  });

  it.each<[string, Buffer, string]>([
    ['noise', Buffer.from([0, 0, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8]), 'box type is not printable'],
    ['a box smaller than its header', Buffer.concat([u32(4), Buffer.from('ftyp')]), 'ftyp has size 4'],
    ['a box without an end', Buffer.concat([init, u32(0), Buffer.from('mdat')]), 'mdat has size 0'],
    [
      'a box beyond all measure',
      Buffer.concat([init, u32(2 ** 31), Buffer.from('mdat')]),
      `mdat box of ${2 ** 31} bytes`,
    ],
    ['a fragment before its initialisation segment', key, 'a fragment before any initialisation segment'],
    ['two moofs in a row', Buffer.concat([init, box('moof'), box('moof'), box('mdat')]), 'a moof without its mdat'],
    ['a file that is not fragmented', Buffer.concat([box('ftyp'), box('moov', box('trak'))]), 'a track has no header'],
    [
      'a fragment of an unknown track',
      Buffer.concat([init, fragment({ track: 9, time: 0 })]),
      'fragment of an unknown track 9',
    ],
  ])('calls %s broken and says why', (_, bytes, why) => {
    const units = split(bytes, 13);
    expect(units.at(-1)).toMatchObject({ kind: 'broken', why });
  });

  it('answers nothing more once it is broken, and holds nothing', () => {
    const splitter = new FragmentSplitter();
    splitter.push(Buffer.alloc(16, 1));
    expect(splitter.push(stream)).toEqual([]);
  });

  it('survives every single broken byte of a stream', () => {
    for (let at = 0; at < stream.length; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const hurt = Buffer.from(stream);
        hurt[at] = value;
        const kinds = split(hurt, 97).map((unit) => unit.kind);
        expect(kinds.slice(0, -1)).not.toContain('broken');
      }
    }
  });

  it('names codecs as MediaSource wants them', () => {
    const hvcC = box('hvcC', [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, ...new Array<number>(10).fill(0)]);
    const video = { id: 1, handler: 'vide', timescale: 90_000, entry: visualEntry('hvc1', 1920, 1080, hvcC) } as const;
    const audio = { id: 2, handler: 'soun', timescale: 48_000, entry: audioEntry(esds()) } as const;
    const [unit] = split(initOf(video, audio), 1000);
    expect(unit).toMatchObject({
      init: {
        mimeType: 'video/mp4; codecs="hvc1.1.6.L93.90,mp4a.40.2"',
        video: { width: 1920, height: 1080, timescale: 90_000 },
        audio: { codec: 'mp4a.40.2', timescale: 48_000 },
      },
    });
  });
});
