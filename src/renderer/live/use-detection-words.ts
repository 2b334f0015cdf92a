import { useTranslation } from 'react-i18next';
import type { DetectionStatus } from '../../shared/detection.ts';
import { formatFps } from '../ui/index.ts';

/** How detection fares, in a word or two: its pace while it looks, else its state; null: nothing to say. */
export function useDetectionWords(status: DetectionStatus | null): string | null {
  const { t } = useTranslation('live');
  if (status === null || status.state === 'off') return null;
  if (status.state === 'running') return formatFps(status.actualFps);
  if (status.state === 'slowed') return t('detection.slowedTo', { fps: formatFps(status.actualFps) });
  if (status.state === 'failed' && status.problem !== null) return t(`detection.problem.${status.problem}`);
  return t(`detection.state.${status.state}`);
}
