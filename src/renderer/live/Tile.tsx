import { Loader, Text, Tooltip } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { memo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraId, CameraView } from '../../shared/camera.ts';
import { formatBitRate, formatFps, StateBadge } from '../ui/index.ts';
import { useDetectionStatus } from '../state/detection-store.ts';
import { DetectionFault } from './DetectionFault.tsx';
import { LiveVideo, type LiveVideoReport } from './LiveVideo.tsx';
import { Overlay } from './overlay/index.ts';
import { FrameFeed, playerOff } from './player/index.ts';
import classes from './Tile.module.css';
import { TileActions, type TileDeed } from './TileActions.tsx';
import { TileFigures } from './TileFigures.tsx';
import { Trouble } from './Trouble.tsx';
import { useZoom } from './use-zoom.ts';

const nothing: LiveVideoReport = { state: playerOff, hasPicture: false, figures: () => null, frames: new FrameFeed() };

/** Whether the camera's main stream is another one than the tile plays already. */
function hasOwnMain({ camera: { source } }: CameraView): boolean {
  return source.kind === 'rtsp' && source.subUrl !== null;
}

export interface TileProps {
  readonly view: CameraView;
  /** `grid`: one of many; `enlarged`: fills the page; `behind`: another one is enlarged. */
  readonly place: 'grid' | 'enlarged' | 'behind';
  readonly fullscreen: boolean;
  readonly sound: boolean;
  readonly showFigures: boolean;
  /** Boxes, zones and the like over the picture. */
  readonly overlay: boolean;
  readonly onDo: (id: CameraId, does: TileDeed) => void;
}

/** One camera: its picture, name, state, figures, and what can be done with it. */
export const Tile = memo(function Tile({ view, place, fullscreen, sound, showFigures, overlay, onDo }: TileProps) {
  const { t } = useTranslation('live');
  const { t: common } = useTranslation();
  const { camera, status, stats } = view;
  const { detection } = camera;
  const detecting = useDetectionStatus(camera.id);
  const ref = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState(nothing);
  const [top, setTop] = useState(nothing);
  const enlarged = place === 'enlarged';
  const zoom = useZoom(ref, enlarged);
  const withMain = enlarged && hasOwnMain(view);
  if (!withMain && top !== nothing) setTop(nothing);

  const delivering = status.state === 'ok';
  const shown = withMain && top.hasPicture ? top : base;
  const hasPicture = base.hasPicture || top.hasPicture;
  const streamsMain = (withMain && top.hasPicture) || !hasOwnMain(view);
  const fps = streamsMain ? stats?.fps : (stats?.subFps ?? stats?.fps);
  const bitRate = streamsMain ? stats?.bitrateBps : (stats?.subBitrateBps ?? stats?.bitrateBps);
  const act = (does: TileDeed) => (does === 'resetZoom' ? zoom.reset() : onDo(camera.id, does));
  const label = t('tile.video', { name: camera.name });
  const active = status.state !== 'disabled' && place !== 'behind';

  return (
    <div
      ref={ref}
      className={classes['tile']}
      role="group"
      tabIndex={place === 'behind' ? -1 : 0}
      aria-label={t('tile.name', { name: camera.name, state: common(`state.${status.state}`) })}
      data-camera-id={camera.id}
      data-phase={shown.state.phase}
      data-stream={shown.state.stream ?? undefined}
      data-enlarged={enlarged || undefined}
      data-behind={place === 'behind' || undefined}
      data-dimmed={!delivering || undefined}
      onDoubleClick={() => act('enlarge')}
      onPointerMove={zoom.onPointerMove}
    >
      {!hasPicture && (
        <div className={classes['placeholder']}>
          <IconVideo size="18cqw" stroke={1} style={{ maxWidth: 96, opacity: delivering ? 1 : 0.35 }} aria-hidden />
        </div>
      )}
      <div className={classes['zoom']} style={zoom.style}>
        <LiveVideo
          cameraId={camera.id}
          stream="sub"
          active={active}
          muted={withMain || !enlarged || !sound}
          className={classes['video'] ?? ''}
          label={label}
          onReport={setBase}
        />
        {withMain && (
          <LiveVideo
            cameraId={camera.id}
            stream="main"
            active={active}
            muted={!sound}
            className={classes['video'] ?? ''}
            label={label}
            onReport={setTop}
          />
        )}
      </div>
      {overlay && active && detection.enabled && <Overlay frames={shown.frames} plan={detection} zoom={zoom.zoom} />}
      <Over view={view} base={base} top={withMain ? top : null} />
      <div className={classes['bottom']}>
        <Tooltip label={camera.name} openDelay={600} withArrow>
          <Text className={classes['name'] ?? ''}>{camera.name}</Text>
        </Tooltip>
        {delivering && fps !== undefined && bitRate !== undefined && (
          <span className={classes['stats']}>
            {formatFps(fps)} · {formatBitRate(bitRate)}
          </span>
        )}
      </div>
      <div className={classes['top']}>
        <div className={`${classes['badge']} ${classes['plate']}`}>
          <StateBadge status={status} size="inherit" />
        </div>
        {detection.enabled && detecting?.state === 'failed' && <DetectionFault status={detecting} />}
        <TileActions
          enlarged={enlarged}
          fullscreen={fullscreen}
          sound={shown.state.hasAudio ? (sound ? 'on' : 'off') : null}
          zoomed={zoom.zoomed}
          overlay={detection.enabled ? (overlay ? 'on' : 'off') : null}
          onDo={act}
        />
      </div>
      {showFigures && <TileFigures read={shown.figures} detection={detection.enabled ? detecting : null} />}
    </div>
  );
});

/** What lies over the picture in its middle: trouble of the camera, of this browser, or that something is on its way. */
function Over({
  view,
  base,
  top,
}: {
  readonly view: CameraView;
  readonly base: LiveVideoReport;
  readonly top: LiveVideoReport | null;
}) {
  const { t } = useTranslation('live');
  const { state } = view.status;
  if (state !== 'ok' && state !== 'connecting') return <Trouble view={view} />;
  if (base.state.phase === 'unsupported') {
    const codec = /codecs="([^"]*)"/.exec(base.state.mimeType ?? '')?.[1] ?? base.state.mimeType ?? '';
    return (
      <div className={classes['trouble']}>
        <Text size="sm">{t('tile.unsupported', { codec })}</Text>
      </div>
    );
  }
  if (state === 'connecting' || base.state.phase === 'connecting' || base.state.phase === 'waiting') {
    const words = base.state.phase === 'waiting' ? t('tile.waiting') : t('tile.reconnecting');
    return (
      <div className={classes['busy']} role="status" aria-label={words}>
        <Loader size="md" color="gray.4" />
      </div>
    );
  }
  if (top === null || (top.hasPicture && !top.state.substituted)) return null;
  return (
    <div className={classes['trouble']} data-calm style={{ justifyContent: 'flex-end' }}>
      <Text size="sm" className={`${classes['note']} ${classes['plate']}`}>
        {t(top.state.substituted || top.state.phase === 'unsupported' ? 'tile.substituted' : 'tile.loadingMain')}
      </Text>
    </div>
  );
}
