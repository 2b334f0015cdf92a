import { ActionIcon, Badge, Group, Menu, Switch, Table, Text, Tooltip } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconGripVertical,
  IconHistory,
  IconListDetails,
  IconPencil,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingPlan } from '../../shared/recording-plan.ts';
import type { CameraView } from '../../shared/camera.ts';
import { formatBitRate, formatFps, StateBadge } from '../ui/index.ts';
import classes from './Cameras.module.css';
import { codecName } from './codec-name.ts';
import { sourceLine } from './model/camera-form.ts';

export interface RowActions {
  readonly edit: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
  readonly history: () => void;
  readonly replay: () => void;
  readonly tryNow: () => void;
  readonly setEnabled: (enabled: boolean) => Promise<void>;
  /** Null where it cannot go further. */
  readonly moveUp: (() => void) | null;
  readonly moveDown: (() => void) | null;
}

export interface RowDrag {
  readonly onStart: () => void;
  readonly onOver: () => void;
  readonly onDrop: () => void;
  readonly isTarget: boolean;
}

/** What is worth a word about the plan; null for plain continuous recording. */
function planSign({ mode, schedule }: RecordingPlan): 'motion' | 'detection' | 'off' | 'scheduled' | null {
  if (schedule.length > 0) return 'scheduled';
  return mode === 'continuous' ? null : mode;
}

/** One camera of the list. `drag` is null while the list is filtered: its order is not the whole list's then. */
export function CameraRow(props: {
  readonly view: CameraView;
  readonly actions: RowActions;
  readonly drag: RowDrag | null;
}) {
  const { view, actions, drag } = props;
  const { camera, status, stats } = view;
  const { t } = useTranslation('cameras');
  const [switching, setSwitching] = useState(false);
  const video = stats?.main?.video;
  const { name } = camera;
  return (
    <Table.Tr
      data-testid="camera-row"
      data-drop={drag?.isTarget ?? false}
      className={classes['row'] ?? ''}
      onDragOver={(event) => {
        if (drag === null) return;
        event.preventDefault();
        drag.onOver();
      }}
      onDrop={(event) => {
        event.preventDefault();
        drag?.onDrop();
      }}
    >
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <span className={classes['grip']} draggable={drag !== null} onDragStart={drag?.onStart} aria-hidden>
            <IconGripVertical size={16} />
          </span>
          <Switch
            checked={camera.enabled}
            disabled={switching}
            aria-label={t(camera.enabled ? 'row.disable' : 'row.enable', { name })}
            onChange={(event) => {
              setSwitching(true);
              void actions.setEnabled(event.currentTarget.checked).finally(() => setSwitching(false));
            }}
          />
        </Group>
      </Table.Td>
      <Table.Td className={classes['nameCell'] ?? ''} onDoubleClick={actions.edit}>
        <Group gap={8} wrap="nowrap">
          <Text fw={600} className={classes['clip'] ?? ''} title={name}>
            {name}
          </Text>
          {camera.demo && (
            <Badge size="sm" variant="outline" color="gray" tt="none">
              {t('row.demo')}
            </Badge>
          )}
          {camera.record && planSign(camera.recording) !== null && (
            <Badge size="sm" variant="outline" color="blue" tt="none">
              {t(`row.mode.${planSign(camera.recording) ?? 'scheduled'}`)}
            </Badge>
          )}
          {!camera.record && (
            <Badge size="sm" variant="outline" color="yellow" tt="none">
              {t('row.notRecorded')}
            </Badge>
          )}
          {stats?.blind === true && (
            <Tooltip label={t('row.blindHint')} multiline w={320} events={{ hover: true, focus: true, touch: true }}>
              <Badge size="sm" variant="outline" color="orange" tt="none" style={{ flexShrink: 0 }} tabIndex={0}>
                {t('row.blind')}
              </Badge>
            </Tooltip>
          )}
          {stats?.withoutSub === true && (
            <Tooltip label={t('row.withoutSubHint')} multiline w={320}>
              <Badge size="sm" variant="outline" color="orange" tt="none" style={{ flexShrink: 0 }} tabIndex={0}>
                {t('row.withoutSub')}
              </Badge>
            </Tooltip>
          )}
        </Group>
        <Text size="sm" c="dimmed" className={classes['clip'] ?? ''} title={sourceLine(camera.source)}>
          {camera.source.kind === 'rtsp' ? '' : `${t(`row.${camera.source.kind}`)}: `}
          {sourceLine(camera.source)}
        </Text>
      </Table.Td>
      <Table.Td className={classes['stateCell'] ?? ''}>
        <StateBadge status={status} />
      </Table.Td>
      <Table.Td className={classes['figures'] ?? ''}>
        {video === undefined ? (
          <Text size="sm" c="dark.3">
            {t('row.unknownVideo')}
          </Text>
        ) : (
          <>
            <Text size="sm">
              {video.width} × {video.height}
            </Text>
            <Text size="sm" c="dimmed">
              {codecName(video.codec)}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td className={classes['figures'] ?? ''}>
        {stats !== null && status.state === 'ok' && (
          <>
            <Text size="sm">{formatFps(stats.fps)}</Text>
            <Text size="sm" c="dimmed">
              {formatBitRate(stats.bitrateBps)}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <Tooltip label={t('row.edit', { name })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t('row.edit', { name })}
              onClick={actions.edit}
            >
              <IconPencil size={19} />
            </ActionIcon>
          </Tooltip>
          <RowMenu name={name} actions={actions} enabled={camera.enabled} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function RowMenu(props: { readonly name: string; readonly enabled: boolean; readonly actions: RowActions }) {
  const { name, enabled, actions } = props;
  const { t } = useTranslation('cameras');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={t('row.more', { name })}>
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('row.more', { name })}>
            <IconDots size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconHistory size={16} />} onClick={actions.replay}>
          {t('menu.replay')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={actions.tryNow} disabled={!enabled}>
          {t('menu.tryNow')}
        </Menu.Item>
        <Menu.Item leftSection={<IconListDetails size={16} />} onClick={actions.history}>
          {t('menu.history')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={actions.duplicate}>
          {t('menu.duplicate')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconArrowUp size={16} />}
          disabled={actions.moveUp === null}
          onClick={() => actions.moveUp?.()}
        >
          {t('menu.moveUp')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={16} />}
          disabled={actions.moveDown === null}
          onClick={() => actions.moveDown?.()}
        >
          {t('menu.moveDown')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={actions.remove}>
          {t('menu.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
