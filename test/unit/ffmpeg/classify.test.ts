import { describe, expect, it } from 'vitest';
import { classifyEnd, type RunEvidence } from '../../../src/engine/ffmpeg/index.ts';

const base: RunEvidence = { code: 1, signal: null, log: [], hadOutput: false, elapsedMs: 500, timeoutMs: 5000 };
const reason = (log: string | readonly string[], changes: Partial<RunEvidence> = {}): string =>
  classifyEnd({ ...base, log: typeof log === 'string' ? [log] : log, ...changes });

describe('why a run ended', () => {
  // Lines of ffmpeg 4.x and 5.1, captured against real servers.
  it.each([
    ['rtsp://a:***@h/sub: Server returned 401 Unauthorized (authorization failed)', 'unauthorized'],
    ['[rtsp @ 0x5581] method DESCRIBE failed: 403 Forbidden', 'unauthorized'],
    ['[rtsp @ 0x55fd] method DESCRIBE failed: 404 Not Found', 'not_found'],
    ['[tcp @ 0x55ff] Connection to tcp://127.0.0.1:1?timeout=0 failed: Connection refused', 'refused'],
    ['[tcp @ 0x5599] Failed to resolve hostname nosuch.invalid: Name or service not known', 'host_unreachable'],
    ['[tcp @ 0x1] Connection to tcp://10.0.0.9:554 failed: No route to host', 'host_unreachable'],
    ['rtsp://h/x: Connection timed out', 'timeout'],
    ['rtsp://h/x: Connection reset by peer', 'network_lost'],
    ["Stream map '0:v:0' matches no streams.", 'unsupported'],
    [
      '[mp4 @ 0x56] Could not find tag for codec vp8 in stream #0, codec not currently supported in container',
      'unsupported',
    ],
    ['rtsp://127.0.0.1:18099/x: Invalid data found when processing input', 'invalid_data'],
    ['[video4linux2,v4l2 @ 0x55] Cannot open video device /dev/video9: No such file or directory', 'device_missing'],
    ['file:/clips/absent.mp4: No such file or directory', 'device_missing'],
    ["[segment @ 0x55] Failed to open segment '/rec/cam/run-00001.mp4'", 'disk'],
    ['av_interleaved_write_frame(): No space left on device', 'disk'],
    ["Unrecognized option 'copytb2'.", 'ffmpeg_broken'],
    ['nothing that is known', 'unknown'],
  ])('%s', (line, expected) => {
    expect(reason(line)).toBe(expected);
  });

  it('is a time-out when a server accepts and then says nothing, which ffmpeg calls invalid data', () => {
    const line = 'rtsp://h/x: Invalid data found when processing input';
    expect(reason(line, { elapsedMs: 5010 })).toBe('timeout');
    expect(reason(line, { elapsedMs: 900 })).toBe('invalid_data');
  });

  it('is the lost network when pictures had come, whatever the stream printed meanwhile', () => {
    const line = '[h264 @ 0x1] Invalid data found when processing input';
    expect(reason(line, { hadOutput: true })).toBe('network_lost');
    expect(reason([], { hadOutput: true, code: 0 })).toBe('ended');
  });

  // Captured with ffmpeg 5.1 from the simulator: the end of the log of runs that had delivered.
  it.each([
    ['random bytes in place of media', ['[rtsp @ 0x5616ec396740] CSeq 4 expected, 0 received.'], 'invalid_data'],
    ['a connection that was closed, or reset', ['Press [q] to stop, [?] for help'], 'ended'],
    [
      'a connection that was closed long after some nonsense',
      [
        '[rtsp @ 0x5616ec396740] CSeq 4 expected, 0 received.',
        '[rtsp @ 0x5616ec396740] max delay reached. need to consume packet',
      ],
      'ended',
    ],
  ])('tells %s', (_, said, expected) => {
    const figures = [
      "[segment @ 0x5616ec400640] Opening '/rec/mwvj153hmrfw-00002.mp4' for writing",
      'frame=   60 fps=9.1 q=-1.0 Lq=-1.0 size=N/A time=00:00:04.14 bitrate=N/A speed=0.627x    ',
      'video:141kB audio:0kB subtitle:0kB other streams:0kB global headers:0kB muxing overhead: unknown',
    ];
    expect(reason([...said, ...figures], { hadOutput: true, code: 0 })).toBe(expected);
  });

  it('is a full disk also after pictures had come', () => {
    expect(reason('x: No space left on device', { hadOutput: true })).toBe('disk');
  });

  it('is a broken ffmpeg when it crashed or could not start', () => {
    expect(reason([], { code: null, signal: 'SIGSEGV' })).toBe('ffmpeg_broken');
    expect(reason([], { code: null, notStarted: true })).toBe('ffmpeg_broken');
  });

  it('is the kill when somebody else ended it, also in order and after other trouble', () => {
    const line = '[h264 @ 0x1] Connection reset by peer';
    expect(reason(line, { code: null, signal: 'SIGKILL', hadOutput: true })).toBe('ffmpeg_killed');
    expect(reason(line, { code: null, signal: 'SIGTERM' })).toBe('ffmpeg_killed');
    expect(reason(['Exiting normally, received signal 15.'], { code: 255, hadOutput: true })).toBe('ffmpeg_killed');
  });
});
