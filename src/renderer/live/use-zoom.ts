import { useEffect, useState, type CSSProperties, type PointerEvent, type RefObject } from 'react';
import { dragBy, transformOf, wholePicture, zoomAt, type Zoom } from './zoom.ts';

/** Digital zoom of an enlarged tile: the wheel enlarges at the pointer, a drag moves. Ends with the enlargement. */
export function useZoom(
  ref: RefObject<HTMLElement | null>,
  enabled: boolean,
): {
  readonly zoom: Zoom;
  readonly zoomed: boolean;
  readonly style: CSSProperties;
  readonly reset: () => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
} {
  const [zoom, setZoom] = useState<Zoom>(wholePicture);
  if (!enabled && zoom !== wholePicture) setZoom(wholePicture);

  useEffect(() => {
    const element = ref.current;
    if (element === null || !enabled) return undefined;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const frame = element.getBoundingClientRect();
      const pointer = { x: (event.clientX - frame.left) / frame.width, y: (event.clientY - frame.top) / frame.height };
      setZoom((current) => zoomAt(current, pointer, 1.0015 ** -event.deltaY));
    };
    // React listens to the wheel passively, and a passive listener cannot keep the page from scrolling.
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [ref, enabled]);

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const frame = ref.current?.getBoundingClientRect();
    if (!enabled || (event.buttons & 1) === 0 || frame === undefined) return;
    setZoom((current) => dragBy(current, event.movementX / frame.width, event.movementY / frame.height));
  };
  const zoomed = zoom.scale > 1;
  return {
    zoom,
    zoomed,
    style: zoomed ? { transform: transformOf(zoom), cursor: 'grab' } : {},
    reset: () => setZoom(wholePicture),
    onPointerMove,
  };
}
