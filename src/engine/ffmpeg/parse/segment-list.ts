/** One line of the segment list: a finished segment. Times are seconds of the run's media time. */
export interface SegmentListLine {
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Reads a line of `-segment_list_type csv`: `name,start,end`; ffmpeg quotes a name with a comma or quote. Null: no such line. */
export function parseSegmentLine(line: string): SegmentListLine | null {
  const found = /^(?:"((?:[^"]|"")*)"|([^,"]+)),(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(line.trim());
  if (found === null) return null;
  const [, quoted, plain, start, end] = found;
  const file = quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"');
  return { file, startSeconds: Number(start), endSeconds: Number(end) };
}
