/** Digital zoom of a picture in a frame; pure. Positions are shares of the frame, 0 to 1. */
export interface Zoom {
  readonly scale: number;
  /** Left and top of the part shown, as shares of the whole picture. */
  readonly x: number;
  readonly y: number;
}

export const wholePicture: Zoom = { scale: 1, x: 0, y: 0 };
const largest = 8;

function kept(scale: number, x: number, y: number): Zoom {
  const room = 1 - 1 / scale;
  return { scale, x: Math.min(room, Math.max(0, x)), y: Math.min(room, Math.max(0, y)) };
}

/** Enlarges by `factor` so that what lies under the pointer stays there. 1 to 8 times. */
export function zoomAt(zoom: Zoom, pointer: { readonly x: number; readonly y: number }, factor: number): Zoom {
  const scale = Math.min(largest, Math.max(1, zoom.scale * factor));
  const x = zoom.x + pointer.x / zoom.scale - pointer.x / scale;
  const y = zoom.y + pointer.y / zoom.scale - pointer.y / scale;
  return kept(scale, x, y);
}

/** Moves the picture along with a drag of so many shares of the frame; never past its edge. */
export function dragBy(zoom: Zoom, dx: number, dy: number): Zoom {
  return kept(zoom.scale, zoom.x - dx / zoom.scale, zoom.y - dy / zoom.scale);
}

/** As a CSS transform with its origin at the left top. */
export function transformOf({ scale, x, y }: Zoom): string {
  return `scale(${scale}) translate(${-x * 100}%, ${-y * 100}%)`;
}
