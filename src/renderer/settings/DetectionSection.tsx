import { Alert, Badge, Group, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { pathOf, type SettingsForm } from './model/settings-form.ts';

const providers = [
  'auto',
  'cpu',
  'webgpu',
  'cuda',
  'dml',
  'coreml',
] as const satisfies readonly SettingsForm['detectionProvider'][];

/** How long events are kept, and what runs the models. */
export function DetectionSection({
  form,
  restartNeeded,
}: {
  readonly form: UseFormReturnType<SettingsForm>;
  readonly restartNeeded: readonly string[];
}) {
  const { t } = useTranslation('settings');
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('detection.title')}>
      <Stack>
        <div>
          <Title order={4}>{t('detection.title')}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('detection.hint')}
          </Text>
        </div>
        <NumberInput
          label={t('detection.keepDays')}
          description={t('detection.keepDaysHint')}
          suffix={t('detection.days')}
          allowDecimal={false}
          w={340}
          {...form.getInputProps('detectionKeepDays')}
        />
        <Select
          label={
            <Group gap={8} component="span" display="inline-flex">
              {t('detection.provider')}
              {restartNeeded.includes(pathOf.detectionProvider) && (
                <Badge size="sm" color="yellow" variant="light" tt="none">
                  {t('restart.badge')}
                </Badge>
              )}
            </Group>
          }
          description={t('detection.providerHint')}
          allowDeselect={false}
          maw={480}
          data={providers.map((value) => ({ value, label: t(`detection.providers.${value}`) }))}
          {...form.getInputProps('detectionProvider')}
        />
        <Now />
      </Stack>
    </Paper>
  );
}

/** What runs the models at this moment, and why it is not what was chosen. */
function Now() {
  const { t } = useTranslation('settings');
  const { data } = useQuery({
    queryKey: ['detection', 'status'],
    queryFn: () => api.detections.status(),
    retry: false,
  });
  const running = [...new Set(data?.cameras.map(({ provider }) => provider).filter((name) => name !== null))];
  const fallback = data?.workers.find((worker) => worker.fallback !== null)?.fallback ?? null;
  const names = running.map((name) => {
    const known = providers.find((provider) => provider === name);
    return known === undefined ? name : t(`detection.providers.${known}`);
  });
  return (
    <>
      {names.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('detection.now', { providers: names.join(', ') })}
        </Text>
      )}
      {fallback !== null && (
        <Alert color="yellow" title={t('detection.fallback')}>
          {fallback}
        </Alert>
      )}
    </>
  );
}
