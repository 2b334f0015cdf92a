import { statfs } from 'node:fs/promises';
import type { SystemInfo, SystemService } from './services.ts';

/** Facts about the recorder itself. `storage` is null when the recording folder cannot be read. */
export function createSystemService(options: {
  readonly version: string;
  readonly startedMs: number;
  readonly recordingRoot: string;
  readonly ffmpeg: () => SystemInfo['ffmpeg'];
  readonly demoAvailable: boolean;
}): SystemService {
  const storage = async (): Promise<SystemInfo['storage']> => {
    try {
      const { bsize, bavail, blocks } = await statfs(options.recordingRoot);
      return { root: options.recordingRoot, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch {
      return null;
    }
  };
  return {
    info: async () => ({
      version: options.version,
      startedMs: options.startedMs,
      ffmpeg: options.ffmpeg(),
      storage: await storage(),
      demoAvailable: options.demoAvailable,
    }),
  };
}
