import type { Fault } from '../../src/simulator/index.ts';
import type { GapReason } from '../../src/shared/recording.ts';
import { eventually } from '../support/eventually.ts';
import type { Rig, RigCamera } from './rig.ts';
import type { Scenario } from './scenario.ts';

/** Waits until the product says that a camera is not well. */
export async function noticed(rig: Rig, camera: RigCamera): Promise<void> {
  await eventually('the fault to be noticed', async () => (await rig.view(camera)).status.state !== 'ok', {
    timeoutMs: 40_000,
    everyMs: 50,
  });
}

/** Most that a camera may take to be on record again, waits between attempts being short. */
const BACK_WITHIN_SECONDS = 8;

interface FaultOptions {
  readonly reasons: readonly GapReason[] | null;
  readonly backWithinSeconds?: number;
  readonly name?: string;
  readonly trickles?: true;
}

/** A fault of the simulator that lasts until it is noticed. */
function lasting(fault: Fault, options: FaultOptions): Scenario {
  return {
    name: options.name ?? `camera: ${fault.kind}`,
    reasons: options.reasons,
    backWithinSeconds: options.backWithinSeconds ?? BACK_WITHIN_SECONDS,
    ...(options.trickles === undefined ? {} : { trickles: options.trickles }),
    async provoke(rig, camera) {
      await rig.simulator.fault(camera.name, fault);
      await noticed(rig, camera);
    },
    heal: (rig, camera) => rig.simulator.heal(camera.name),
  };
}

/** A fault that is over as soon as it has happened. */
function momentary(fault: Fault, options: FaultOptions): Scenario {
  return {
    name: options.name ?? `camera: ${fault.kind}`,
    reasons: options.reasons,
    backWithinSeconds: options.backWithinSeconds ?? BACK_WITHIN_SECONDS,
    async provoke(rig, camera) {
      await rig.simulator.fault(camera.name, fault);
    },
    heal: () => undefined,
  };
}

/** What ends a connection looks to ffmpeg like an end or like an error of the network. */
const lost: readonly GapReason[] = ['network_lost', 'ended'];
/** A run that was ended by us has delivered nothing in time. */
const silent: readonly GapReason[] = ['stalled', 'timeout'];

/** Waits until the run that a change of size brings about has written something. */
async function footageOfSize(rig: Rig, camera: RigCamera): Promise<void> {
  const changedMs = Date.now();
  const anew = await eventually(
    'a run for the other size',
    async () => (await rig.history(camera)).find(({ atMs, reason }) => atMs > changedMs && reason === 'resized'),
    { timeoutMs: 30_000, everyMs: 100 },
  );
  await eventually(
    'footage of the other size',
    async () => ((await rig.view(camera)).stats?.lastFrameMs ?? 0) > anew.atMs + 2000,
    { timeoutMs: 20_000, everyMs: 100 },
  );
}

/** Every fault of the simulator; those that take long come first. */
export const cameraScenarios: readonly Scenario[] = [
  {
    name: 'camera: another resolution in mid-stream',
    // A new run, so that rows and headers are true.
    reasons: ['renewed'],
    // One for the other size, one when it is set back.
    gaps: 2,
    // The third within ten minutes would have to wait: a camera that flaps costs a run now and then only.
    restMs: 660_000,
    // Until the recorder has looked at the pictures' size again.
    backWithinSeconds: 15,
    async provoke(rig, camera) {
      await rig.simulator.fault(camera.name, { kind: 'clip', stream: 'main', clip: rig.larger });
      await footageOfSize(rig, camera);
    },
    async heal(rig, camera) {
      await rig.simulator.heal(camera.name);
      await footageOfSize(rig, camera);
    },
  },
  lasting(
    { kind: 'drip', bytesPerSecond: 100 },
    // A picture now and then may be enough of a sign of life until no segment is finished in time.
    {
      reasons: [...silent, 'no_segment'],
      name: 'camera: drip of 100 bytes a second',
      trickles: true,
      backWithinSeconds: 15,
    },
  ),
  lasting({ kind: 'stall' }, { reasons: silent }),
  lasting({ kind: 'silence' }, { reasons: silent }),
  lasting({ kind: 'disappear' }, { reasons: silent }),
  // Most of it ffmpeg drops without a word, until it takes something for the end.
  lasting({ kind: 'garbage' }, { reasons: ['stalled', 'invalid_data', 'ended'] }),
  lasting({ kind: 'refuse' }, { reasons: [...lost, 'refused'] }),
  lasting({ kind: 'unauthorized' }, { reasons: [...lost, 'unauthorized'] }),
  lasting({ kind: 'not_found' }, { reasons: [...lost, 'not_found'] }),
  momentary({ kind: 'drop' }, { reasons: lost }),
  momentary({ kind: 'drop', reset: true }, { reasons: lost, name: 'camera: drop by reset' }),
  momentary({ kind: 'jump', seconds: 3600 }, { reasons: null, name: 'camera: time stamps leap an hour ahead' }),
  momentary({ kind: 'jump', seconds: -7200 }, { reasons: null, name: 'camera: time stamps leap two hours back' }),
];
