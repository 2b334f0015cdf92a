import type Hls from 'hls.js/light';
import type { Loader, LoaderCallbacks, LoaderConfiguration, LoaderContext, PlaylistLoaderContext } from 'hls.js';
import { asGrowing } from '../model/growing-playlist.ts';

/** What the playlist loader asks of the player. */
export interface WindowSource {
  /** Address of the playlist of the window as it is now. */
  readonly url: () => string;
  /** Seconds after which hls.js asks again, because more may follow; null when this is all. */
  readonly reloadSeconds: () => number | null;
  /** Text of the first playlist, before hls.js reads it. */
  readonly onText: (text: string) => void;
}

type PlaylistLoader = new (config: Hls['config']) => Loader<PlaylistLoaderContext>;

/** hls.js's own loader, but each request asks for the window as it is at that moment. */
export function windowLoader(base: new (config: Hls['config']) => Loader<LoaderContext>, source: WindowSource) {
  const parent = base as PlaylistLoader;
  return class WindowLoader extends parent {
    override load(
      context: PlaylistLoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<PlaylistLoaderContext>,
    ): void {
      context.url = source.url();
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, answered, network) => {
          const text = typeof response.data === 'string' ? response.data : '';
          source.onText(text);
          const reload = source.reloadSeconds();
          const data = reload === null ? text : asGrowing(text, reload);
          callbacks.onSuccess({ ...response, data }, stats, answered, network);
        },
      });
    }
  };
}
