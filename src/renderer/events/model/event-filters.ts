import type { DetectionEvent } from '../../../shared/detection.ts';
import { ruleKinds, type RuleKind } from '../../../shared/detection-plan.ts';

export const periods = ['all', 'hour', 'day', 'week', 'month', 'span'] as const;
export type Period = (typeof periods)[number];

/** What the list of events is narrowed to; empty lists and null: all. */
export interface EventFilters {
  readonly cameraIds: readonly string[];
  readonly labels: readonly string[];
  readonly kinds: readonly RuleKind[];
  readonly zone: string | null;
  readonly period: Period;
  /** UTC milliseconds; of the period `span` only. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export const noFilters: EventFilters = {
  cameraIds: [],
  labels: [],
  kinds: [],
  zone: null,
  period: 'all',
  fromMs: null,
  toMs: null,
};

export const isNarrowed = (filters: EventFilters): boolean => searchOf(filters).size > 0;

const HOUR_MS = 3_600_000;
const reach: Readonly<Record<Exclude<Period, 'all' | 'span'>, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};

export interface EventQuery {
  readonly cameraIds?: string;
  readonly labels?: string;
  readonly kinds?: string;
  readonly zone?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** The filters as a request says them. `nowMs` is the recorder's clock. Pure. */
export function queryOf(filters: EventFilters, nowMs: number): EventQuery {
  const { cameraIds, labels, kinds, zone, period } = filters;
  const fromMs = period === 'all' ? null : period === 'span' ? filters.fromMs : Math.round(nowMs - reach[period]);
  const toMs = period === 'span' ? filters.toMs : null;
  return {
    ...(cameraIds.length === 0 ? {} : { cameraIds: cameraIds.join(',') }),
    ...(labels.length === 0 ? {} : { labels: labels.join(',') }),
    ...(kinds.length === 0 ? {} : { kinds: kinds.join(',') }),
    ...(zone === null ? {} : { zone }),
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
  };
}

/** The filters as the page's address holds them, so that the way back from the recording leads to the same list. Pure. */
export function searchOf({ cameraIds, labels, kinds, zone, period, fromMs, toMs }: EventFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const id of cameraIds) search.append('camera', id);
  for (const label of labels) search.append('class', label);
  for (const kind of kinds) search.append('kind', kind);
  if (zone !== null) search.set('zone', zone);
  if (period !== 'all') search.set('period', period);
  if (period === 'span' && fromMs !== null) search.set('from', String(fromMs));
  if (period === 'span' && toMs !== null) search.set('to', String(toMs));
  return search;
}

function instantOf(text: string | null): number | null {
  const ms = text === null ? Number.NaN : Number(text);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null;
}

/** The way back; what it does not understand is left out. Pure. */
export function filtersOf(search: URLSearchParams): EventFilters {
  const said = new Set(search.getAll('kind'));
  return {
    cameraIds: search.getAll('camera').filter((id) => /^[a-z0-9]{12}$/.test(id)),
    labels: search.getAll('class'),
    kinds: ruleKinds.filter((kind) => said.has(kind)),
    zone: search.get('zone'),
    period: periods.find((period) => period === search.get('period')) ?? 'all',
    fromMs: instantOf(search.get('from')),
    toMs: instantOf(search.get('to')),
  };
}

/** Whether the recorder would list the event under these filters. Pure. */
export function matches(filters: EventFilters, event: DetectionEvent, nowMs: number): boolean {
  const { cameraIds, labels, kinds, zone } = filters;
  const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = queryOf(filters, nowMs);
  return (
    (cameraIds.length === 0 || cameraIds.includes(event.cameraId)) &&
    (labels.length === 0 || labels.includes(event.label)) &&
    (kinds.length === 0 || kinds.includes(event.kind)) &&
    (zone === null || event.zones.includes(zone)) &&
    event.startMs >= fromMs &&
    event.startMs < toMs
  );
}
