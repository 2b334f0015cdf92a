import { useTranslation } from 'react-i18next';
import type { CameraStatus } from '../../shared/camera.ts';
import { secondsToNextAttempt } from './state-look.ts';
import { useRecorderNow } from './use-now.ts';

/** What a status says beyond its name: why, and what happens next with a running countdown. Null where there is nothing. */
export function useStateWords(status: CameraStatus): {
  readonly reason: string | null;
  readonly detail: string | null;
} {
  const { t } = useTranslation();
  const counting = status.state === 'retrying' || status.state === 'connection_failed';
  const now = useRecorderNow(500, counting);
  const seconds = secondsToNextAttempt(status, now) ?? 0;
  const reason = 'reason' in status ? t(`reason.${status.reason}`) : null;
  if (status.state === 'retrying') {
    const { attempt, maxAttempts } = status;
    return { reason, detail: t('stateDetail.retrying', { attempt, maxAttempts, seconds }) };
  }
  if (status.state === 'connection_failed') {
    return { reason, detail: t('stateDetail.connection_failed', { seconds }) };
  }
  return { reason, detail: null };
}
