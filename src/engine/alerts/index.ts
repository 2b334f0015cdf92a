export type { NewAlert, RaiseAlert } from './raise.ts';
