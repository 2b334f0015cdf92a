import { useEffect, useRef, useState, type RefObject } from 'react';
import { pan, spanOf, timeAt, zoomAt, type TimeView } from '../model/view.ts';

/** A pointer that moved less than this between down and up has clicked. */
const CLICK_PX = 4;

interface Pressed {
  readonly x: number;
  readonly view: TimeView;
  moved: boolean;
}

/** Wheel zooms at the pointer (with Shift, or sideways, it pans), dragging pans, a click seeks; answers where the pointer is. */
export function useGestures(
  track: RefObject<HTMLDivElement | null>,
  view: TimeView,
  onView: (view: TimeView) => void,
  onClick: (ms: number) => void,
): { readonly hoverX: number | null; readonly dragging: boolean } {
  const [hoverX, setHoverX] = useState<number | null>(null);
  const [dragging, setDragging] = useState(false);
  const latest = useRef({ view, onView, onClick });
  useEffect(() => {
    latest.current = { view, onView, onClick };
  });

  useEffect(() => {
    const element = track.current;
    if (element === null) return undefined;
    const lifetime = new AbortController();
    const options = { signal: lifetime.signal };
    let pressed: Pressed | null = null;
    const place = (event: MouseEvent) => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, width: box.width };
    };
    const change = (next: TimeView) => {
      // Several events may come before the next render: each must build on the one before.
      latest.current.view = next;
      latest.current.onView(next);
    };
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const { x, width } = place(event);
        const now = latest.current.view;
        const sideways = event.shiftKey ? event.deltaY : event.deltaX;
        if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
          change(pan(now, (sideways / Math.max(1, width)) * spanOf(now)));
        } else change(zoomAt(now, timeAt(now, x, width), Math.exp(event.deltaY * 0.0018)));
      },
      { ...options, passive: false },
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        pressed = { x: place(event).x, view: latest.current.view, moved: false };
        element.setPointerCapture(event.pointerId);
      },
      options,
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        const { x, width } = place(event);
        setHoverX(x);
        if (pressed === null) return;
        if (!pressed.moved && Math.abs(x - pressed.x) < CLICK_PX) return;
        pressed.moved = true;
        setDragging(true);
        change(pan(pressed.view, ((pressed.x - x) / Math.max(1, width)) * spanOf(pressed.view)));
      },
      options,
    );
    element.addEventListener(
      'pointerup',
      (event) => {
        const { x, width } = place(event);
        if (pressed !== null && !pressed.moved) latest.current.onClick(timeAt(latest.current.view, x, width));
        pressed = null;
        setDragging(false);
      },
      options,
    );
    const end = () => {
      pressed = null;
      setDragging(false);
    };
    element.addEventListener('pointercancel', end, options);
    element.addEventListener('pointerleave', () => setHoverX(null), options);
    return () => lifetime.abort();
  }, [track]);

  return { hoverX, dragging };
}
