import { Button, Group, NumberInput, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconBellRinging } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsForm } from '../settings/model/settings-form.ts';
import { askForNotifications, notificationState } from './desktop.ts';

/** Settings of the alerts, and whether this browser shows notifications. */
export function AlertSettingsSection({ form }: { readonly form: UseFormReturnType<SettingsForm> }) {
  const { t } = useTranslation('alerts');
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('settings.title')}>
      <Stack>
        <Title order={4}>{t('settings.title')}</Title>
        <Switch
          label={t('settings.desktop')}
          description={t('settings.desktopHint')}
          {...form.getInputProps('alertsDesktop', { type: 'checkbox' })}
        />
        <ThisBrowser />
        <NumberInput
          label={t('settings.keepDays')}
          description={t('settings.keepDaysHint')}
          suffix={t('settings.days')}
          allowDecimal={false}
          w={280}
          {...form.getInputProps('alertsKeepDays')}
        />
      </Stack>
    </Paper>
  );
}

/** The browser asks its person only once, and only on a click. */
function ThisBrowser() {
  const { t } = useTranslation('alerts');
  const [state, setState] = useState(notificationState);
  if (state === 'default') {
    return (
      <Group>
        <Button
          variant="default"
          h="auto"
          py={8}
          styles={{ label: { whiteSpace: 'normal' } }}
          leftSection={<IconBellRinging size={16} />}
          onClick={() => void askForNotifications().then(setState)}
        >
          {t('browser.allow')}
        </Button>
      </Group>
    );
  }
  return (
    <Text size="sm" c={state === 'denied' || state === 'unsupported' ? 'yellow.4' : 'dimmed'}>
      {t(`browser.${state}`)}
    </Text>
  );
}
