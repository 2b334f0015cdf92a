import { Center, Loader } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconVideo } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraId, CameraView } from '../../shared/camera.ts';
import { EventPanel } from '../events/EventPanel.tsx';
import { useCameraStore } from '../state/camera-store.ts';
import { AllDown } from './AllDown.tsx';
import type { LiveCommand } from './commands.ts';
import { EmptyLive } from './EmptyLive.tsx';
import { fittingLayout, pageAfterLayout, pageOf, parseLayout, type Layout } from './layout.ts';
import classes from './LivePage.module.css';
import { isShown } from './overlay/index.ts';
import { ShortcutHelp } from './ShortcutHelp.tsx';
import { Tile } from './Tile.tsx';
import type { TileDeed } from './TileActions.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useEventPanel } from './use-event-panel.ts';
import { useFullscreen } from './use-fullscreen.ts';
import { useLiveKeys } from './use-live-keys.ts';
import { useOverlayChoice } from './use-overlay-choice.ts';
import { useTileDeeds } from './use-tile-deeds.ts';

/** Live pictures of all cameras in a grid, one of them enlarged when asked. */
export function LivePage() {
  const { t } = useTranslation();
  const cameras = useCameraStore((state) => state.cameras);
  if (cameras === null) {
    return (
      <Center h="100%">
        <Loader aria-label={t('connection.loading')} />
      </Center>
    );
  }
  return cameras.length === 0 ? <EmptyLive /> : <LiveGrid cameras={cameras} />;
}

/** The camera whose tile has the focus. */
function focusedCamera(): CameraId | null {
  const tile = document.activeElement?.closest('[data-camera-id]');
  return tile?.getAttribute('data-camera-id') ?? null;
}

function LiveGrid({ cameras }: { readonly cameras: readonly CameraView[] }) {
  const [chosen, setChosen] = useLocalStorage<Layout | null>({
    key: 'vigil.live.layout',
    defaultValue: null,
    getInitialValueInEffect: false,
    serialize: String,
    deserialize: (stored) => parseLayout(stored ?? null),
  });
  const [wantedPage, setPage] = useState(0);
  const [wantedEnlarged, setEnlarged] = useState<CameraId | null>(null);
  const [sound, setSound] = useState(false);
  const [help, setHelp] = useState(false);
  const [figures, setFigures] = useState(false);
  const { fullscreen, toggle: toggleFullscreen } = useFullscreen();
  const events = useEventPanel(cameras);
  const { snapshot, replay } = useTileDeeds();
  const overlay = useOverlayChoice(cameras);
  const switchOverlay = overlay.switchOne;

  const layout = chosen ?? fittingLayout(cameras.length);
  const { items, page, pages } = pageOf(cameras, layout, wantedPage);
  const enlarged = items.some(({ camera }) => camera.id === wantedEnlarged) ? wantedEnlarged : null;
  const vacant = Array.from({ length: layout - items.length }, (_, index) => index);

  const chooseLayout = (next: Layout) => {
    setChosen(next);
    setPage(pageAfterLayout(page, layout, next));
    setEnlarged(null);
  };
  const turn = (by: 1 | -1) => {
    setPage(Math.min(pages - 1, Math.max(0, page + by)));
    setEnlarged(null);
  };
  const perform = useCallback(
    (id: CameraId, does: TileDeed) => {
      switch (does) {
        case 'enlarge':
          setSound(false);
          return setEnlarged((current) => (current === id ? null : id));
        case 'sound':
          return setSound((on) => !on);
        case 'fullscreen':
          return toggleFullscreen();
        case 'snapshot':
          return snapshot(id);
        case 'replay':
          return replay(id);
        case 'overlay':
          return switchOverlay(id);
        case 'resetZoom':
          return undefined;
      }
    },
    [snapshot, replay, toggleFullscreen, switchOverlay],
  );
  useLiveKeys((command: LiveCommand) => {
    const target = enlarged ?? focusedCamera();
    switch (command.kind) {
      case 'layout':
        chooseLayout(command.layout);
        return true;
      case 'page':
        turn(command.by);
        return true;
      case 'fullscreen':
        toggleFullscreen();
        return true;
      case 'help':
        setHelp(true);
        return true;
      case 'overlay':
        overlay.switchAll();
        return true;
      case 'figures':
        setFigures((shown) => !shown);
        return true;
      case 'events':
        events.toggle();
        return true;
      case 'leave':
        setEnlarged(null);
        return enlarged !== null;
      case 'tile':
        if (target !== null) perform(target, command.does);
        return target !== null;
    }
  });

  return (
    <div className={classes['page']} data-full={fullscreen || undefined}>
      <Toolbar
        cameras={cameras}
        layout={layout}
        page={page}
        pages={pages}
        onLayout={chooseLayout}
        onPage={turn}
        overlay={overlay.any}
        onOverlay={overlay.switchAll}
        events={events}
        onFullscreen={toggleFullscreen}
        onHelp={() => setHelp(true)}
      />
      <AllDown cameras={cameras} />
      <div className={classes['body']}>
        <div className={classes['stage']}>
          <div className={classes['grid']} style={{ '--columns': Math.sqrt(layout) }}>
            {items.map((view) => (
              <Tile
                key={view.camera.id}
                view={view}
                place={enlarged === null ? 'grid' : enlarged === view.camera.id ? 'enlarged' : 'behind'}
                fullscreen={fullscreen}
                sound={sound}
                showFigures={figures}
                overlay={isShown(overlay.choice, view.camera.id)}
                onDo={perform}
              />
            ))}
            {vacant.map((index) => (
              <Vacant key={index} hidden={enlarged !== null} />
            ))}
          </div>
        </div>
        {events.open && <EventPanel onClose={events.toggle} />}
      </div>
      <ShortcutHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}

function Vacant({ hidden }: { readonly hidden: boolean }) {
  return (
    <div className={classes['vacant']} aria-hidden style={hidden ? { visibility: 'hidden' } : undefined}>
      <IconVideo size={28} stroke={1.2} />
    </div>
  );
}
