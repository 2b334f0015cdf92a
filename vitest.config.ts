import { defineConfig } from 'vitest/config';

/**
 * Those that time real processes get a second try in CI, where two cores are shared with strangers; the report names each one
 * that needed it. On a developer's machine a test that fails once has failed.
 */
const retry = process.env['CI'] === 'true' ? 1 : 0;

/**
 * Four sets: unit (pure, fast), integration (real ffmpeg, real RTSP, real files), faults (what goes wrong, counted by frames),
 * browser (chromium on the built product).
 */
export default defineConfig({
  test: {
    passWithNoTests: true,
    // Most of a test's time is waiting for real processes: three files at once keep two cores about half busy. Vitest's own choice is one.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 10_000,
          // A process for each file would take longer than the tests; none of them leaves anything behind.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          retry,
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'faults',
          retry,
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'browser',
          retry,
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
