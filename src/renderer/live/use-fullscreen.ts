import { useEffect, useState } from 'react';

/**
 * Full screen of the whole document, so that tooltips and messages, which hang at its body, stay visible;
 * the page covers the rest.
 */
export function useFullscreen(): { readonly fullscreen: boolean; readonly toggle: () => void } {
  const [fullscreen, setFullscreen] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const follow = () => setFullscreen(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  const toggle = () => {
    const change =
      document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen();
    change.catch(() => {
      // Refused by the browser's policy: the page stays as it is, which is visible enough.
    });
  };
  return { fullscreen, toggle };
}
