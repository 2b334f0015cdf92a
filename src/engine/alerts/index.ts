export type { AlertStore, AlertSubject, AlertToStore } from './alert-store.ts';
export { createAlerts, type AlertOptions, type Alerts } from './alerts.ts';
export type { NewAlert, RaiseAlert } from './raise.ts';
export type { Delivery, StoredWebhook, WebhookConfig, WebhookStore } from './webhook-store.ts';
