import { describe, expect, it } from 'vitest';
import { factsParser, lineSplitter, parseSegmentLine, progressReader } from '../../../src/engine/ffmpeg/index.ts';
import { parseAudioLine, parseVideoLine } from '../../../src/engine/ffmpeg/parse/facts.ts';
import { parseVersion } from '../../../src/engine/ffmpeg/locate.ts';

describe('lines', () => {
  it('come whole however the bytes are cut, also within a letter', () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    const bytes = Buffer.from('Kölner\r\nTor\n\nletzte');
    for (const byte of bytes) splitter.push(Buffer.from([byte]));
    splitter.end();
    expect(lines).toEqual(['Kölner', 'Tor', 'letzte']);
  });

  it('of any length are held to a bound', () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (let turn = 0; turn < 100; turn += 1) splitter.push(Buffer.alloc(1000, 'x'));
    splitter.end();
    expect(lines.map((line) => line.length)).toEqual([4096]);
  });
});

describe('progress', () => {
  const parse = (text: string): unknown[] => {
    const blocks: unknown[] = [];
    progressReader((block) => blocks.push(block))(Buffer.from(`${text}\n`));
    return blocks;
  };

  it('of ffmpeg 5.1', () => {
    const text =
      'frame=44\nfps=14.67\nstream_0_0_q=-1.0\nstream_1_0_q=-1.0\nbitrate=N/A\ntotal_size=N/A\nout_time_us=2866667\n' +
      'out_time_ms=2866667\nout_time=00:00:02.866667\ndup_frames=0\ndrop_frames=3\nspeed=0.954x\nprogress=continue';
    expect(parse(text)).toEqual([
      { frames: 44, outTimeUs: 2_866_667, droppedFrames: 3, totalSizeBytes: null, ended: false },
    ]);
  });

  it('of ffmpeg 4.x has microseconds under the name of milliseconds', () => {
    const text = 'frame=0\ntotal_size=1024\nout_time_ms=66667\nprogress=continue\nframe=9\nprogress=end';
    expect(parse(text)).toEqual([
      { frames: 0, outTimeUs: 66_667, droppedFrames: null, totalSizeBytes: 1024, ended: false },
      { frames: 9, outTimeUs: null, droppedFrames: null, totalSizeBytes: null, ended: true },
    ]);
  });

  it('comes whole however the bytes are cut', () => {
    const blocks: unknown[] = [];
    const read = progressReader((block) => blocks.push(block));
    const text = 'frame=4\nout_time_us=20\nprogress=continue\nframe=9\nout_time_us=80\nprogress=end\n';
    for (const byte of Buffer.from(text)) read(Buffer.from([byte]));
    expect(blocks).toMatchObject([
      { frames: 4, outTimeUs: 20, ended: false },
      { frames: 9, outTimeUs: 80, ended: true },
    ]);
  });

  it('without an end is held to a bound, and the next one is read all the same', () => {
    const blocks: unknown[] = [];
    const read = progressReader((block) => blocks.push(block));
    for (let turn = 0; turn < 100; turn += 1) read(Buffer.alloc(1000, 'x'));
    read(Buffer.from('\nframe=9\nprogress=continue\n'));
    expect(blocks).toMatchObject([{ frames: 9 }]);
  });

  it('before the first packet has no time', () => {
    expect(parse('frame=0\nout_time_us=-9223372036854775807\nprogress=continue')).toMatchObject([{ outTimeUs: null }]);
    expect(parse('frame=0\nout_time_us=N/A\nprogress=continue')).toMatchObject([{ outTimeUs: null }]);
  });
});

describe('the segment list', () => {
  it.each([
    ['a00000.mp4,0.000000,2.004232', { file: 'a00000.mp4', startSeconds: 0, endSeconds: 2.004232 }],
    ['"a,""b"".mp4",2.0,4.5', { file: 'a,"b".mp4', startSeconds: 2, endSeconds: 4.5 }],
    ['#EXTM3U', null],
    ['a.mp4,0', null],
  ])('reads %s', (line, expected) => {
    expect(parseSegmentLine(line)).toEqual(expected);
  });
});

describe('stream lines', () => {
  it.each([
    [
      '    Stream #0:0: Video: h264 (Constrained Baseline), yuv420p(tv, smpte170m, progressive), 640x360 [SAR 1:1 DAR 16:9], 15 fps, 15 tbr, 90k tbn, 30 tbc',
      { codec: 'h264', profile: 'Constrained Baseline', width: 640, height: 360, fps: 15 },
    ],
    [
      '  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 2051 kb/s, 29.97 fps, 30 tbr, 90k tbn (default)',
      { codec: 'h264', profile: 'High', width: 1920, height: 1080, fps: 29.97 },
    ],
    [
      '  Stream #0:0: Video: hevc (Main), yuv420p(tv), 640x360, 90k tbr, 90k tbn',
      { codec: 'hevc', profile: 'Main', width: 640, height: 360, fps: null },
    ],
    [
      '    Stream #0:0(eng): Video: mjpeg (mp4v / 0x7634706D), yuvj420p(pc), 1280x720, 10 fps, 10 tbr, 90k tbn',
      { codec: 'mjpeg', profile: null, width: 1280, height: 720, fps: 10 },
    ],
    [
      '  Stream #1:0: Video: theora, yuv420p, 320x240, 1k fps, 1k tbr, 90k tbn',
      { codec: 'other', profile: null, width: 320, height: 240, fps: 1000 },
    ],
    [
      '  Stream #0:0: Video: h264, none, 90k tbr, 90k tbn',
      { codec: 'h264', profile: null, width: 0, height: 0, fps: null },
    ],
    ['  Stream #0:0: Audio: aac (LC), 16000 Hz, mono, fltp', null],
    ['  Stream #0:0 -> #0:0 (copy)', null],
  ])('of video: %s', (line, expected) => {
    expect(parseVideoLine(line)).toEqual(expected);
  });

  it.each([
    ['  Stream #0:1: Audio: aac (LC), 16000 Hz, mono, fltp', { codec: 'aac', sampleRateHz: 16_000, channels: 1 }],
    [
      '    Stream #0:1: Audio: pcm_mulaw, 8000 Hz, mono, s16, 64 kb/s',
      { codec: 'pcm_mulaw', sampleRateHz: 8000, channels: 1 },
    ],
    [
      '  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo, fltp, 128 kb/s (default)',
      { codec: 'aac', sampleRateHz: 48_000, channels: 2 },
    ],
    ['  Stream #0:1: Audio: ac3, 48000 Hz, 5.1(side), fltp', { codec: 'ac3', sampleRateHz: 48_000, channels: 6 }],
    [
      '  Stream #0:1: Audio: pcm_alaw, 8000 Hz, 1 channels, s16',
      { codec: 'pcm_alaw', sampleRateHz: 8000, channels: 1 },
    ],
  ])('of audio: %s', (line, expected) => {
    expect(parseAudioLine(line)).toEqual(expected);
  });
});

describe('the facts of a run', () => {
  it('are those of its inputs, not of its outputs', () => {
    const facts = factsParser();
    for (const line of [
      "Input #0, rtsp, from 'rtsp://x/main':",
      '  Stream #0:0: Video: h264 (High), yuv420p, 640x360, 15 fps',
      '  Stream #0:1: Audio: pcm_mulaw, 8000 Hz, mono, s16, 64 kb/s',
      "Input #1, rtsp, from 'rtsp://x/sub':",
      '  Stream #1:0: Video: h264 (Main), yuv420p, 320x180, 10 fps',
    ]) {
      facts.push(line);
    }
    expect(facts.done()).toBe(false);
    facts.push("Output #0, segment, to '/a-%05d.mp4':");
    facts.push('  Stream #0:0: Video: h264 (High), yuv420p, 999x999');
    expect(facts.done()).toBe(true);
    expect(facts.inputs()).toMatchObject([
      { video: { width: 640 }, audio: { codec: 'pcm_mulaw' } },
      { video: { width: 320, fps: 10 }, audio: null },
    ]);
  });
});

describe('the version', () => {
  it.each([
    [
      'ffmpeg version 5.1.9-0+deb12u1 Copyright (c)\nlibavformat    59. 27.100 / 59. 27.100',
      '5.1.9-0+deb12u1',
      [59, 27],
    ],
    [
      'ffmpeg version N-47683-g0e8eb07980-static https\nlibavformat    58. 24.100 / 58. 24.100',
      'N-47683-g0e8eb07980-static',
      [58, 24],
    ],
    ['ffmpeg version n7.1 Copyright\nlibavformat    61.  7.100 / 61.  7.100', 'n7.1', [61, 7]],
  ])('is read from %s', (text, version, libavformat) => {
    expect(parseVersion(text)).toEqual({ version, libavformat });
  });

  it('of something else is none', () => {
    expect(parseVersion('avconv version 9')).toBeNull();
  });
});
