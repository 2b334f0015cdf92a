import { Alert, Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { SettingsFields } from './SettingsFields.tsx';

/** Loads the settings and hands them to the form. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  // What is being edited must not change underneath: asked for once, when the page opens.
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    queryFn: () => api.settings.get(),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (data !== undefined) return <SettingsFields initial={data} />;
  return (
    <Center h="100%">
      {error === null ? (
        <Loader />
      ) : (
        <Stack align="center">
          <Alert color="red" title={t('loadFailed')}>
            <Text>{errorText(common, error)}</Text>
          </Alert>
          <Button onClick={() => void refetch()}>{common('action.retry')}</Button>
        </Stack>
      )}
    </Center>
  );
}
