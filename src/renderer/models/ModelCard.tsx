import { ActionIcon, Alert, Badge, Button, Group, Paper, Text, Title, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDownload, IconEye, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { BUNDLED_MODEL } from '../../shared/detection-plan.ts';
import type { ModelView } from '../../shared/models.ts';
import { api } from '../api/client.ts';
import { useTell } from '../live/tell.ts';
import { formatBytes } from '../ui/index.ts';
import { DownloadProgress } from './DownloadProgress.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import classes from './Models.module.css';
import { failureText } from './words.ts';

const colors = { ready: 'teal', available: 'gray', downloading: 'blue', failed: 'red', damaged: 'red' } as const;

interface Props {
  readonly model: ModelView;
  /** The first that is recommended; offered beside the basic one. */
  readonly modern: ModelView | null;
  readonly onTry: () => void;
}

/** One model: facts above, how it stands and what can be done at the foot. */
export function ModelCard({ model, modern, onTry }: Props) {
  const { t } = useTranslation('models');
  return (
    <Paper
      withBorder
      p="lg"
      component="section"
      className={classes['card'] ?? ''}
      aria-label={model.name}
      data-testid={`model-${model.id}`}
    >
      <Group justify="space-between" align="flex-start" gap="xs">
        <Group gap="xs">
          <Title order={4} className={classes['name'] ?? ''}>
            {model.name}
          </Title>
          {model.recommended && (
            <Badge color="yellow" variant="light" tt="none" radius="sm" leftSection={<IconStarFilled size={11} />}>
              {t('recommended')}
            </Badge>
          )}
          {model.source !== 'catalogue' && (
            <Badge color="gray" variant="light" tt="none" radius="sm">
              {t(`source.${model.source}`)}
            </Badge>
          )}
        </Group>
        <Badge flex="none" color={colors[model.state.state]} variant="light" tt="none" radius="sm" size="lg">
          {t(`state.${model.state.state}`)}
        </Badge>
      </Group>
      <ModelFacts model={model} />
      {model.id === BUNDLED_MODEL && <Text size="sm">{t('hog')}</Text>}
      <div className={classes['foot']}>
        <Trouble model={model} />
        {model.usedBy.length > 0 && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {t('usedBy', { count: model.usedBy.length, names: model.usedBy.join(', ') })}
          </Text>
        )}
        {model.state.state === 'downloading' ? (
          <DownloadProgress id={model.id} name={model.name} state={model.state} />
        ) : (
          <Deeds model={model} modern={modern} onTry={onTry} />
        )}
      </div>
    </Paper>
  );
}

/** Why it cannot be used, in words. */
function Trouble({ model: { state, source } }: { readonly model: ModelView }) {
  const { t } = useTranslation('models');
  if (state.state === 'failed') {
    return (
      <Alert color="red" py="xs" role="alert">
        {failureText(t, state)}
      </Alert>
    );
  }
  if (state.state !== 'damaged') return null;
  const words = { bundled: 'damagedBundled', catalogue: 'damagedText', file: 'damagedFile' } as const;
  return (
    <Alert color="red" py="xs" role="alert">
      {t(words[source])}
    </Alert>
  );
}

function Deeds({ model, modern, onTry }: Props) {
  const { t } = useTranslation('models');
  const { id, state, source } = model;
  const tell = useTell();
  const download = (which: string) =>
    void api.models.download(which).catch((error: unknown) => tell.failed(t('deedFailed'), error));
  const canGet = source === 'catalogue' && state.state !== 'ready';
  const offersModern =
    id === BUNDLED_MODEL && modern !== null && (modern.state.state === 'available' || modern.state.state === 'failed');
  const removable = source !== 'bundled' && (state.state === 'ready' || state.state === 'damaged');
  return (
    <Group gap="xs">
      {canGet && (
        <Button leftSection={<IconDownload size={18} />} onClick={() => download(id)}>
          {t(state.state === 'available' ? 'download' : 'downloadAgain')}
        </Button>
      )}
      {offersModern && (
        <Button leftSection={<IconDownload size={18} />} onClick={() => download(modern.id)}>
          {t('get', { name: modern.name, size: formatBytes(modern.sizeBytes) })}
        </Button>
      )}
      {state.state === 'ready' && model.purpose === 'detector' && (
        <Button variant="default" leftSection={<IconEye size={18} />} onClick={onTry}>
          {t('try')}
        </Button>
      )}
      {removable && <RemoveButton model={model} />}
    </Group>
  );
}

function RemoveButton({ model: { id, name, source, usedBy } }: { readonly model: ModelView }) {
  const { t } = useTranslation('models');
  const { t: common } = useTranslation('common');
  const tell = useTell();
  const remove = () =>
    void api.models.remove(id).then(
      () => tell.done(t('removeDialog.done', { name })),
      (error: unknown) => tell.failed(t('deedFailed'), error),
    );
  const ask = () => {
    if (usedBy.length > 0) {
      modals.open({
        title: <Text fw={600}>{t('removeDialog.inUseTitle', { name })}</Text>,
        children: <Text>{t('removeDialog.inUse', { names: usedBy.join(', ') })}</Text>,
        centered: true,
        closeButtonProps: { 'aria-label': common('action.close') },
      });
      return;
    }
    modals.openConfirmModal({
      title: <Text fw={600}>{t('removeDialog.title', { name })}</Text>,
      children: <Text>{t(source === 'file' ? 'removeDialog.file' : 'removeDialog.catalogue')}</Text>,
      labels: { confirm: common('action.remove'), cancel: common('action.cancel') },
      confirmProps: { color: 'red' },
      centered: true,
      onConfirm: remove,
    });
  };
  return (
    <Tooltip label={common('action.remove')}>
      <ActionIcon variant="default" size={36} ml="auto" aria-label={t('remove', { name })} onClick={ask}>
        <IconTrash size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
