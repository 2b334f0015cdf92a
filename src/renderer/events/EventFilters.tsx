import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fieldOf, timeOf } from '../replay/model/time-field.ts';
import { useCameraStore } from '../state/camera-store.ts';
import classes from './Events.module.css';
import { periods, type EventFilters } from './model/event-filters.ts';
import { useEventWords } from './use-event-words.ts';
import { useFacets } from './use-events.ts';

/** What is chosen stays in the list, though there may be no events of it any more. */
const withChosen = (known: readonly string[], chosen: readonly string[]): string[] => [
  ...new Set([...known, ...chosen]),
];

/** What the list is narrowed to. */
export function EventFiltersBar({
  filters,
  onChange,
}: {
  readonly filters: EventFilters;
  readonly onChange: (filters: EventFilters) => void;
}) {
  const { t } = useTranslation('events');
  const words = useEventWords();
  const cameras = useCameraStore((state) => state.cameras) ?? [];
  const { data: facets } = useFacets();
  const set = (change: Partial<EventFilters>) => onChange({ ...filters, ...change });
  const many = (chosen: readonly unknown[]) =>
    ({ clearable: true, searchable: true, placeholder: chosen.length === 0 ? t('filter.all') : '' }) as const;
  return (
    <div className={classes['filters']} role="search" aria-label={t('filter.title')}>
      <MultiSelect
        {...many(filters.cameraIds)}
        label={t('filter.cameras')}
        data={cameras.map(({ camera }) => ({ value: camera.id, label: camera.name }))}
        value={[...filters.cameraIds]}
        onChange={(cameraIds) => set({ cameraIds })}
      />
      <MultiSelect
        {...many(filters.labels)}
        label={t('filter.labels')}
        data={withChosen(facets?.labels ?? [], filters.labels).map((value) => ({ value, label: words.label(value) }))}
        value={[...filters.labels]}
        onChange={(labels) => set({ labels })}
      />
      <MultiSelect
        {...many(filters.kinds)}
        label={t('filter.kinds')}
        data={[...new Set([...(facets?.kinds ?? []), ...filters.kinds])].map((value) => ({
          value,
          label: t(`kind.${value}`),
        }))}
        value={[...filters.kinds]}
        onChange={(kinds) => set({ kinds })}
      />
      <Select
        clearable
        searchable
        placeholder={t('filter.all')}
        label={t('filter.zone')}
        data={withChosen(facets?.zones ?? [], filters.zone === null ? [] : [filters.zone])}
        value={filters.zone}
        onChange={(zone) => set({ zone })}
      />
      <Select
        allowDeselect={false}
        label={t('filter.time')}
        data={periods.map((value) => ({ value, label: t(`filter.period.${value}`) }))}
        value={filters.period}
        onChange={(value) => set(periodChange(periods.find((period) => period === value) ?? 'all'))}
      />
      {filters.period === 'span' && <Span filters={filters} set={set} />}
    </div>
  );
}

/** A span begins with the day so far. */
function periodChange(period: EventFilters['period']): Partial<EventFilters> {
  if (period !== 'span') return { period, fromMs: null, toMs: null };
  return { period, fromMs: new Date().setHours(0, 0, 0, 0), toMs: null };
}

function Span({
  filters: { fromMs, toMs },
  set,
}: {
  readonly filters: EventFilters;
  readonly set: (change: Partial<EventFilters>) => void;
}) {
  const { t } = useTranslation('events');
  const wrong = fromMs !== null && toMs !== null && toMs <= fromMs;
  const text = (ms: number | null) => (ms === null ? '' : fieldOf(ms));
  return (
    <>
      <TextInput
        type="datetime-local"
        step={1}
        label={t('filter.from')}
        value={text(fromMs)}
        onChange={(event) => set({ fromMs: timeOf(event.currentTarget.value) })}
      />
      <TextInput
        type="datetime-local"
        step={1}
        label={t('filter.to')}
        value={text(toMs)}
        error={wrong ? t('filter.wrongSpan') : null}
        onChange={(event) => set({ toMs: timeOf(event.currentTarget.value) })}
      />
    </>
  );
}
