// The light build (no subtitles, no protected content) ships without types; its interface is the same.
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
