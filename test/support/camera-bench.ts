import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCameraService,
  createEvents,
  type Cameras,
  type CameraServiceOptions,
  type Run,
  type RunEnd,
  type RunSink,
  type SegmentListEntry,
} from '../../src/engine/camera/index.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { CredentialDoor, probeFfmpeg, type FfmpegBinary } from '../../src/engine/ffmpeg/index.ts';
import type { SecretBox } from '../../src/engine/host.ts';
import { createLogger } from '../../src/engine/logger.ts';
import { settingsSchema } from '../../src/shared/settings.ts';
import { MemoryCameraStore } from './memory-camera-store.ts';

/** What runs have told, for tests to look at. */
export class RecordingSink implements RunSink {
  readonly calls: string[] = [];
  readonly runs: Run[] = [];
  readonly ends: RunEnd[] = [];
  readonly segments: SegmentListEntry[] = [];
  liveBytes = 0;

  begin(run: Run): void {
    this.calls.push('begin');
    this.runs.push(run);
  }
  facts(): void {
    this.calls.push('facts');
  }
  progress(): void {
    this.calls.push('progress');
  }
  segment(_run: Run, entry: SegmentListEntry): void {
    this.calls.push('segment');
    this.segments.push(entry);
  }
  live(_run: Run, bytes: Buffer): void {
    this.liveBytes += bytes.byteLength;
  }
  end(_run: Run, end: RunEnd): void {
    this.calls.push('end');
    this.ends.push(end);
  }
}

const plainBox: SecretBox = {
  seal: (plain) => Buffer.from(plain).map((byte) => byte ^ 0x5a),
  open: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString(),
};

export interface CameraBench {
  readonly cameras: Cameras;
  readonly store: MemoryCameraStore;
  readonly sink: RecordingSink;
  readonly binary: FfmpegBinary;
  readonly folder: string;
  readonly logs: string[];
  /** The newest file of a camera; null without one. */
  growing(id: string): string | null;
  close(): Promise<void>;
}

/** A camera service on real ffmpeg, real sockets and a temporary folder. */
export async function openCameraBench(
  ffmpegPath: string,
  changes: Partial<CameraServiceOptions> & {
    readonly reconnect?: object;
    readonly watch?: object;
    readonly segmentSeconds?: number;
  } = {},
): Promise<CameraBench> {
  const probe = await probeFfmpeg(ffmpegPath);
  if (!probe.ok) throw new Error(probe.problem);
  const folder = await mkdtemp(join(tmpdir(), 'vigil-camera-'));
  const store = new MemoryCameraStore();
  const sink = new RecordingSink();
  const door = await CredentialDoor.open(systemClock);
  const logs: string[] = [];
  const settings = settingsSchema.parse({
    recording: { segmentSeconds: changes.segmentSeconds ?? 2 },
    reconnect: { firstDelayMs: 300, longestDelayMs: 1000, slowRetryMs: 1000, ...changes.reconnect },
    watch: changes.watch ?? {},
  });
  const events = createEvents({ clock: systemClock, cameras: () => cameras.list() });
  const cameras: Cameras = createCameraService({
    store,
    host: { secrets: plainBox },
    clock: systemClock,
    logger: createLogger({ destination: { write: (line) => void logs.push(line) } }),
    ffmpeg: () => probe.binary,
    door,
    place: {
      async prepare(run) {
        await mkdir(join(folder, run.cameraId), { recursive: true });
        return join(folder, run.cameraId, `${run.id}-%05d.mp4`);
      },
    },
    sinks: [sink],
    settings: () => settings,
    emit: events.emit,
    removeRecordings: () => Promise.resolve(),
    gops: { latestGop: () => Promise.resolve(null) },
    ...changes,
  });
  await cameras.start();
  return {
    cameras,
    store,
    sink,
    binary: probe.binary,
    folder,
    logs,
    growing(id) {
      const newest = readdirSync(join(folder, id)).sort().at(-1);
      return newest === undefined ? null : join(folder, id, newest);
    },
    async close() {
      await cameras.stop();
      await door.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Command lines of the processes whose command line holds `text`, by process id. Linux only. */
export function processesWith(text: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (line.includes(text)) found.set(Number(name), line);
    } catch {
      // It has gone meanwhile.
    }
  }
  return found;
}
