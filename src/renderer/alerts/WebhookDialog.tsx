import {
  ActionIcon,
  Alert,
  Button,
  Checkbox,
  CopyButton,
  Group,
  Modal,
  MultiSelect,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { alertKinds } from '../../shared/alerts.ts';
import type { Webhook } from '../../shared/webhooks.ts';
import { api, RequestError } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { useTell } from '../live/tell.ts';
import { webhookFormOf, webhookInputOf, webhookProblems, type WebhookForm } from './webhook-form.ts';

/** 256 bits, as text. */
function newSecret(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Adds a webhook, or changes one. */
export function WebhookDialog({
  webhook,
  onClose,
  onSaved,
}: {
  readonly webhook: Webhook | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const { t } = useTranslation('alerts');
  const { t: common } = useTranslation('common');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const tell = useTell();
  const words = { name: t('webhook.invalidName'), url: t('webhook.invalidUrl'), secret: t('webhook.invalidSecret') };
  const wordsOf = (fields: readonly (keyof typeof words)[]) =>
    Object.fromEntries(fields.map((field) => [field, words[field]]));
  const form = useForm<WebhookForm>({
    initialValues: webhookFormOf(webhook),
    validate: (values) => wordsOf(webhookProblems(values)),
  });
  const save = form.onSubmit((values) => {
    setBusy(true);
    setFailure(null);
    const input = webhookInputOf(values);
    const saved = webhook === null ? api.webhooks.add(input) : api.webhooks.update(webhook.id, input);
    saved.then(
      () => {
        tell.done(t('webhook.saved', { name: input.name }));
        onSaved();
      },
      (error: unknown) => {
        const paths = error instanceof RequestError ? error.details.map(({ path }) => path) : [];
        form.setErrors(wordsOf((['name', 'url', 'secret'] as const).filter((field) => paths.includes(field))));
        setFailure(error);
        setBusy(false);
      },
    );
  });
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      size="lg"
      title={<Text fw={600}>{t(webhook === null ? 'webhook.addTitle' : 'webhook.editTitle')}</Text>}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      {/* The dialog may stand inside the form of the settings: its submit is none of theirs. */}
      <form noValidate onSubmit={(event) => (event.stopPropagation(), save(event))}>
        <Stack>
          <TextInput label={t('webhook.name')} data-autofocus maxLength={80} {...form.getInputProps('name')} />
          <TextInput
            label={t('webhook.url')}
            description={t('webhook.urlHint')}
            placeholder="https://"
            spellCheck={false}
            {...form.getInputProps('url')}
          />
          <SecretField form={form} stored={webhook?.hasSecret ?? false} />
          <MultiSelect
            label={t('webhook.kinds')}
            description={t('webhook.kindsHint')}
            placeholder={form.values.kinds.length === 0 ? t('webhook.kindsAll') : ''}
            data={alertKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            searchable
            clearable
            {...form.getInputProps('kinds')}
          />
          <Switch label={t('webhook.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
          {failure !== null && (
            <Alert color="red" title={t('webhook.saveFailed')} role="alert">
              {errorText(common, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('action.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('webhook.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function SecretField({ form, stored }: { readonly form: UseFormReturnType<WebhookForm>; readonly stored: boolean }) {
  const { t } = useTranslation('alerts');
  const { secret, removeSecret } = form.values;
  return (
    <Stack gap="xs">
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label={t('webhook.secret')}
          description={`${t('webhook.secretHint')} ${secret !== '' ? t('webhook.secretNew') : stored ? t('webhook.secretKept') : ''}`}
          autoComplete="off"
          spellCheck={false}
          styles={{ input: { fontFamily: 'monospace' } }}
          disabled={removeSecret}
          rightSection={secret === '' ? null : <CopySecret secret={secret} />}
          {...form.getInputProps('secret')}
        />
        <Button
          variant="default"
          leftSection={<IconKey size={16} />}
          disabled={removeSecret}
          onClick={() => form.setFieldValue('secret', newSecret())}
        >
          {t('webhook.secretGenerate')}
        </Button>
      </Group>
      {stored && (
        <Checkbox
          label={t('webhook.secretRemove')}
          {...form.getInputProps('removeSecret', { type: 'checkbox' })}
          onChange={(event) => form.setValues({ removeSecret: event.currentTarget.checked, secret: '' })}
        />
      )}
    </Stack>
  );
}

function CopySecret({ secret }: { readonly secret: string }) {
  const { t } = useTranslation('common');
  return (
    <CopyButton value={secret}>
      {({ copied, copy }) => (
        <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} aria-label={t('action.copy')} onClick={copy}>
          {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
