import type { Throttle } from '../archive/index.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { errorText, isCode, type Root, type Roots } from '../storage/index.ts';
import type { MoveFiles } from './files.ts';
import { planMoves, type RootRoom } from './plan.ts';
import { SkipList } from './skip-list.ts';
import type { Move, Queue, TierFile, TierStore } from './tier-store.ts';

export interface MoverOptions {
  readonly roots: Pick<Roots, 'present' | 'pathOf'>;
  readonly store: TierStore;
  readonly files: MoveFiles;
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly moveAfterHours: () => number | null;
  /** Room that is to stay free on a disk of so many bytes. */
  readonly minimumBytes: (totalBytes: number) => number;
  /** Something was moved: its old file may be deleted. */
  readonly deleteGarbage: () => Promise<void>;
}

export interface Mover {
  /** Undoes what an earlier life of the program left half done. May be called at any time between two steps. */
  recover(): Promise<void>;
  /** Moves one file. Answers whether there was one. @throws what the file system says */
  step(signal: AbortSignal): Promise<boolean>;
  queue(): Queue;
}

/** Moves files from fast to slow roots, one after another. */
export function createMover(options: MoverOptions): Mover {
  const { roots, store, clock, moveAfterHours } = options;
  const skip = new SkipList(clock);
  return {
    recover: () => recover(options),
    async step(signal) {
      const plan = planMoves(await rooms(options), moveAfterHours(), clock.now());
      const target = roots.present().find(({ num }) => num === plan.targets[0]);
      if (target === undefined) return false;
      for (const { from, beforeMs } of plan.sources) {
        const file = skip.firstOf((limit) => store.oldestIn(from, beforeMs, limit));
        if (file === null) continue;
        await move(options, file, target, skip, signal);
        return true;
      }
      return false;
    },
    queue() {
      const hours = moveAfterHours();
      const beforeMs = clock.now() - (hours ?? 0) * 3_600_000;
      const present = roots.present();
      if (hours === null || !present.some(({ kind }) => kind === 'slow')) return { segments: 0, bytes: 0 };
      const queues = present.filter(({ kind }) => kind === 'fast').map(({ num }) => store.queueIn(num, beforeMs));
      return queues.reduce((sum, { segments, bytes }) => ({
        segments: sum.segments + segments,
        bytes: sum.bytes + bytes,
      }));
    },
  };
}

async function rooms({ roots, files, minimumBytes, logger }: MoverOptions): Promise<RootRoom[]> {
  const found = roots.present().map(async (root): Promise<RootRoom | null> => {
    try {
      const { freeBytes, totalBytes } = await files.room(root.path);
      return { num: root.num, kind: root.kind, freeBytes, minimumBytes: minimumBytes(totalBytes) };
    } catch (error) {
      logger.debug({ root: root.path, error: errorText(error) }, 'a root tells no room');
      return null;
    }
  });
  return (await Promise.all(found)).filter((room) => room !== null);
}

async function move(options: MoverOptions, file: TierFile, target: Root, skip: SkipList, signal: AbortSignal) {
  const { roots, store, files, throttle, logger } = options;
  const { key, path, place, sizeBytes } = file;
  const from = roots.pathOf(place, path);
  const to = roots.pathOf(target.num, path);
  if (from === null || to === null) {
    skip.add(key);
    return;
  }
  const intent: Move = { key, to: target.num, path };
  store.beginMove(intent);
  try {
    const copy = await files.copy(from, target.path, `${key}.mp4`, sizeBytes, throttle, signal);
    signal.throwIfAborted();
    await files.place(copy, to);
    if (store.finishMove(intent, place)) await options.deleteGarbage();
    else await undo(options, intent);
  } catch (error) {
    if (signal.aborted) throw error;
    // One file that cannot be read must not hold up the others; a disk that cannot be written to holds up all.
    skip.add(key);
    logger.error({ key, error: errorText(error) }, 'cannot move a recording');
    await undo(options, intent);
    if (isCode(error, 'ENOSPC', 'EROFS', 'EDQUOT', 'EIO')) throw error;
  }
}

/**
 * Until its intent is gone, what lies at the target of a move is not footage: it goes, if the file is where the row says.
 * Where it is not (the catalog may be an older one that was put back), the target's is the footage.
 */
async function undo({ roots, store, files }: MoverOptions, move: Move): Promise<void> {
  const { key, to, path } = move;
  const lying = roots.pathOf(to, path);
  const row = store.findFile(key);
  if (row?.place === to) {
    store.forgetMove(key, to);
    return;
  }
  const source = row === null ? null : roots.pathOf(row.place, row.path);
  if (lying === null || (row !== null && source === null)) return;
  if (row !== null && source !== null && !(await files.exists(source)) && (await files.exists(lying))) {
    store.finishMove(move, row.place);
    return;
  }
  await files.remove(lying);
  store.forgetMove(key, to);
}

async function recover(options: MoverOptions): Promise<void> {
  const { roots, store, files, logger } = options;
  for (const intent of store.moves()) await undo(options, intent);
  for (const { path } of roots.present()) {
    await files.clean(path).catch((error: unknown) => {
      logger.warn({ root: path, error: errorText(error) }, 'cannot clean up copies that were on their way');
    });
  }
}
