import { childBoxes, findBox } from './boxes.ts';

/** A `data` box begins with its kind and a country: eight bytes (QuickTime File Format, metadata item list). */
const DATA_HEADER_BYTES = 8;
/** `meta` is a full box: version and flags come first. */
const META_HEADER_BYTES = 4;

/** The title in the metadata of an MP4 file, as ffmpeg writes it, from its initialisation segment; null when there is none. */
export function titleOf(init: Uint8Array): string | null {
  const meta = findBox(init, { body: 0, end: init.byteLength }, ['moov', 'udta', 'meta']);
  if (meta === null) return null;
  const list = findBox(init, { body: meta.body + META_HEADER_BYTES, end: meta.end }, ['ilst']);
  if (list === null) return null;
  for (const item of childBoxes(init, list.body, list.end)) {
    if (item.type !== '\u00a9nam') continue;
    const data = findBox(init, item, ['data']);
    if (data === null) return null;
    const text = new TextDecoder().decode(init.subarray(data.body + DATA_HEADER_BYTES, data.end));
    return text === '' ? null : text;
  }
  return null;
}
