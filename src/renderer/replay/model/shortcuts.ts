export type ReplayAction =
  | { readonly type: 'toggle' }
  | { readonly type: 'skip'; readonly ms: number }
  | { readonly type: 'step'; readonly direction: 1 | -1 }
  | { readonly type: 'speed'; readonly direction: 1 | -1 }
  | { readonly type: 'end'; readonly which: 'first' | 'last' }
  | { readonly type: 'zoom'; readonly factor: number }
  | { readonly type: 'live' | 'day' | 'snapshot' | 'lock' | 'help' };

/** What a key press asks of the replay page; null when it is none of its keys. `key` as in KeyboardEvent. */
export function replayAction(key: string, shift: boolean): ReplayAction | null {
  switch (key) {
    case ' ':
      return { type: 'toggle' };
    case 'ArrowLeft':
      return { type: 'skip', ms: shift ? -60_000 : -5000 };
    case 'ArrowRight':
      return { type: 'skip', ms: shift ? 60_000 : 5000 };
    case ',':
      return { type: 'step', direction: -1 };
    case '.':
      return { type: 'step', direction: 1 };
    case '[':
      return { type: 'speed', direction: -1 };
    case ']':
      return { type: 'speed', direction: 1 };
    case 'Home':
      return { type: 'end', which: 'first' };
    case 'End':
      return { type: 'end', which: 'last' };
    case '+':
    case '=':
      return { type: 'zoom', factor: 0.5 };
    case '-':
      return { type: 'zoom', factor: 2 };
    case '?':
      return { type: 'help' };
    default:
  }
  switch (key.toLowerCase()) {
    case 'l':
      return { type: 'live' };
    case 'd':
      return { type: 'day' };
    case 'k':
      return { type: 'lock' };
    case 's':
      return { type: 'snapshot' };
    default:
      return null;
  }
}

/** The keys and what they do, for the help; texts are `help.*` of the replay catalogue. */
export const shortcutHelp = [
  { keys: ['Space'], text: 'help.space' },
  { keys: ['←', '→'], text: 'help.arrows' },
  { keys: ['Shift + ←', 'Shift + →'], text: 'help.shiftArrows' },
  { keys: [',', '.'], text: 'help.frames' },
  { keys: ['[', ']'], text: 'help.speed' },
  { keys: ['Home', 'End'], text: 'help.ends' },
  { keys: ['+', '−'], text: 'help.zoom' },
  { keys: ['L'], text: 'help.live' },
  { keys: ['D'], text: 'help.day' },
  { keys: ['S'], text: 'help.snapshot' },
  { keys: ['K'], text: 'help.lock' },
  { keys: ['?'], text: 'help.help' },
] as const;
