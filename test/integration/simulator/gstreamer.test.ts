import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasGstreamerServer, startGstreamerServer, type GstreamerServer } from '../../support/gstreamer-rtsp-server.ts';
import { readFrames } from '../../support/read-frames.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const ffmpegs = testFfmpegs();
const present = hasGstreamerServer() && ffmpegs.length > 0;

describe.skipIf(!present)("GStreamer's RTSP server, which the tests lean on", () => {
  let server: GstreamerServer;

  beforeAll(async () => {
    server = await startGstreamerServer();
  });

  afterAll(async () => {
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  });

  it('serves H.264 with AAC to whoever knows the password', async () => {
    const ffmpeg = ffmpegs[0]?.path ?? 'ffmpeg';
    const read = await readFrames({
      ffmpeg,
      input: ['-rtsp_transport', 'tcp', '-i', server.withCredentials(server.mainUrl)],
      count: 15,
    });
    expect(read.frames).toHaveLength(15);
    expect(read.stderr).toMatch(/Video: h264 .*1280x720/);
    expect(read.stderr).toMatch(/Audio: aac .*16000 Hz/);
  });

  it('answers 401 to everybody else', async () => {
    const ffmpeg = ffmpegs[0]?.path ?? 'ffmpeg';
    const url = server.withCredentials(server.subUrl, 'wrong');
    const read = await readFrames({ ffmpeg, input: ['-rtsp_transport', 'tcp', '-i', url] });
    expect(read.stderr).toContain('401 Unauthorized');
    expect(read.exitCode).not.toBe(0);
  });
});
