import { Notification } from 'electron';
import { alertTitles } from '../shared/alert-titles.ts';
import type { Alert } from '../shared/alerts.ts';

/** What the notification says below its title: which folder or webhook; empty for nothing. */
function bodyOf({ data }: Alert): string {
  return [data['root'], data['webhook']].filter((value) => typeof value === 'string').join(' ');
}

/** Shows alerts as notifications of the operating system; a click on one brings the window to the front. */
export function createNotifier(show: () => void): (alert: Alert) => void {
  // One that nothing refers to is collected, and a click on it then does nothing.
  const shown = new Set<Notification>();
  return (alert) => {
    if (!Notification.isSupported()) return;
    const title = alertTitles[alert.kind].replace('{{camera}}', alert.cameraName ?? 'A camera');
    const urgency = alert.severity === 'critical' ? 'critical' : 'normal';
    const notification = new Notification({ title, body: bodyOf(alert), urgency });
    shown.add(notification);
    notification.on('click', show);
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };
}
