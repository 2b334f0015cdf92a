import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DetectionStatus } from '../../shared/detection.ts';
import type { PlayerFigures } from './player/index.ts';
import classes from './Tile.module.css';
import { useDetectionWords } from './use-detection-words.ts';

/** Running figures of a tile's player, for who asks why (key I). */
export function TileFigures({
  read,
  detection,
}: {
  readonly read: () => PlayerFigures | null;
  /** Null: the camera has none, or nothing is known of it yet. */
  readonly detection: DetectionStatus | null;
}) {
  const { t } = useTranslation('live');
  const words = useDetectionWords(detection);
  const [figures, setFigures] = useState<PlayerFigures | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setFigures(read()), 250);
    return () => clearInterval(timer);
  }, [read]);
  if (figures === null) return null;
  const ms = (value: number | null) => (value === null ? '–' : t('figures.ms', { value: Math.round(value) }));
  const rows = [
    [t('figures.latency'), ms(figures.latencyMs)],
    [t('figures.buffer'), ms(figures.aheadMs)],
    [t('figures.reserve'), ms(figures.reserveMs)],
    [t('figures.rate'), figures.rate.toFixed(2)],
    [t('figures.dropped'), String(figures.droppedFrames)],
    [t('figures.stalls'), String(figures.stalls)],
    ...(words === null ? [] : [[t('figures.detection'), words] as const]),
    ...(words === null ? [] : [[t('figures.detectionDelay'), ms(detection?.latencyMs ?? null)] as const]),
  ] as const;
  return (
    <dl
      className={`${classes['figures']} ${classes['plate']}`}
      data-latency-ms={figures.latencyMs === null ? '' : Math.round(figures.latencyMs)}
    >
      {rows.map(([label, value]) => (
        <FigureRow key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function FigureRow({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
