import { eventually } from '../support/eventually.ts';
import { isAlive } from '../support/processes.ts';
import { noticed } from './camera-scenarios.ts';
import type { Rig, RigCamera } from './rig.ts';
import type { Scenario } from './scenario.ts';

function recorderOf(rig: Rig, camera: RigCamera): number {
  const [pid] = rig.recorders(camera);
  if (pid === undefined) throw new Error(`${camera.name} has no ffmpeg`);
  return pid;
}

const gone = (pid: number): Promise<boolean> =>
  eventually(`process ${pid} to be gone`, () => !isAlive(pid), { timeoutMs: 20_000 });

/** Faults of the one ffmpeg of a camera. */
export const processScenarios: readonly Scenario[] = [
  {
    name: 'ffmpeg: killed (SIGKILL)',
    reasons: ['ffmpeg_killed'],
    backWithinSeconds: 10,
    async provoke(rig, camera) {
      const pid = recorderOf(rig, camera);
      process.kill(pid, 'SIGKILL');
      await gone(pid);
    },
    heal: () => undefined,
  },
  {
    name: 'ffmpeg: stopped (SIGSTOP)',
    reasons: ['stalled', 'timeout'],
    backWithinSeconds: 15,
    // What was stopped is not woken again: the product has to see it, kill it and begin anew.
    async provoke(rig, camera) {
      const pid = recorderOf(rig, camera);
      process.kill(pid, 'SIGSTOP');
      await noticed(rig, camera);
      await gone(pid);
    },
    heal: () => undefined,
  },
  {
    name: 'ffmpeg: heeds neither q nor SIGTERM when it is to end',
    reasons: ['disabled', 'stopped'],
    backWithinSeconds: 15,
    async provoke(rig, camera) {
      const pid = recorderOf(rig, camera);
      process.kill(pid, 'SIGSTOP');
      await rig.product().json('POST', `/api/cameras/${camera.id}/enabled`, { enabled: false });
      await gone(pid);
    },
    async heal(rig, camera) {
      await rig.product().json('POST', `/api/cameras/${camera.id}/enabled`, { enabled: true });
    },
  },
];
