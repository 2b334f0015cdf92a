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
    ['first', t('figures.latency'), ms(figures.latencyMs)],
    ['third', t('figures.buffer'), ms(figures.aheadMs)],
    ['third', t('figures.reserve'), ms(figures.reserveMs)],
    ['third', t('figures.rate'), figures.rate.toFixed(2)],
    ['second', t('figures.dropped'), String(figures.droppedFrames)],
    ['third', t('figures.stalls'), String(figures.stalls)],
    ...(words === null ? [] : [['second', t('figures.detection'), words] as const]),
    ...(words === null ? [] : [['third', t('figures.detectionDelay'), ms(detection?.latencyMs ?? null)] as const]),
  ] as const;
  return (
    <dl
      className={`${classes['figures']} ${classes['plate']}`}
      data-latency-ms={figures.latencyMs === null ? '' : Math.round(figures.latencyMs)}
    >
      {rows.map(([rank, label, value]) => (
        <FigureRow key={label} rank={rank} label={label} value={value} />
      ))}
    </dl>
  );
}

interface RowProps {
  /** Tiles that have no room for all leave out the third, then the second. */
  readonly rank: 'first' | 'second' | 'third';
  readonly label: string;
  readonly value: string;
}

function FigureRow({ rank, label, value }: RowProps) {
  return (
    <>
      <dt data-rank={rank}>{label}</dt>
      <dd data-rank={rank}>{value}</dd>
    </>
  );
}
