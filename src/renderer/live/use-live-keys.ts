import { useEffect, useEffectEvent } from 'react';
import { commandOf, type LiveCommand } from './commands.ts';

/** Where keys have a meaning of their own. */
const ownKeys = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]';

function within(target: Element | null, selector: string): boolean {
  return target !== null && target.closest(selector) !== null;
}

/** Hears the page's shortcuts, wherever the focus is, except in fields and dialogs. `handle` says whether it used the key. */
export function useLiveKeys(handle: (command: LiveCommand) => boolean): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const command = commandOf(event);
    const target = event.target instanceof Element ? event.target : null;
    if (command === null || event.defaultPrevented || within(target, ownKeys)) return;
    // Enter on a button presses that button.
    if (command.kind === 'tile' && command.does === 'enlarge' && within(target, 'button, a')) return;
    if (handle(command)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
