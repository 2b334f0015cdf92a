import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconCamera,
  IconHistory,
  IconMaximize,
  IconMinimize,
  IconVolume,
  IconVolumeOff,
  IconScan,
  IconScanEye,
  IconZoomReset,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Tile.module.css';

export type TileDeed = 'enlarge' | 'snapshot' | 'replay' | 'sound' | 'fullscreen' | 'resetZoom' | 'overlay';

interface Action {
  readonly does: TileDeed;
  readonly label: string;
  readonly icon: TablerIcon;
  /** Of what is switched on and off. */
  readonly pressed?: boolean;
}

/** The buttons of a tile, shown while it is pointed at or has the focus. */
export function TileActions({
  enlarged,
  fullscreen,
  sound,
  zoomed,
  overlay,
  onDo,
}: {
  readonly enlarged: boolean;
  readonly fullscreen: boolean;
  /** Null: the stream has none. */
  readonly sound: 'on' | 'off' | null;
  readonly zoomed: boolean;
  /** Null: the camera has no detection. */
  readonly overlay: 'on' | 'off' | null;
  readonly onDo: (does: TileDeed) => void;
}) {
  const { t } = useTranslation('live');
  const soundAction: Action = {
    does: 'sound',
    label: t(sound === 'on' ? 'action.mute' : 'action.unmute'),
    icon: sound === 'on' ? IconVolume : IconVolumeOff,
  };
  const actions: readonly Action[] = [
    ...(zoomed ? [{ does: 'resetZoom', label: t('action.resetZoom'), icon: IconZoomReset } as const] : []),
    ...(enlarged && sound !== null ? [soundAction] : []),
    ...(overlay !== null
      ? [
          {
            does: 'overlay',
            label: t('action.overlay'),
            icon: overlay === 'on' ? IconScanEye : IconScan,
            pressed: overlay === 'on',
          } as const,
        ]
      : []),
    { does: 'replay', label: t('action.replay'), icon: IconHistory },
    { does: 'snapshot', label: t('action.snapshot'), icon: IconCamera },
    ...(enlarged
      ? [
          {
            does: 'fullscreen',
            label: t(fullscreen ? 'action.leaveFullscreen' : 'action.fullscreen'),
            icon: fullscreen ? IconMinimize : IconMaximize,
          } as const,
        ]
      : []),
    {
      does: 'enlarge',
      label: t(enlarged ? 'action.shrink' : 'action.enlarge'),
      icon: enlarged ? IconArrowsMinimize : IconArrowsMaximize,
    },
  ];
  return (
    <div className={`${classes['actions']} ${classes['plate']}`} onDoubleClick={(event) => event.stopPropagation()}>
      {actions.map(({ does, label, icon: Icon, pressed }) => (
        <Tooltip key={does} label={label} withArrow openDelay={300}>
          <ActionIcon
            variant="subtle"
            color="gray.3"
            size={enlarged ? 'lg' : 'md'}
            aria-label={label}
            aria-pressed={pressed}
            onClick={() => onDo(does)}
          >
            <Icon size={enlarged ? 22 : 18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  );
}
