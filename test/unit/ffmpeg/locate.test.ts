import { describe, expect, it } from 'vitest';
import { locateFfmpeg } from '../../../src/engine/ffmpeg/index.ts';
import { findCandidates, type Ask, type FfmpegCandidate } from '../../../src/engine/ffmpeg/locate.ts';

const muxers = ' E  fifo            FIFO queue pseudo-muxer\n E  mp4             MP4\n';
const encoders = ' V..... libx264              H.264\n A..... aac                  AAC\n';
const version = (name: string, libavformat: string): string =>
  `ffmpeg version ${name} Copyright\nlibavformat    ${libavformat}.100 / ${libavformat}.100\n`;

/** Programs by path: what each prints for its last argument; an Error is how it fails. */
function answers(programs: Readonly<Record<string, Readonly<Record<string, string | Error>>>>): Ask {
  return (path, args) => {
    const said = programs[path]?.[args.at(-1) ?? ''];
    if (said === undefined) return Promise.reject(new Error(`spawn ${path} ENOENT`));
    return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
  };
}
const fit = { '-version': version('5.1', '59. 27'), '-muxers': muxers, '-encoders': encoders };
const candidates: FfmpegCandidate[] = [
  { from: 'setting', path: '/set/ffmpeg' },
  { from: 'path', path: '/usr/bin/ffmpeg' },
  { from: 'ffmpeg-installer', path: '/npm/ffmpeg' },
];

describe('finding ffmpeg', () => {
  it('takes the first that is fit', async () => {
    const ask = answers({ '/usr/bin/ffmpeg': fit, '/npm/ffmpeg': fit });
    expect(await locateFfmpeg({ settingPath: null, ask, candidates })).toMatchObject({
      ok: true,
      from: 'path',
      binary: { path: '/usr/bin/ffmpeg', version: '5.1', encoders: { x264: true, aac: true }, resolvesNames: true },
    });
  });

  it('knows a static build that crashes when it looks up a name', async () => {
    const crash = Object.assign(new Error('killed'), { signal: 'SIGSEGV' });
    const ask = answers({ '/set/ffmpeg': { ...fit, 'tcp://localhost:1': crash } });
    const found = await locateFfmpeg({ settingPath: null, ask, candidates });
    expect(found).toMatchObject({ ok: true, binary: { resolvesNames: false } });
  });

  it('says of each why it will not do when none is fit', async () => {
    const ask = answers({
      '/set/ffmpeg': { '-version': 'hello' },
      '/usr/bin/ffmpeg': { '-version': version('3.4', '57. 83') },
      '/npm/ffmpeg': { ...fit, '-muxers': ' E  mp4 MP4\n' },
    });
    expect(await locateFfmpeg({ settingPath: null, ask, candidates })).toEqual({
      ok: false,
      tried: [
        { path: '/set/ffmpeg', problem: 'does not name a version as ffmpeg does' },
        { path: '/usr/bin/ffmpeg', problem: '3.4 is too old' },
        { path: '/npm/ffmpeg', problem: 'lacks the fifo muxer' },
      ],
    });
    expect(await locateFfmpeg({ settingPath: null, ask: answers({}), candidates: candidates.slice(0, 1) })).toEqual({
      ok: false,
      tried: [{ path: '/set/ffmpeg', problem: 'spawn /set/ffmpeg ENOENT' }],
    });
  });

  it('looks into the setting first, and then elsewhere', () => {
    const places = findCandidates('/set/ffmpeg', { PATH: '/no/such/folder' });
    expect(places[0]).toEqual({ from: 'setting', path: '/set/ffmpeg' });
    expect(places.some(({ from }) => from === 'path')).toBe(false);
  });
});
