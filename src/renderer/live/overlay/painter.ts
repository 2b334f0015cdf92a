import type { DetectionPlan } from '../../../shared/detection-plan.ts';
import { boxesAt, type ShownFrame } from '../player/index.ts';
import type { ClassWords } from '../../ui/class-words.ts';
import { wholePicture, type Zoom } from '../zoom.ts';
import { drawPlan } from './draw-plan.ts';
import { drawTracks } from './draw-tracks.ts';
import { projection, type Side, type Size } from './geometry.ts';
import type { Pencil } from './pencil.ts';

/** What is drawn of a camera besides its tracks. */
export type DrawnPlan = Pick<DetectionPlan, 'zones' | 'wires'>;

export interface Surface extends Size {
  /** Pixels of the canvas in one of the page. */
  readonly dot: number;
  readonly family: string;
}

const nothing: DrawnPlan = { zones: [], wires: [] };

/** Space at the top and bottom where the tile has its badge and its name, pixels of the page. */
const margins = { side: 4, top: 40, bottom: 36, topSmall: 30, bottomSmall: 28 } as const;
/** Narrower tiles have smaller words. */
const smallTile = 330;

/** Draws over the frame that is on screen, whenever that frame, its boxes or the view of it change; otherwise does nothing. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #sides = new Map<number, Side>();
  #surface: Surface = { width: 0, height: 0, dot: 1, family: 'sans-serif' };
  #zoom: Zoom = wholePicture;
  #plan: DrawnPlan = nothing;
  #words: ClassWords;
  #frame: ShownFrame | null = null;
  /** Whether anything is on the canvas, and whether that would be drawn differently now. */
  #dirty = false;
  #stale = true;
  #count = 0;

  constructor(canvas: HTMLCanvasElement, words: ClassWords) {
    this.#canvas = canvas;
    this.#words = words;
  }

  /** The tile has this size now. */
  resize(surface: Surface): void {
    this.#surface = surface;
    this.#canvas.width = surface.width;
    this.#canvas.height = surface.height;
    this.#dirty = false;
    this.#redraw();
  }

  view(zoom: Zoom, plan: DrawnPlan): void {
    this.#zoom = zoom;
    this.#plan = plan;
    this.#redraw();
  }

  /** Classes are called so from now on. */
  speak(words: ClassWords): void {
    if (words === this.#words) return;
    this.#words = words;
    this.#redraw();
  }

  /** This frame is shown; null: none, so there is nothing to draw over. */
  show(frame: ShownFrame | null): void {
    const sameShape = frame?.width === this.#frame?.width && frame?.height === this.#frame?.height;
    this.#frame = frame;
    if (!sameShape) this.#stale = true;
    this.#draw();
  }

  #redraw(): void {
    this.#stale = true;
    this.#draw();
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d');
    const frame = this.#frame;
    if (context === null || this.#surface.width === 0) return;
    const tracks = frame === null ? [] : boxesAt(frame.history, frame.runId, frame.mediaMs);
    // Frame after frame without a box: what was drawn of the plan still stands.
    if (!this.#stale && tracks.length === 0 && this.#count === 0) return;
    this.#stale = false;
    this.#tell(tracks.length);
    if (this.#dirty) context.clearRect(0, 0, this.#surface.width, this.#surface.height);
    const { zones, wires } = this.#plan;
    this.#dirty = frame !== null && tracks.length + zones.length + wires.length > 0;
    if (frame === null || !this.#dirty) return;
    const pencil = this.#pencil(context, frame);
    drawPlan(pencil, this.#plan);
    drawTracks(pencil, tracks, this.#sides);
  }

  #tell(count: number): void {
    if (count !== this.#count) this.#canvas.dataset['tracks'] = String(count);
    this.#count = count;
  }

  #pencil(context: CanvasRenderingContext2D, frame: ShownFrame): Pencil {
    const { width, height, dot, family } = this.#surface;
    const small = width / dot < smallTile;
    const top = (small ? margins.topSmall : margins.top) * dot;
    const bottom = (small ? margins.bottomSmall : margins.bottom) * dot;
    const side = margins.side * dot;
    const room = { left: side, top, width: width - 2 * side, height: height - top - bottom };
    const font = Math.round(Math.max(12, Math.min(18, (width / dot) * 0.019)) * dot);
    return {
      context,
      dot,
      font,
      family,
      words: this.#words,
      small,
      room,
      at: projection(this.#surface, frame, this.#zoom),
    };
  }
}
