import { ActionIcon, Group, Tooltip, UnstyledButton } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraId } from '../../../shared/camera.ts';
import type { Lock } from '../../../shared/locks.ts';
import { formatClock, formatDateTime } from '../../ui/index.ts';
import { gapAt } from '../model/footage.ts';
import { timeAt, xOf, zoomAt, type TimeView } from '../model/view.ts';
import { isInView, type LaneTimeline } from './draw.ts';
import { LaneCanvas, RulerCanvas } from './LaneCanvas.tsx';
import classes from './Timeline.module.css';
import { useGestures } from './use-gestures.ts';

const RULER_PX = 30;
const ACTIVE_PX = 44;
const LANE_PX = 22;

export interface Lane {
  readonly id: CameraId;
  readonly name: string;
  readonly timeline: LaneTimeline;
}

interface Props {
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
  readonly active: Lane;
  readonly others: readonly Lane[];
  /** Of the active camera. */
  readonly locks: readonly Lock[];
  readonly nowMs: number;
  readonly playheadMs: number | null;
  readonly onSeek: (ms: number) => void;
  readonly onCamera: (id: CameraId, atMs: number | null) => void;
}

function shortDate(ms: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(ms);
}

/** The timeline: the camera's own row, below it thin ones of the other cameras to switch to. */
export function Timeline({ view, onView, active, others, locks, nowMs, playheadMs, onSeek, onCamera }: Props) {
  const { t, i18n } = useTranslation('replay');
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const trackRef = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(sizeRef, trackRef);
  const { hoverX, dragging } = useGestures(trackRef, view, onView, (ms) => onSeek(ms));
  const middleMs = (view.startMs + view.endMs) / 2;
  const zoom = (factor: number) => {
    const anchor = playheadMs !== null && isInView(view, playheadMs) ? playheadMs : middleMs;
    onView(zoomAt(view, anchor, factor));
  };

  const hoverMs = hoverX === null || dragging ? null : timeAt(view, hoverX, width);
  return (
    <div className={classes['frame']} data-testid="timeline">
      <div className={classes['names']}>
        <Group className={classes['corner'] ?? ''} gap={4} justify="space-between" wrap="nowrap">
          <span className={classes['day']}>{shortDate(middleMs, i18n.language)}</span>
          <Group gap={2} wrap="nowrap">
            <Tooltip label={t('timeline.zoomOut')}>
              <ActionIcon variant="subtle" size="sm" aria-label={t('timeline.zoomOut')} onClick={() => zoom(2)}>
                <IconZoomOut size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('timeline.zoomIn')}>
              <ActionIcon variant="subtle" size="sm" aria-label={t('timeline.zoomIn')} onClick={() => zoom(0.5)}>
                <IconZoomIn size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        </Group>
        <div className={classes['name']} style={{ lineHeight: `${ACTIVE_PX}px` }} aria-current="true">
          {active.name}
        </div>
      </div>
      <div
        ref={merged}
        className={classes['track']}
        data-testid="timeline-track"
        data-dragging={dragging}
        data-start={Math.round(view.startMs)}
        data-end={Math.round(view.endMs)}
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.label', { camera: active.name })}
        aria-valuemin={Math.round(view.startMs)}
        aria-valuemax={Math.round(view.endMs)}
        aria-valuenow={Math.round(playheadMs ?? view.startMs)}
        aria-valuetext={playheadMs === null ? t('timeline.nothing') : formatDateTime(playheadMs)}
      >
        <RulerCanvas view={view} width={width} height={RULER_PX} locale={i18n.language} />
        <LaneCanvas view={view} timeline={active.timeline} width={width} height={ACTIVE_PX} active nowMs={nowMs} />
        <LockMarks locks={locks} view={view} width={width} />
        {isInView(view, nowMs) && <div className={classes['now']} style={{ left: xOf(view, nowMs, width) }} />}
        {hoverMs !== null && <div className={classes['hover']} style={{ left: hoverX ?? 0 }} />}
        {playheadMs !== null && isInView(view, playheadMs) && (
          <div
            className={classes['playhead']}
            data-testid="playhead"
            style={{ left: xOf(view, playheadMs, width), top: RULER_PX - 9 }}
          />
        )}
      </div>
      {hoverMs !== null && <HoverBubble ms={hoverMs} x={148 + (hoverX ?? 0)} lane={active} nowMs={nowMs} />}
      {others.length > 0 && (
        <div className={classes['scroll']}>
          {others.map((lane) => (
            <OtherLane key={lane.id} lane={lane} view={view} width={width} nowMs={nowMs} onCamera={onCamera} />
          ))}
        </div>
      )}
    </div>
  );
}

/** A bar along the top of the active row wherever footage is locked. */
function LockMarks({ locks, view, width }: { locks: readonly Lock[]; view: TimeView; width: number }) {
  const { t } = useTranslation('replay');
  return locks
    .filter(({ startMs, endMs }) => endMs > view.startMs && startMs < view.endMs)
    .map(({ id, startMs, endMs, note }) => {
      const left = Math.max(0, xOf(view, startMs, width));
      const right = Math.min(width, xOf(view, endMs, width));
      return (
        <div
          key={id}
          className={classes['lock']}
          data-testid="lock-mark"
          title={t('lock.mark', { from: formatClock(startMs), to: formatClock(endMs), note })}
          style={{ left, width: Math.max(3, right - left), top: RULER_PX }}
        />
      );
    });
}

function OtherLane(props: {
  readonly lane: Lane;
  readonly view: TimeView;
  readonly width: number;
  readonly nowMs: number;
  readonly onCamera: Props['onCamera'];
}) {
  const { lane, view, width, nowMs, onCamera } = props;
  const { t } = useTranslation('replay');
  return (
    <>
      <UnstyledButton
        className={classes['name'] ?? ''}
        style={{ lineHeight: `${LANE_PX}px`, borderRight: '1px solid var(--mantine-color-dark-6)' }}
        title={t('timeline.switchTo', { camera: lane.name })}
        onClick={() => onCamera(lane.id, null)}
      >
        {lane.name}
      </UnstyledButton>
      <div
        style={{ padding: '2px 0', cursor: 'pointer', minWidth: 0 }}
        title={t('timeline.switchTo', { camera: lane.name })}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onCamera(lane.id, timeAt(view, event.clientX - box.left, box.width));
        }}
      >
        <LaneCanvas
          view={view}
          timeline={lane.timeline}
          width={width}
          height={LANE_PX - 4}
          active={false}
          nowMs={nowMs}
        />
      </div>
    </>
  );
}

function HoverBubble(props: { readonly ms: number; readonly x: number; readonly lane: Lane; readonly nowMs: number }) {
  const { ms, x, lane, nowMs } = props;
  const { t } = useTranslation(['replay', 'common']);
  const gap = ms > nowMs ? null : gapAt(lane.timeline, ms);
  const words = [formatClock(ms)];
  if (gap !== null) {
    words.push(
      Number.isFinite(gap.startMs) && Number.isFinite(gap.endMs)
        ? t('timeline.gap', { from: formatClock(gap.startMs), to: formatClock(gap.endMs) })
        : t('timeline.noFootage'),
    );
    if (gap.reason !== null) words.push(t(`reason.${gap.reason}`, { ns: 'common' }));
  }
  return (
    <div className={classes['bubble']} style={{ left: `clamp(180px, ${x}px, calc(100% - 200px))` }}>
      {words.join(' · ')}
    </div>
  );
}
