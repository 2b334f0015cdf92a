import { Paper, Stack, Text, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { RetentionFields } from '../ui/index.ts';
import type { SettingsForm } from './model/settings-form.ts';

/** How long footage of cameras is kept that say nothing of their own. */
export function RetentionSection({ form }: { readonly form: UseFormReturnType<SettingsForm> }) {
  const { t } = useTranslation('settings');
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('retention.title')}>
      <Stack>
        <div>
          <Title order={4}>{t('retention.title')}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('retention.hint')}
          </Text>
        </div>
        <RetentionFields
          value={form.values.retention}
          placeholder={t('retention.unlimited')}
          onChange={(retention) => form.setFieldValue('retention', retention)}
        />
      </Stack>
    </Paper>
  );
}
