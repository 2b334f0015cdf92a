import { Notification } from 'electron';
import { alertTitlesIn, unnamedCamera } from '../shared/alert-titles.ts';
import type { Alert } from '../shared/alerts.ts';
import type { Language } from '../shared/languages.ts';

/** What the notification says below its title: which folder or webhook; empty for nothing. */
function bodyOf({ data }: Alert): string {
  return [data['root'], data['webhook']].filter((value) => typeof value === 'string').join(' ');
}

/**
 * Shows alerts as notifications of the operating system, in the language that the interface has at that moment; a
 * click on one brings the window to the front.
 */
export function createNotifier(show: () => void, language: () => Language): (alert: Alert) => void {
  // One that nothing refers to is collected, and a click on it then does nothing.
  const shown = new Set<Notification>();
  return (alert) => {
    if (!Notification.isSupported()) return;
    const spoken = language();
    const camera = alert.cameraName ?? unnamedCamera[spoken];
    const title = alertTitlesIn[spoken][alert.kind].replace('{{camera}}', () => camera);
    const urgency = alert.severity === 'critical' ? 'critical' : 'normal';
    const notification = new Notification({ title, body: bodyOf(alert), urgency });
    shown.add(notification);
    notification.on('click', show);
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };
}
