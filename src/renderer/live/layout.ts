/** How the grid divides cameras into pages of tiles; pure. */
export const layouts = [1, 4, 9, 16] as const;
export type Layout = (typeof layouts)[number];

/** The smallest layout that shows all cameras on one page, for who has not chosen yet. */
export function fittingLayout(cameras: number): Layout {
  return layouts.find((tiles) => tiles >= cameras) ?? 16;
}

/** A stored choice, or null when it is none of ours. */
export function parseLayout(stored: string | null): Layout | null {
  return layouts.find((tiles) => String(tiles) === stored) ?? null;
}

export interface GridPage<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly pages: number;
}

/** One page of the list; `page` is brought into range, so that a removed camera leaves no empty page behind. */
export function pageOf<T>(items: readonly T[], layout: Layout, page: number): GridPage<T> {
  const pages = Math.max(1, Math.ceil(items.length / layout));
  const at = Math.min(Math.max(0, page), pages - 1);
  return { items: items.slice(at * layout, (at + 1) * layout), page: at, pages };
}

/** The page on which the first camera of the old page stands after a change of the layout. */
export function pageAfterLayout(page: number, from: Layout, to: Layout): number {
  return Math.floor((page * from) / to);
}
