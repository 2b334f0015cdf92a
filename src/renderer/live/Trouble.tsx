import { Button, Text } from '@mantine/core';
import { IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraView } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { formatClock, stateLook, useStateWords } from '../ui/index.ts';
import { useTell } from './tell.ts';
import classes from './Tile.module.css';

/** Over a picture that is not live: what is wrong, what happens next, and what a person can do at once. */
export function Trouble({ view }: { readonly view: CameraView }) {
  const { t } = useTranslation('live');
  const { t: common } = useTranslation();
  const { camera, status } = view;
  const words = useStateWords(status);
  const { icon: Icon, color } = stateLook[status.state];
  const detail =
    status.state === 'disabled' ? t('tile.disabledSince', { time: formatClock(status.sinceMs) }) : words.detail;
  return (
    <div className={classes['trouble']} onDoubleClick={(event) => event.stopPropagation()}>
      <Icon
        size={34}
        className={classes['troubleIcon']}
        aria-hidden
        style={{ color: `var(--mantine-color-${color}-5)` }}
      />
      <Text fw={700} className={classes['troubleTitle'] ?? ''}>
        {common(`state.${status.state}`)}
      </Text>
      {words.reason !== null && (
        <Text className={classes['reason'] ?? ''} size="sm">
          {words.reason}
        </Text>
      )}
      {detail !== null && (
        <Text className={classes['troubleDetail'] ?? ''} size="sm" c="dark.1" data-countdown>
          {detail}
        </Text>
      )}
      <WayOut key={status.state} view={view} name={camera.name} />
    </div>
  );
}

function WayOut({ view, name }: { readonly view: CameraView; readonly name: string }) {
  const { t } = useTranslation('live');
  const { failed } = useTell();
  const [busy, setBusy] = useState(false);
  const { camera, status } = view;
  const run = (deed: Promise<unknown>, title: string) => {
    setBusy(true);
    deed.catch((error: unknown) => failed(title, error)).finally(() => setBusy(false));
  };
  if (status.state === 'disabled') {
    return (
      <Button
        size="compact-sm"
        variant="light"
        loading={busy}
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        onClick={() => run(api.cameras.setEnabled(camera.id, true), t('failed.enable', { name }))}
      >
        {t('action.enable')}
      </Button>
    );
  }
  if (status.state !== 'retrying' && status.state !== 'connection_failed') return null;
  return (
    <Button
      size="compact-sm"
      variant="light"
      color={stateLook[status.state].color}
      loading={busy}
      leftSection={<IconRefresh size={16} aria-hidden />}
      onClick={() => run(api.cameras.tryNow(camera.id), t('failed.tryNow', { name }))}
    >
      {t('action.tryNow')}
    </Button>
  );
}
