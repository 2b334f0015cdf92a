import { describe, expect, it } from 'vitest';
import { connectionTestArgs, snapshotArgs, type FfmpegBinary } from '../../../src/engine/ffmpeg/index.ts';

const binary = (major: number, minor: number): FfmpegBinary => ({
  path: 'ffmpeg',
  version: 'any',
  libavformat: [major, minor],
  encoders: { x264: true, aac: true },
  resolvesNames: true,
  launcher: [],
});
const jpeg = '-c:v mjpeg -q:v 3 -f image2pipe pipe:1';

describe('the command line of a snapshot', () => {
  it('passes over all frames but the last', () => {
    expect(snapshotArgs(binary(59, 27), 12).join(' ')).toBe(
      '-hide_banner -nostats -loglevel warning -f mp4 -i pipe:0 -map 0:v:0 -an ' +
        `-vf select=gte(n\\,11),scale=out_range=full,format=yuvj420p -fps_mode passthrough -frames:v 1 ${jpeg}`,
    );
  });

  it('writes all frames when their number is not to be relied on', () => {
    expect(snapshotArgs(binary(58, 20), null).join(' ')).toBe(
      '-hide_banner -nostats -loglevel warning -f mp4 -i pipe:0 -map 0:v:0 -an ' +
        `-vf scale=out_range=full,format=yuvj420p -vsync passthrough ${jpeg}`,
    );
  });
});

describe('the command line of a connection test', () => {
  it.each([
    [58, 20, '-stimeout'],
    [59, 27, '-timeout'],
    [60, 16, '-timeout'],
    [61, 7, '-timeout'],
  ])('of libavformat %i.%i', (major, minor, timeout) => {
    const source = { kind: 'rtsp', mainUrl: 'rtsp://h/a', subUrl: 'rtsp://h/b', transport: 'tcp' } as const;
    expect(connectionTestArgs(binary(major, minor), source, { timeoutMs: 3000, seconds: 8 }).join(' ')).toBe(
      '-hide_banner -nostats -loglevel info -copytb 1 -thread_queue_size 512 -fpsprobesize 0 -rtsp_transport tcp ' +
        `-allowed_media_types video+audio ${timeout} 3000000 -i rtsp://h/a ` +
        '-map 0:v:0 -an -c:v copy -t 8 -flush_packets 1 -f mp4 ' +
        '-movflags +frag_every_frame+empty_moov+default_base_moof pipe:3 ' +
        `-map 0:v:0 -an -vf scale=out_range=full,format=yuvj420p -t 8 -frames:v 1 ${jpeg}`,
    );
  });
});
