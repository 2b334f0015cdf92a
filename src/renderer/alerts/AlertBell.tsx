import { Indicator, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBell } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useAlertStore } from './alert-store.ts';
import { AlertsDrawer } from './AlertsDrawer.tsx';
import { alertKeys } from './use-alert-events.ts';

/** The bell with the number of unread alerts; opens their list. */
export function AlertBell({ className }: { readonly className: string }) {
  const { t } = useTranslation('alerts');
  const { unread, open, setOpen } = useAlertStore();
  // The number at the start; events tell the later ones, but for those that a broken connection swallowed.
  const { data } = useQuery({
    queryKey: [...alertKeys.all, 'unread'],
    queryFn: async () => {
      const { unread: count } = await api.alerts.list({ limit: 1 });
      useAlertStore.getState().setUnread(count);
      return count;
    },
  });
  const count = unread ?? data ?? 0;
  return (
    <>
      <UnstyledButton
        className={className}
        aria-label={count === 0 ? t('bell') : t('bellUnread', { count })}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Indicator label={count > 99 ? '99+' : count} size={20} lh={0} color="red" offset={2} disabled={count === 0}>
          <IconBell size={26} stroke={1.6} aria-hidden />
        </Indicator>
        <Text size="xs">{t('bell')}</Text>
      </UnstyledButton>
      {open && <AlertsDrawer />}
    </>
  );
}
