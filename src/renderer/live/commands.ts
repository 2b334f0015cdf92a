import type { Layout } from './layout.ts';

/** What a key means on the live page. `tile` commands are for the tile that has the focus or is enlarged. */
export type LiveCommand =
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'page'; readonly by: 1 | -1 }
  | { readonly kind: 'fullscreen' | 'leave' | 'help' | 'figures' | 'events' | 'overlay' }
  | { readonly kind: 'tile'; readonly does: 'enlarge' | 'snapshot' | 'replay' | 'sound' | 'overlay' };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const byKey: Readonly<Record<string, LiveCommand>> = {
  '1': { kind: 'layout', layout: 1 },
  '2': { kind: 'layout', layout: 4 },
  '3': { kind: 'layout', layout: 9 },
  '4': { kind: 'layout', layout: 16 },
  arrowleft: { kind: 'page', by: -1 },
  arrowright: { kind: 'page', by: 1 },
  pageup: { kind: 'page', by: -1 },
  pagedown: { kind: 'page', by: 1 },
  f: { kind: 'fullscreen' },
  escape: { kind: 'leave' },
  '?': { kind: 'help' },
  i: { kind: 'figures' },
  o: { kind: 'overlay' },
  e: { kind: 'events' },
  enter: { kind: 'tile', does: 'enlarge' },
  s: { kind: 'tile', does: 'snapshot' },
  r: { kind: 'tile', does: 'replay' },
  m: { kind: 'tile', does: 'sound' },
  b: { kind: 'tile', does: 'overlay' },
};

/** The command of a key press; null for a key that is not ours or belongs to the browser. */
export function commandOf(press: KeyPress): LiveCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  return byKey[press.key.toLowerCase()] ?? null;
}

/** The help's lines: keys and the name of their text in `live.shortcut.*`. */
export const shortcuts = [
  { keys: ['1', '2', '3', '4'], text: 'layout' },
  { keys: ['←', '→'], text: 'page' },
  { keys: ['Tab'], text: 'tiles' },
  { keys: ['Enter'], text: 'enlarge' },
  { keys: ['Esc'], text: 'leave' },
  { keys: ['F'], text: 'fullscreen' },
  { keys: ['S'], text: 'snapshot' },
  { keys: ['R'], text: 'replay' },
  { keys: ['M'], text: 'sound' },
  { keys: ['B'], text: 'overlay' },
  { keys: ['O'], text: 'overlayAll' },
  { keys: ['I'], text: 'figures' },
  { keys: ['E'], text: 'events' },
  { keys: ['?'], text: 'help' },
] as const;
