import { api } from '../api/client.ts';

/** Whether notifications can be shown here: `program` is the desktop program, which shows them by itself. */
export type NotificationState = 'program' | 'unsupported' | 'default' | 'granted' | 'denied';

export function notificationState(): NotificationState {
  if ('vigilDesktop' in window) return 'program';
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  return Notification.permission;
}

/** Asks the person; only ever on a click of theirs. */
export async function askForNotifications(): Promise<NotificationState> {
  if (notificationState() === 'default') await Notification.requestPermission();
  return notificationState();
}

/** Shows a notification when this browser may and the installation wants it. Several windows show it once. */
export async function notifyHere(alertId: number, title: string, body: string): Promise<void> {
  if (notificationState() !== 'granted') return;
  const wanted = await api.settings.get().then(
    ({ alerts }) => alerts.desktop,
    () => false,
  );
  if (!wanted) return;
  const notification = new Notification(title, { body, tag: `vigil-alert-${alertId}`, icon: '/icon.svg' });
  notification.onclick = () => window.focus();
}
