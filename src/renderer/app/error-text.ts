import type { TFunction } from 'i18next';
import { RequestError } from '../api/client.ts';

/** The one place that turns a failure into words for a person. */
export function errorText(t: TFunction, error: unknown): string {
  return t(`error.${error instanceof RequestError ? error.code : 'internal'}`, { ns: 'common' });
}
