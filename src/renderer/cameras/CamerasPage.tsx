import {
  ActionIcon,
  Button,
  Center,
  Group,
  Loader,
  Menu,
  Paper,
  Stack,
  Table,
  Text,
  TextInput,
  ThemeIcon,
  Title,
  Tooltip,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCamera, IconDotsVertical, IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import type { Camera, CameraId, CameraView } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { saveFromAddress } from '../ui/index.ts';
import { CameraDialog, dialogTabs, type DialogTask } from './CameraDialog.tsx';
import { CameraRow, type RowActions } from './CameraRow.tsx';
import classes from './Cameras.module.css';
import { HistoryDrawer } from './HistoryDrawer.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { droppedAt, matching, moved } from './model/order.ts';
import { RemoveDialog } from './RemoveDialog.tsx';

type Task =
  | DialogTask
  | { readonly type: 'remove'; readonly camera: Camera }
  | { readonly type: 'history'; readonly camera: Camera; readonly aroundMs: number | null }
  | { readonly type: 'import' };

/** The task of the address: `?add=1`, `?edit=<id>` (with `&tab=detection`) and `?history=<id>&at=<ms>`, so that other pages can lead here. */
function taskOfAddress(search: URLSearchParams, cameras: readonly CameraView[]): Task | null {
  if (search.has('add')) return { type: 'add' };
  const named = (key: string) => cameras.find(({ camera }) => camera.id === search.get(key))?.camera;
  const edited = named('edit');
  if (edited !== undefined)
    return { type: 'edit', camera: edited, tab: dialogTabs.find((tab) => tab === search.get('tab')) ?? 'camera' };
  const camera = named('history');
  if (camera === undefined) return null;
  const atMs = Number(search.get('at') ?? Number.NaN);
  return { type: 'history', camera, aroundMs: Number.isSafeInteger(atMs) && atMs > 0 ? atMs : null };
}

/** The list of cameras and everything that can be done with one. */
export function CamerasPage() {
  const cameras = useCameraStore((state) => state.cameras);
  if (cameras === null) {
    return (
      <Center h="100%">
        <Loader />
      </Center>
    );
  }
  return <CameraList cameras={cameras} />;
}

function CameraList({ cameras }: { readonly cameras: readonly CameraView[] }) {
  const { t } = useTranslation('cameras');
  const [search, setSearch] = useSearchParams();
  const [task, setTask] = useState<Task | null>(null);
  const [query, setQuery] = useState('');
  const current = task ?? taskOfAddress(search, cameras);
  const shown = matching(cameras, query);

  const close = () => {
    setTask(null);
    if (search.size > 0) setSearch(new URLSearchParams(), { replace: true });
  };
  return (
    <div className={classes['page']}>
      <Group justify="space-between">
        <Group gap="md" wrap="nowrap" align="baseline">
          <Title order={2}>{t('title')}</Title>
          {cameras.length > 0 && (
            <Text c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {t('count', { count: cameras.length })}
            </Text>
          )}
        </Group>
        <Group gap="sm" maw="100%">
          {cameras.length > 0 && (
            <TextInput
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
              placeholder={t('search')}
              aria-label={t('search')}
              leftSection={<IconSearch size={18} />}
              w={280}
              maw="100%"
              rightSection={
                query !== '' && (
                  <ActionIcon variant="subtle" color="gray" aria-label={t('clearSearch')} onClick={() => setQuery('')}>
                    <IconX size={16} />
                  </ActionIcon>
                )
              }
            />
          )}
          <Button leftSection={<IconPlus size={18} />} onClick={() => setTask({ type: 'add' })}>
            {t('add')}
          </Button>
          <ListMenu onImport={() => setTask({ type: 'import' })} />
        </Group>
      </Group>
      {cameras.length === 0 && <EmptyList onAdd={() => setTask({ type: 'add' })} />}
      {cameras.length > 0 && shown.length === 0 && (
        <Center p="xl">
          <Stack align="center">
            <Text c="dimmed">{t('nothingFound', { query })}</Text>
            <Button variant="default" onClick={() => setQuery('')}>
              {t('clearSearch')}
            </Button>
          </Stack>
        </Center>
      )}
      {shown.length > 0 && <CameraTable cameras={shown} filtered={shown.length < cameras.length} onTask={setTask} />}
      {(current?.type === 'add' || current?.type === 'edit' || current?.type === 'duplicate') && (
        <CameraDialog
          key={current.type === 'add' ? 'add' : current.type + current.camera.id}
          task={current}
          onClose={close}
        />
      )}
      {current?.type === 'remove' && <RemoveDialog camera={current.camera} onClose={close} />}
      {current?.type === 'history' && (
        <HistoryDrawer camera={current.camera} aroundMs={current.aroundMs} onClose={close} />
      )}
      {current?.type === 'import' && <ImportDialog onClose={close} />}
    </div>
  );
}

function ListMenu({ onImport }: { readonly onImport: () => void }) {
  const { t } = useTranslation('cameras');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={t('more')}>
          <ActionIcon variant="default" size={36} aria-label={t('more')}>
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onImport}>{t('menu.import')}</Menu.Item>
        <Menu.Item onClick={() => saveFromAddress(api.cameras.exportUrl('json'), 'cameras.json')}>
          {t('menu.exportJson')}
        </Menu.Item>
        <Menu.Item onClick={() => saveFromAddress(api.cameras.exportUrl('csv'), 'cameras.csv')}>
          {t('menu.exportCsv')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function EmptyList({ onAdd }: { readonly onAdd: () => void }) {
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  const { data: info } = useQuery({ queryKey: ['system'], queryFn: () => api.system.info() });
  const [busy, setBusy] = useState(false);
  const addDemo = () => {
    setBusy(true);
    api.cameras
      .addDemo()
      .catch((error: unknown) =>
        notifications.show({ color: 'red', title: t('empty.demoFailed'), message: errorText(common, error) }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className={classes['empty']}>
      <Stack align="center">
        <ThemeIcon size={72} radius="xl" variant="light">
          <IconCamera size={38} stroke={1.5} />
        </ThemeIcon>
        <Title order={3}>{t('empty.title')}</Title>
        <Text c="dimmed">{t('empty.hint')}</Text>
        <Group mt="sm" justify="center">
          <Button size="md" leftSection={<IconPlus size={18} />} onClick={onAdd}>
            {t('add')}
          </Button>
          {info?.demoAvailable === true && (
            <Button size="md" variant="default" loading={busy} onClick={addDemo}>
              {t('empty.demo')}
            </Button>
          )}
        </Group>
      </Stack>
    </div>
  );
}

function CameraTable(props: {
  readonly cameras: readonly CameraView[];
  readonly filtered: boolean;
  readonly onTask: (task: Task) => void;
}) {
  const { cameras, filtered, onTask } = props;
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  const [, navigate] = useLocation();
  const [dragged, setDragged] = useState<CameraId | null>(null);
  const [target, setTarget] = useState<CameraId | null>(null);
  const ids = cameras.map(({ camera }) => camera.id);

  const attempt = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => undefined,
      (error: unknown) => {
        notifications.show({ color: 'red', title: t('failed'), message: errorText(common, error) });
      },
    );
  const reorder = (next: CameraId[] | null) => next !== null && void attempt(api.cameras.reorder(next));
  const move = (id: CameraId, direction: 1 | -1) => {
    const next = filtered ? null : moved(ids, id, direction);
    return next === null ? null : () => reorder(next);
  };
  const actionsFor = (camera: Camera): RowActions => ({
    edit: () => onTask({ type: 'edit', camera }),
    duplicate: () => onTask({ type: 'duplicate', camera }),
    remove: () => onTask({ type: 'remove', camera }),
    history: () => onTask({ type: 'history', camera, aroundMs: null }),
    replay: () => navigate(`/replay/${camera.id}`),
    tryNow: () => void attempt(api.cameras.tryNow(camera.id)),
    setEnabled: (enabled) => attempt(api.cameras.setEnabled(camera.id, enabled)),
    moveUp: move(camera.id, -1),
    moveDown: move(camera.id, 1),
  });
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <Table.ScrollContainer minWidth={880}>
        <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={96}>{t('column.on')}</Table.Th>
              <Table.Th>{t('column.name')}</Table.Th>
              <Table.Th>{t('column.state')}</Table.Th>
              <Table.Th>{t('column.video')}</Table.Th>
              <Table.Th>{t('column.rate')}</Table.Th>
              <Table.Th ta="right">{t('column.actions')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {cameras.map((view) => (
              <CameraRow
                key={view.camera.id}
                view={view}
                actions={actionsFor(view.camera)}
                drag={
                  filtered
                    ? null
                    : {
                        isTarget: dragged !== null && target === view.camera.id && target !== dragged,
                        onStart: () => setDragged(view.camera.id),
                        onOver: () => setTarget(view.camera.id),
                        onDrop: () => {
                          if (dragged !== null && dragged !== view.camera.id) {
                            reorder(droppedAt(ids, dragged, view.camera.id));
                          }
                          setDragged(null);
                          setTarget(null);
                        },
                      }
                }
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
