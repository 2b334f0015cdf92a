import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askForNotifications, notificationState } from './desktop.ts';

/** Whether this browser shows notifications, and the button that asks for it. */
export function NotificationsSection({ wanted }: { readonly wanted: boolean }) {
  const { t } = useTranslation('alerts');
  const [state, setState] = useState(notificationState);
  const words = {
    program: t('desktop.program'),
    unsupported: t('desktop.unsupported'),
    default: null,
    granted: t('desktop.granted'),
    denied: t('desktop.denied'),
  }[state];
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('desktop.title')}>
      <Stack>
        <div>
          <Title order={4}>{t('desktop.title')}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('desktop.hint')}
          </Text>
        </div>
        <Group>
          {state === 'default' && (
            <Button
              variant="default"
              leftSection={<IconBellRinging size={16} />}
              onClick={() => void askForNotifications().then(setState)}
            >
              {t('desktop.allow')}
            </Button>
          )}
          {words !== null && <Text>{words}</Text>}
          {!wanted && <Text c="yellow.4">{t('desktop.off')}</Text>}
        </Group>
      </Stack>
    </Paper>
  );
}
