import { Alert, Button, CopyButton, Group, Kbd, Loader, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CameraId } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatDateTime } from '../ui/index.ts';
import { shortcutHelp } from './model/shortcuts.ts';

const HOUR_MS = 3_600_000;

/** The list of keys, opened by `?`. */
export function ShortcutHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation(['replay', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('help.title')}
      size="md"
      centered
      closeButtonProps={{ 'aria-label': t('action.close', { ns: 'common' }) }}
    >
      <Table verticalSpacing={6} withRowBorders={false}>
        <Table.Tbody>
          {shortcutHelp.map(({ keys, text }) => (
            <Table.Tr key={text}>
              <Table.Td w={200}>
                <Group gap={6} wrap="nowrap">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{t(text)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

/** A signed address of an hour of footage from `fromMs`, to copy. */
export function LinkDialog(props: {
  readonly cameraId: CameraId;
  readonly fromMs: number | null;
  readonly onClose: () => void;
}) {
  const { cameraId, fromMs, onClose } = props;
  const { t, i18n } = useTranslation(['replay', 'common']);
  const { t: common } = useTranslation('common');
  const { data, error } = useQuery({
    queryKey: ['link', cameraId, fromMs],
    queryFn: () => api.replay.link(cameraId, fromMs ?? 0, (fromMs ?? 0) + HOUR_MS),
    enabled: fromMs !== null,
    gcTime: 0,
  });
  const url = data === undefined ? '' : new URL(data.url, window.location.href).href;
  return (
    <Modal
      opened={fromMs !== null}
      onClose={onClose}
      title={t('link.title')}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': t('action.close', { ns: 'common' }) }}
    >
      {error !== null && <Alert color="red">{errorText(common, error)}</Alert>}
      {error === null && data === undefined && <Loader size="sm" />}
      {data !== undefined && (
        <Stack>
          <Text size="sm" c="dimmed">
            {t('link.hint', { expires: formatDateTime(data.expiresMs, i18n.language) })}
          </Text>
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              flex={1}
              readOnly
              value={url}
              label={t('link.address')}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton value={url}>
              {({ copied, copy }) => (
                <Button
                  data-autofocus
                  onClick={copy}
                  color={copied ? 'teal' : 'blue'}
                  leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
                >
                  {copied ? t('link.copied') : t('link.copy')}
                </Button>
              )}
            </CopyButton>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
