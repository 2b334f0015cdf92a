import type { KeyboardEvent } from 'react';

type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** How many of the stops stand in the first line. */
function columnsOf(stops: readonly HTMLElement[]): number {
  const top = stops[0]?.getBoundingClientRect().top;
  const next = stops.findIndex((stop) => stop.getBoundingClientRect().top !== top);
  return next < 0 ? Math.max(1, stops.length) : next;
}

/** Arrow keys go from one `data-focus-stop` to the next, in a list as in a grid of cards; Home and End to its ends. */
export function moveFocus(event: KeyboardEvent<HTMLElement>, arrows: readonly Arrow[]): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-focus-stop]')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const key = event.key;
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  const columns = columnsOf(stops);
  const steps: Partial<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -at,
    End: stops.length - 1 - at,
  };
  const step = steps[key];
  if (step === undefined || (key.startsWith('Arrow') && !arrows.some((arrow) => arrow === key))) return;
  event.preventDefault();
  event.stopPropagation();
  stops[at + step]?.focus();
}
