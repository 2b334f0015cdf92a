import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/**
 * Keeps what one looks at in its place while new rows come in above it: when the list is scrolled, has the pointer over
 * it or the focus in it. Rows carry `data-event`. Says how many rows came meanwhile, until the top is in sight again.
 */
export function useHeldPlace<List extends HTMLElement>(
  ids: readonly number[],
): {
  readonly list: RefObject<List | null>;
  readonly above: number;
  readonly toTop: () => void;
  readonly onScroll: () => void;
} {
  const list = useRef<List>(null);
  const [above, setAbove] = useState(0);
  const firstBefore = useRef<number | null>(null);
  const first = ids[0] ?? null;
  useLayoutEffect(() => {
    const element = list.current;
    const before = firstBefore.current;
    firstBefore.current = first;
    if (element === null || before === null || before === first) return;
    const row = element.querySelector<HTMLElement>(`[data-event="${before}"]`);
    const held = element.scrollTop > 0 || element.matches(':hover') || element.contains(document.activeElement);
    if (row === null || !held) return;
    const top = element.querySelector<HTMLElement>('[data-event]');
    element.scrollBy({ top: row.offsetTop - (top?.offsetTop ?? 0) });
    setAbove((count) => count + Math.max(0, ids.indexOf(before)));
  }, [first, ids]);
  return {
    list,
    above,
    toTop: () => list.current?.scrollTo({ top: 0 }),
    onScroll: () => {
      if ((list.current?.scrollTop ?? 0) < 8) setAbove(0);
    },
  };
}
