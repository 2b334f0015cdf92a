import { Alert } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CameraView } from '../../shared/camera.ts';
import { formatClock, isDown } from '../ui/index.ts';
import classes from './LivePage.module.css';

/** Said once, loudly, when no camera that should deliver does. */
export function AllDown({ cameras }: { readonly cameras: readonly CameraView[] }) {
  const { t } = useTranslation('live');
  const wanted = cameras.filter(({ status }) => status.state !== 'disabled');
  if (wanted.length === 0 || !wanted.every(({ status }) => isDown(status))) return null;
  const since = Math.max(...wanted.map(({ status }) => status.sinceMs));
  return (
    <Alert
      className={classes['banner'] ?? ''}
      color="red.8"
      variant="filled"
      role="alert"
      icon={<IconAlertTriangleFilled />}
      title={`${t('allDown.title', { count: wanted.length })} ${t('allDown.since', { time: formatClock(since) })}`}
    >
      {t('allDown.text')}
    </Alert>
  );
}
