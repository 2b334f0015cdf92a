import { Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import type { ReactNode } from 'react';
import { dateKey, dayOfKey } from './model/days.ts';
import classes from './Replay.module.css';

/** Month calendar that marks the days with recordings. */
export function DayCalendar(props: {
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  readonly dayMs: number;
  readonly nowMs: number;
  readonly days: readonly number[];
  readonly onDay: (day: number) => void;
  readonly target: ReactNode;
}) {
  const { opened, onOpened, dayMs, nowMs, days, onDay, target } = props;
  const recorded = new Set(days.map(dateKey));
  return (
    <Popover opened={opened} onChange={onOpened} position="top" withArrow trapFocus returnFocus shadow="lg">
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown>
        <DatePicker
          value={dateKey(dayMs)}
          defaultDate={dateKey(dayMs)}
          maxDate={dateKey(nowMs)}
          weekendDays={[]}
          onChange={(value) => {
            const day = value === null ? null : dayOfKey(value);
            if (day !== null) onDay(day);
            onOpened(false);
          }}
          renderDay={(date) => (
            <div className={recorded.has(date) ? (classes['recordedDay'] ?? '') : ''}>{Number(date.slice(8, 10))}</div>
          )}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
