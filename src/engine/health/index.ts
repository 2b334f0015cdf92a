export { createHealth, type HealthOptions } from './health.ts';
