import { ActionIcon, Group, Menu, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconCamera,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconKeyboard,
  IconLink,
  IconLock,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconBroadcast,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../ui/index.ts';
import { speedLabel, speeds, type Speed } from './model/speeds.ts';
import classes from './Replay.module.css';
import { usePlayerState, type PlayerStore } from './use-player.ts';

export interface ControlActions {
  readonly toggle: () => void;
  readonly step: (direction: 1 | -1) => void;
  readonly setSpeed: (speed: Speed) => void;
  readonly goToDay: (day: number) => void;
  readonly snapshot: () => void;
  readonly link: () => void;
  readonly lock: () => void;
  readonly download: () => void;
  readonly live: () => void;
  readonly help: () => void;
}

function IconButton(props: {
  readonly label: string;
  readonly icon: TablerIcon;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly main?: boolean;
}) {
  const { label, icon: Icon, onClick, disabled = false, main = false } = props;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={main ? 'filled' : 'subtle'}
        color={main ? 'blue' : 'gray'}
        size={main ? 44 : 38}
        radius={main ? 'xl' : 'md'}
        className={classes['quiet'] ?? ''}
        aria-label={label}
        onClick={onClick}
        disabled={disabled}
      >
        <Icon size={main ? 22 : 20} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Time of the frame shown, large; it changes with every frame, so it listens by itself. */
function FrameClock({ store }: { readonly store: PlayerStore }) {
  const wallMs = usePlayerState(store, (state) => state.wallMs);
  const { i18n } = useTranslation();
  const text =
    wallMs === null
      ? '--:--:--'
      : new Intl.DateTimeFormat(i18n.language, {
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          fractionalSecondDigits: 1,
          hourCycle: 'h23',
        }).format(wallMs);
  return (
    <Text className={classes['clock'] ?? ''} data-testid="frame-clock" data-ms={wallMs ?? ''}>
      {text}
    </Text>
  );
}

/** The bar between picture and timeline. `calendar` is the button that shows the day and opens the calendar. */
export function ReplayControls(props: {
  readonly store: PlayerStore;
  readonly actions: ControlActions;
  readonly dayMs: number;
  readonly previousDay: number | null;
  readonly nextDay: number | null;
  readonly calendar: (target: ReactNode) => ReactNode;
  readonly onCalendar: () => void;
}) {
  const { store, actions, dayMs, previousDay, nextDay, calendar, onCalendar } = props;
  const { t, i18n } = useTranslation('replay');
  const playing = usePlayerState(store, (state) => state.playing);
  const speed = usePlayerState(store, (state) => state.speed);
  const shown = usePlayerState(store, ({ phase }) => phase === 'ready' || phase === 'loading' || phase === 'ended');
  return (
    <div className={classes['controls']}>
      <Group gap={4} wrap="nowrap">
        <IconButton
          label={t('control.stepBack')}
          icon={IconPlayerSkipBackFilled}
          onClick={() => actions.step(-1)}
          disabled={!shown}
        />
        <IconButton
          label={playing ? t('control.pause') : t('control.play')}
          icon={playing ? IconPlayerPauseFilled : IconPlayerPlayFilled}
          onClick={actions.toggle}
          disabled={!shown}
          main
        />
        <IconButton
          label={t('control.stepForward')}
          icon={IconPlayerSkipForwardFilled}
          onClick={() => actions.step(1)}
          disabled={!shown}
        />
        <Menu position="top" withinPortal>
          <Menu.Target>
            <Tooltip label={t('control.speed')}>
              <UnstyledButton className={classes['speed'] ?? ''} aria-label={t('control.speed')} data-testid="speed">
                {speedLabel(speed)}
              </UnstyledButton>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {speeds.toReversed().map((each) => (
              <Menu.Item key={each} onClick={() => actions.setSpeed(each)} fw={each === speed ? 700 : 400}>
                {speedLabel(each)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Stack gap={0} align="center" className={classes['when'] ?? ''}>
        <FrameClock store={store} />
        <Group gap={2} wrap="nowrap">
          <Tooltip label={t('control.previousDay')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              className={classes['quiet'] ?? ''}
              aria-label={t('control.previousDay')}
              disabled={previousDay === null}
              onClick={() => previousDay !== null && actions.goToDay(previousDay)}
            >
              <IconChevronLeft size={16} />
            </ActionIcon>
          </Tooltip>
          {calendar(
            <UnstyledButton
              className={classes['date'] ?? ''}
              onClick={onCalendar}
              title={t('control.pickDay')}
              data-testid="day"
            >
              {formatDate(dayMs, i18n.language)}
            </UnstyledButton>,
          )}
          <Tooltip label={t('control.nextDay')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              className={classes['quiet'] ?? ''}
              aria-label={t('control.nextDay')}
              disabled={nextDay === null}
              onClick={() => nextDay !== null && actions.goToDay(nextDay)}
            >
              <IconChevronRight size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Stack>
      <Group gap={2} wrap="nowrap" justify="flex-end">
        <IconButton label={t('control.snapshot')} icon={IconCamera} onClick={actions.snapshot} disabled={!shown} />
        <IconButton label={t('control.download')} icon={IconDownload} onClick={actions.download} disabled={!shown} />
        <IconButton label={t('control.link')} icon={IconLink} onClick={actions.link} disabled={!shown} />
        <IconButton label={t('control.lock')} icon={IconLock} onClick={actions.lock} />
        <IconButton label={t('control.help')} icon={IconKeyboard} onClick={actions.help} />
        <IconButton label={t('control.live')} icon={IconBroadcast} onClick={actions.live} />
      </Group>
    </div>
  );
}
