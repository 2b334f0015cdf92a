import { Alert, Button, FileInput, Group, Modal, Progress, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MODEL_LABELS_LIMIT, MODEL_LIMIT_BYTES } from '../../shared/models.ts';
import { api } from '../api/client.ts';
import { useTell } from '../live/tell.ts';
import { modelErrorText, nameOfFile } from './words.ts';

/** Sends a model's file to the recorder, which opens it before it takes it. */
export function AddModelDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('models');
  const { t: common } = useTranslation('common');
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [labels, setLabels] = useState('');
  const [sent, setSent] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const sending = useRef<AbortController | null>(null);
  const tell = useTell();
  useEffect(() => () => sending.current?.abort(), []);

  const tooLarge = file !== null && file.size > MODEL_LIMIT_BYTES;
  const labelsTooLong = labels.length > MODEL_LABELS_LIMIT;
  const fit = file !== null && !tooLarge && !labelsTooLong && name.trim() !== '';
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setFailure(null);
    if (chosen !== null) setName(nameOfFile(chosen.name));
  };
  const send = () => {
    if (!fit) return;
    const lifetime = new AbortController();
    sending.current = lifetime;
    setFailure(null);
    setSent(0);
    api.models.add(file, name.trim(), labels, setSent, lifetime.signal).then(
      (added) => {
        tell.done(t('addDialog.done', { name: added.name }));
        onClose();
      },
      (error: unknown) => {
        if (lifetime.signal.aborted) return;
        setSent(null);
        setFailure(error);
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      size="lg"
      title={<Text fw={600}>{t('addDialog.title')}</Text>}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('addDialog.hint')}
          </Text>
          <FileInput
            label={t('addDialog.file')}
            placeholder={t('addDialog.choose')}
            leftSection={<IconFileUpload size={18} />}
            clearable
            value={file}
            onChange={choose}
            error={tooLarge ? t('addDialog.tooLarge') : null}
            disabled={sent !== null}
            data-autofocus
          />
          <TextInput
            label={t('addDialog.name')}
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.currentTarget.value)}
            disabled={sent !== null}
          />
          <Textarea
            label={t('addDialog.labels')}
            description={t('addDialog.labelsHint')}
            value={labels}
            onChange={(event) => setLabels(event.currentTarget.value)}
            error={labelsTooLong ? t('addDialog.labelsTooLong') : null}
            minRows={3}
            maxRows={8}
            autosize
            spellCheck={false}
            disabled={sent !== null}
          />
          {failure !== null && (
            <Alert color="red" title={t('addDialog.failed')} role="alert">
              {modelErrorText(t, common, failure)}
            </Alert>
          )}
          {sent !== null && <Sending share={sent} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('action.cancel')}
            </Button>
            <Button type="submit" disabled={!fit} loading={sent !== null}>
              {t('addDialog.upload')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Sending({ share }: { readonly share: number }) {
  const { t } = useTranslation('models');
  const words =
    share >= 1 ? t('addDialog.checking') : t('addDialog.sending', { percent: Math.floor(share * 100).toString() });
  return (
    <div>
      <Progress value={share * 100} size="lg" animated={share >= 1} aria-label={words} />
      <Text size="sm" mt={6} role="status">
        {words}
      </Text>
    </div>
  );
}
