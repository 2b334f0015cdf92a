/** Number of a place in the catalog (`places.num`): a storage root or the archive. */
export type PlaceNum = number;

/** A storage root that can be written to. */
export interface Root {
  readonly num: PlaceNum;
  /** Absolute. */
  readonly path: string;
  readonly kind: 'fast' | 'slow';
}

/** Where recording files lie. Recording asks this for the root of each run; nobody else knows how many roots there are. */
export interface Roots {
  /**
   * The root that new footage goes to: the first one in the settings' order that is there, is ours, can be written and has room.
   * Fast ones first. @throws VigilError storage_unavailable when there is none
   */
  forWriting(): Promise<Root>;
  /** Something could not be written here: prefers others for a while. Answers whether there is another to be written to at once. */
  suspect(place: PlaceNum): Promise<boolean>;
  /** All roots that are there now (to be read), in the settings' order. */
  present(): readonly Root[];
  /** Absolute path of a file by the place and path of its row; null when that root is not there, or the path leads out of it. */
  pathOf(place: PlaceNum, storedPath: string): string | null;
}
