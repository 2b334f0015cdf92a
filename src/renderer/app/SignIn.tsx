import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { LanguageSelect } from '../ui/index.ts';
import { errorText } from './error-text.ts';

/** The log-in page: the one-time token that the recorder printed. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api.session
      .signIn(token.trim())
      .then(onSignedIn, (failure: unknown) => setError(errorText(t, failure)))
      .finally(() => setBusy(false));
  };

  return (
    <Center mih="100vh" p="md">
      <Paper withBorder p="xl" w={420} component="form" onSubmit={submit}>
        <Stack>
          <Title order={2}>{t('signIn.title')}</Title>
          <Text c="dimmed">{t('signIn.hint')}</Text>
          <PasswordInput
            label={t('signIn.token')}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={error}
            data-autofocus
            autoFocus
            autoComplete="off"
          />
          <Button type="submit" loading={busy} disabled={token.trim() === ''} fullWidth>
            {t('signIn.submit')}
          </Button>
          <LanguageSelect />
        </Stack>
      </Paper>
    </Center>
  );
}
