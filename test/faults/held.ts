import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { eventually } from '../support/eventually.ts';
import type { Product } from '../support/product.ts';

/** What a process cannot let go of: bytes after a forced collection. */
export interface Held {
  /** JavaScript objects. */
  readonly objectBytes: number;
  /** Compiled functions: more with each that becomes hot, until the program has no more of them. */
  readonly codeBytes: number;
  /** Buffers and the like, outside the heap of objects. */
  readonly externalBytes: number;
}

/** To be given to the product's node, so that `heldBy` gets an answer. */
export const tellHeld: readonly string[] = [`--import=${join(root, 'test', 'faults', 'tell-held.mjs')}`];

/** Makes the product collect its garbage and answers what is left. Not on Windows, which has no such signal. */
export async function heldBy(product: Product): Promise<Held> {
  const told = (): string[] => product.output().stdout.match(/^held .*\n/gm) ?? [];
  const before = told().length;
  product.process.kill('SIGUSR2');
  const line = await eventually('the product to tell what it holds', () => told()[before], { timeoutMs: 10_000 });
  return JSON.parse(line.slice('held '.length)) as Held;
}

/**
 * Bytes of objects and buffers that a repetition may leave behind. One that really stays behind (a run with its parsers, a buffer of a
 * pipe) is several kilobytes at least; what the collector's own tables and buffers in flight differ by is a few hundred kilobytes in all,
 * so runs that are shorter than a few hundred repetitions say nothing.
 */
export const MOST_KEPT_EACH = 1000;

/** Bytes of objects and buffers that each of `count` repetitions has left behind. */
export function keptEach(before: Held, after: Held, count: number): number {
  const sum = ({ objectBytes, externalBytes }: Held): number => objectBytes + externalBytes;
  return (sum(after) - sum(before)) / count;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);

/** One line for people. */
export function heldLine(before: Held, after: Held): string {
  const part = (name: string, of: keyof Held): string =>
    `${name} ${megabytes(before[of])} -> ${megabytes(after[of])} MB`;
  return [part('objects', 'objectBytes'), part('buffers', 'externalBytes'), part('code', 'codeBytes')].join(', ');
}
