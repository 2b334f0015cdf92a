import { useEffect, useRef } from 'react';
import { replayAction, type ReplayAction } from './model/shortcuts.ts';

const ownKeys = 'input, textarea, select, [role="dialog"], [role="menu"], [contenteditable="true"]';

/** Hands the page's key presses on, except those that belong to a field, a dialog, a menu or the focused button. */
export function useReplayKeys(onAction: (action: ReplayAction) => void): void {
  const latest = useRef(onAction);
  useEffect(() => {
    latest.current = onAction;
  });
  useEffect(() => {
    const lifetime = new AbortController();
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        const isWithin = (selector: string) =>
          event.target instanceof Element && event.target.closest(selector) !== null;
        if (isWithin(ownKeys) || (event.key === ' ' && isWithin('button, a'))) return;
        const action = replayAction(event.key, event.shiftKey);
        if (action === null) return;
        event.preventDefault();
        latest.current(action);
      },
      { signal: lifetime.signal },
    );
    return () => lifetime.abort();
  }, []);
}
