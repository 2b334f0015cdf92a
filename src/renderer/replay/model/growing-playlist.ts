const END = /^#EXT-X-ENDLIST[ \t\r]*$/m;
const VOD = /^#EXT-X-PLAYLIST-TYPE:VOD[ \t\r]*$/m;
const TARGET = /^#EXT-X-TARGETDURATION:(\d+)[ \t\r]*$/m;

/**
 * A playlist of a part of the recordings as an event that goes on, where the part can still be extended:
 * hls.js then asks again and plays on without a seam, which two playlists could not. It asks once in a target
 * duration; a long playlist need not come anew each second, so that figure is raised to `reloadSeconds`.
 */
export function asGrowing(text: string, reloadSeconds: number): string {
  return text
    .replace(END, '')
    .replace(VOD, '#EXT-X-PLAYLIST-TYPE:EVENT')
    .replace(TARGET, (_line, seconds: string) => `#EXT-X-TARGETDURATION:${Math.max(Number(seconds), reloadSeconds)}`);
}
