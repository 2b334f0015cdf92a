import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerEvent } from '../../shared/events.ts';
import { useAlertStore } from './alert-store.ts';
import { notifyHere } from './desktop.ts';
import { alertDetail, alertTitle } from './words.ts';

/** Queries under this key are asked again when alerts change. */
export const alertKeys = {
  all: ['alerts'],
  list: ['alerts', 'list'],
  critical: ['alerts', 'critical'],
} as const;

function renew(queries: QueryClient, event: ServerEvent): void {
  // After a broken connection nobody knows what was missed.
  if (event.type === 'hello' || event.type === 'alerts_read')
    void queries.invalidateQueries({ queryKey: alertKeys.all });
  if (event.type !== 'alert') return;
  void queries.invalidateQueries({ queryKey: alertKeys.list });
  if (event.alert.severity === 'critical') void queries.invalidateQueries({ queryKey: alertKeys.critical });
}

/** What the alerts make of each event: the number at the bell, fresh lists, and a notification for a new one. */
export function useAlertEvents(): (event: ServerEvent) => void {
  const queries = useQueryClient();
  const { t } = useTranslation('alerts');
  return useMemo(
    () => (event: ServerEvent) => {
      useAlertStore.getState().apply(event);
      renew(queries, event);
      if (event.type === 'alert' && event.fresh && event.alert.severity !== 'info') {
        void notifyHere(event.alert.id, alertTitle(t, event.alert), alertDetail(t, event.alert));
      }
    },
    [queries, t],
  );
}
