import { Alert, Button, FileInput, Group, List, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, RequestError } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';

type Format = 'json' | 'csv';

/** JSON begins with a bracket or a brace; whatever does not is taken for CSV. */
export function guessFormat(text: string): Format {
  return /^\s*[[{]/.test(text) ? 'json' : 'csv';
}

/** Adds the cameras of a list, from a file or pasted. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Format | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const format = chosen ?? guessFormat(text);

  const start = () => {
    setBusy(true);
    setError(null);
    api.cameras.import(format, text).then(
      ({ added }) => {
        notifications.show({ message: t('import.done', { count: added }), color: 'teal' });
        onClose();
      },
      (failure: unknown) => {
        setError(failure);
        setBusy(false);
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t('import.title')}</Text>} centered size="lg">
      <Stack>
        <Text c="dimmed" size="sm">
          {t('import.hint')}
        </Text>
        <FileInput
          label={t('import.choose')}
          placeholder="cameras.json"
          accept=".json,.csv,application/json,text/csv"
          clearable
          onChange={(file) => {
            setChosen(null);
            setError(null);
            if (file === null) setText('');
            else void file.text().then(setText);
          }}
        />
        <Textarea
          label={t('import.paste')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          minRows={5}
          maxRows={10}
          autosize
          spellCheck={false}
          styles={{ input: { fontFamily: 'monospace', fontSize: 13 } }}
        />
        <SegmentedControl
          aria-label={t('import.format')}
          data={[
            { value: 'json', label: 'JSON' },
            { value: 'csv', label: 'CSV' },
          ]}
          value={format}
          onChange={(value) => setChosen(value === 'csv' ? 'csv' : 'json')}
          w={180}
        />
        {error !== null && (
          <Alert color="red" title={t('import.failed')} role="alert">
            {errorText(common, error)}
            {error instanceof RequestError && error.details.length > 0 && (
              <List size="sm" mt="xs">
                {error.details.map(({ path, message }) => (
                  <List.Item key={path + message}>
                    {path}: {message}
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button onClick={start} loading={busy} disabled={text.trim() === ''}>
            {t('import.start')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
