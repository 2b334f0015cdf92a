import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordingMode } from '../../../shared/recording-plan.ts';
import { copiedDay, painted, type Week } from '../model/week.ts';
import { useDayNames } from '../use-day-names.ts';
import classes from './Recording.module.css';

const hours = Array.from({ length: 24 }, (_hour, hour) => hour);
const moves: Readonly<Record<string, readonly [days: number, hours: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/**
 * A week by hours to be painted with `brush`: by pressing and drawing, or by the arrow keys and Space; Shift with an arrow
 * paints on the way.
 */
export function WeekGrid(props: {
  readonly week: Week;
  readonly base: RecordingMode;
  readonly brush: RecordingMode;
  readonly onChange: (week: Week) => void;
}) {
  const { week, base, brush, onChange } = props;
  const { t } = useTranslation('cameras');
  const days = useDayNames();
  const grid = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState({ day: 0, hour: 0 });
  const drawing = useRef(false);
  useEffect(() => {
    const stop = () => void (drawing.current = false);
    window.addEventListener('pointerup', stop);
    return () => window.removeEventListener('pointerup', stop);
  }, []);

  const paint = (day: number, hour: number) => onChange(painted(week, day, hour, brush === base ? null : brush));
  const onKey = (event: React.KeyboardEvent, day: number, hour: number) => {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const to = { day: Math.min(6, Math.max(0, day + move[0])), hour: Math.min(23, Math.max(0, hour + move[1])) };
    setFocus(to);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${to.day}-${to.hour}"]`)?.focus();
    if (event.shiftKey) paint(to.day, to.hour);
  };
  return (
    <div ref={grid} className={classes['grid']} role="grid" aria-label={t('recording.week')}>
      <div className={classes['gridRow']} aria-hidden>
        <span />
        {hours.map((hour) => (
          <span key={hour} className={classes['hour']}>
            {hour % 3 === 0 ? hour : ''}
          </span>
        ))}
        <span />
      </div>
      {days.map(({ short, long }, day) => (
        <div key={long} className={classes['gridRow']} role="row">
          <span className={classes['day']} role="rowheader">
            {short}
          </span>
          {hours.map((hour) => {
            const mode = week[day]?.[hour] ?? base;
            return (
              <button
                key={hour}
                type="button"
                role="gridcell"
                className={classes['cell']}
                data-cell={`${day}-${hour}`}
                data-mode={mode}
                tabIndex={focus.day === day && focus.hour === hour ? 0 : -1}
                aria-label={`${long} ${clock(hour)}: ${t(`recording.mode.${mode}`)}`}
                title={`${long} ${clock(hour)} – ${clock(hour + 1)}: ${t(`recording.mode.${mode}`)}`}
                onFocus={() => setFocus({ day, hour })}
                onKeyDown={(event) => onKey(event, day, hour)}
                onClick={(event) => event.detail === 0 && paint(day, hour)}
                onPointerDown={(event) => {
                  event.currentTarget.releasePointerCapture(event.pointerId);
                  drawing.current = true;
                  paint(day, hour);
                }}
                onPointerEnter={() => drawing.current && paint(day, hour)}
              />
            );
          })}
          <Tooltip label={t('recording.copyDay', { day: long })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('recording.copyDay', { day: long })}
              onClick={() => onChange(copiedDay(week, day))}
            >
              <IconCopy size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
    </div>
  );
}
