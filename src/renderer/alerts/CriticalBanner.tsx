import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFlameFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api } from '../api/client.ts';
import { useTell } from '../live/tell.ts';
import { formatDateTime } from '../ui/index.ts';
import { useAlertStore } from './alert-store.ts';
import classes from './Alerts.module.css';
import { alertKeys } from './use-alert-events.ts';
import { alertDetail, alertTitle } from './words.ts';

/** Critical alerts stay on top of every page until a person acknowledges them; one at a time, the newest first. */
export function CriticalBanner() {
  const { t, i18n } = useTranslation('alerts');
  const [location] = useLocation();
  const setOpen = useAlertStore((state) => state.setOpen);
  const tell = useTell();
  const { data } = useQuery({
    queryKey: alertKeys.critical,
    queryFn: () => api.alerts.list({ severities: 'critical', unread: '1', limit: 20 }),
  });
  // The live page says by itself, and as loudly, that all cameras are down.
  const alerts = (data?.alerts ?? []).filter(({ kind }) => kind !== 'all_cameras_down' || location !== '/');
  const [first] = alerts;
  if (first === undefined) return null;
  const acknowledge = () =>
    void api.alerts.read({ ids: [first.id] }).catch((failure: unknown) => tell.failed(t('drawer.readFailed'), failure));
  const detail = alertDetail(t, first);
  return (
    <div className={classes['banner']} role="alert" data-testid="critical">
      <IconFlameFilled size={22} aria-hidden />
      <div className={classes['bannerText']}>
        <Text fw={650}>
          {alertTitle(t, first)}
          {alerts.length > 1 && ` · ${t('banner.more', { count: alerts.length - 1 })}`}
        </Text>
        <Text size="sm">
          {[formatDateTime(first.atMs, i18n.language), detail].filter((text) => text !== '').join(' · ')}
        </Text>
      </div>
      <Button size="compact-sm" variant="white" color="red.9" onClick={acknowledge}>
        {t('banner.acknowledge')}
      </Button>
      <Button size="compact-sm" variant="outline" color="white" onClick={() => setOpen(true)}>
        {t('banner.show')}
      </Button>
    </div>
  );
}
