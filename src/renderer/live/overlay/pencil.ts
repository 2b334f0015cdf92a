import type { Point } from '../../../shared/geometry.ts';
import type { ClassWords } from '../../ui/class-words.ts';
import type { Rect } from './geometry.ts';

/** What is needed to draw over one frame. All lengths are pixels of the canvas. */
export interface Pencil {
  readonly context: CanvasRenderingContext2D;
  /** Pixels of the canvas in one of the page. */
  readonly dot: number;
  /** Size and family of letters. */
  readonly font: number;
  readonly family: string;
  /** How classes are called. */
  readonly words: ClassWords;
  /** A tile of many. */
  readonly small: boolean;
  /** Where labels may stand: what lies outside is covered by the tile's own words, or cut off. */
  readonly room: Rect;
  /** From shares of the picture. */
  readonly at: (point: Point) => Point;
}
