import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ModelState } from '../../shared/models.ts';
import { api } from '../api/client.ts';
import { useTell } from '../live/tell.ts';
import { formatBytes } from '../ui/index.ts';
import classes from './Models.module.css';

/** How far a download is, and the way out of it. */
export function DownloadProgress(props: {
  readonly id: string;
  readonly name: string;
  readonly state: Extract<ModelState, { state: 'downloading' }>;
}) {
  const { id, name, state } = props;
  const { t } = useTranslation('models');
  const tell = useTell();
  const { phase, bytes, totalBytes } = state;
  const words = t(`phase.${phase}`, { done: formatBytes(bytes), total: formatBytes(totalBytes) });
  const cancel = () => void api.models.cancel(id).catch((error: unknown) => tell.failed(t('deedFailed'), error));
  return (
    <>
      <Progress
        value={(bytes / totalBytes) * 100}
        size="lg"
        color={phase === 'waiting' ? 'yellow' : 'blue'}
        animated={phase === 'checking' || phase === 'connecting'}
        aria-label={name}
      />
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" className={classes['figures'] ?? ''} role="status">
          {words}
        </Text>
        <Button variant="default" flex="none" onClick={cancel}>
          {t('cancel')}
        </Button>
      </Group>
    </>
  );
}
