import { describe, expect, it } from 'vitest';
import { cameraRunArgs, type CameraRunPlan, type FfmpegBinary } from '../../../src/engine/ffmpeg/index.ts';

const binary = (version: string, major: number, minor: number): FfmpegBinary => ({
  path: '/usr/bin/ffmpeg',
  version,
  libavformat: [major, minor],
  encoders: { x264: true, aac: true },
  resolvesNames: true,
  launcher: [],
});
const v41 = binary('4.1', 58, 20);
const v51 = binary('5.1.9', 59, 27);
const v6 = binary('6.1', 60, 16);
const v7 = binary('7.1', 61, 7);

const plan: CameraRunPlan = {
  source: { kind: 'rtsp', mainUrl: 'rtsp://127.0.0.1:9/a', subUrl: 'rtsp://127.0.0.1:9/b', transport: 'tcp' },
  timeoutMs: 5000,
  epochMs: 1_700_000_000_250,
  segments: { pattern: '/rec/cam/.growing/run-%05d.mp4', seconds: 180, title: 'Gate "1"', comment: 'abcdefabcdef' },
  codecs: null,
  frames: null,
};
const line = (ffmpeg: FfmpegBinary, changes: Partial<CameraRunPlan> = {}): string =>
  cameraRunArgs(ffmpeg, { ...plan, ...changes }).join(' ');

const segments = (video: string, audio: string): string =>
  `-map 0:v:0 ${video} ${audio} -metadata title=Gate "1" -metadata comment=abcdefabcdef -f segment -segment_format mp4 ` +
  '-segment_format_options movflags=+frag_keyframe+empty_moov+default_base_moof+skip_trailer+frag_discont:' +
  'frag_duration=100000:flush_packets=1:avoid_negative_ts=make_non_negative:use_editlist=0 -segment_time 180 -segment_list pipe:3 -segment_list_type csv /rec/cam/.growing/run-%05d.mp4';
const live =
  '-map 1:v:0 -c:v copy -an -f fifo -fifo_format mp4 -queue_size 120 -drop_pkts_on_overflow 1 ' +
  '-restart_with_keyframe 1 -format_opts movflags=+frag_every_frame+empty_moov+default_base_moof+skip_trailer+frag_discont:flush_packets=1:' +
  'avoid_negative_ts=make_non_negative:use_editlist=0 pipe:4';
const input = (timeout: string, url: string, transport = 'tcp', microseconds = 5_000_000): string =>
  '-use_wallclock_as_timestamps 1 -itsoffset -1700000000.250 ' +
  `-fpsprobesize 0 -rtsp_transport ${transport} -allowed_media_types video+audio ${timeout} ${microseconds} -i ${url}`;
const smooth =
  '-bsf:a setts=ts=if(eq(N\\,0)+gt(TS-PREV_OUTPTS-PREV_OUTDURATION\\,0.2/TB)\\,TS\\,' +
  'PREV_OUTPTS+PREV_OUTDURATION+(TS-PREV_OUTPTS-PREV_OUTDURATION)/50)';
const queue = '-thread_queue_size 1024';
const begin = '-hide_banner -nostats -loglevel info -progress pipe:5';

describe('the command line of a camera', () => {
  it('of ffmpeg 4.1 has -stimeout and no -stats_period', () => {
    expect(line(v41)).toBe(
      `${begin} -copytb 1 -copyts ${queue} ${input('-stimeout', 'rtsp://127.0.0.1:9/a')} ${queue} ${input('-stimeout', 'rtsp://127.0.0.1:9/b', 'tcp', 3_000_000)} ` +
        `${segments('-c:v copy', '-map 0:a:0? -c:a copy')} ${live}`,
    );
  });

  it.each([v51, v6, v7])('of ffmpeg $version has -timeout and -stats_period', (ffmpeg) => {
    expect(line(ffmpeg)).toBe(
      `${begin} -stats_period 2 -copytb 1 -copyts ${queue} ${input('-timeout', 'rtsp://127.0.0.1:9/a')} ` +
        `${queue} ${input('-timeout', 'rtsp://127.0.0.1:9/b', 'tcp', 3_000_000)} ${segments('-c:v copy', `-map 0:a:0? -c:a copy ${smooth}`)} ${live}`,
    );
  });

  it('of ffmpeg before 5.1 leaves the times of sound as they are', () => {
    expect(line(binary('4.4', 58, 76))).not.toContain('setts');
    expect(line(binary('5.0', 59, 16))).not.toContain('setts');
    expect(line(v51, { source: { kind: 'file', path: '/clips/a.mp4' } })).not.toContain('setts');
  });

  it('without a sub stream reads once and has no live pipe', () => {
    const source = { kind: 'rtsp', mainUrl: 'rtsp://h/a', subUrl: null, transport: 'udp' } as const;
    expect(line(v51, { source })).toBe(
      `${begin} -stats_period 2 -copytb 1 -copyts ${input('-timeout', 'rtsp://h/a', 'udp')} ` +
        segments('-c:v copy', `-map 0:a:0? -c:a copy ${smooth}`),
    );
  });

  it.each([
    [{ video: 'h264', audio: 'aac' }, `-c:v copy -map 0:a:0? -c:a copy ${smooth}`],
    [{ video: 'h264', audio: 'pcm_mulaw' }, '-c:v copy -map 0:a:0? -c:a aac -b:a 64k -af aresample=async=1000'],
    [{ video: 'h264', audio: null }, '-c:v copy -an'],
    [{ video: 'hevc', audio: 'aac' }, `-c:v copy -tag:v hvc1 -map 0:a:0? -c:a copy ${smooth}`],
  ])('copies what MP4 and browsers take, and converts other audio: %o', (codecs, expected) => {
    expect(line(v51, { codecs })).toContain(` -map 0:v:0 ${expected} -metadata`);
  });

  it('repeats a file for ever at its own speed', () => {
    expect(line(v7, { source: { kind: 'file', path: '/clips/a b.mp4' } })).toContain(
      ' -copytb 1 -fflags +genpts -re -stream_loop -1 -i file:/clips/a b.mp4 -map 0:v:0 -c:v copy ',
    );
  });

  it.each([
    ['linux', '0', '-f v4l2 -i /dev/video0'],
    ['linux', '/dev/v4l/by-id/x', '-f v4l2 -i /dev/v4l/by-id/x'],
    ['darwin', '1', '-f avfoundation -i 1:none'],
    ['win32', 'USB Camera', '-f dshow -i video=USB Camera'],
  ] as const)('encodes a capture device of %s', (platform, device, expected) => {
    const args = line(v51, { source: { kind: 'device', device, platform } });
    expect(args).toContain(`-thread_queue_size 64 ${expected} -map 0:v:0 -c:v libx264 -preset veryfast`);
    expect(args).toContain('-tune zerolatency -pix_fmt yuv420p -force_key_frames expr:gte(t,n_forced*2) -an');
  });

  it('decodes frames only when someone wants them, from the sub stream', () => {
    const frames = { width: 640 };
    const wanted = (sync: string): string =>
      `-map 1:v:0 -an -vf scale=min(640\\,iw):-2:flags=area -c:v rawvideo -pix_fmt yuv420p ${sync} passthrough ` +
      '-enc_time_base 1:1000 -f fifo -fifo_format nut -queue_size 4 -drop_pkts_on_overflow 1 ' +
      '-format_opts flush_packets=1:write_index=0 pipe:1';
    expect(line(v41, { frames }).endsWith(`${live} ${wanted('-vsync')}`)).toBe(true);
    expect(line(v51, { frames }).endsWith(`${live} ${wanted('-fps_mode')}`)).toBe(true);
    expect(line(v51, { frames }).match(/-threads 1/g)).toHaveLength(1);
    expect(line(v51)).not.toMatch(/pipe:1|-threads/);
  });
});
