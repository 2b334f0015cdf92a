import { Alert, Button, Center, Group, Loader, Text, Title } from '@mantine/core';
import { IconArrowUp, IconFilterOff } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { DetectionEvent } from '../../shared/detection.ts';
import { errorText } from '../app/error-text.ts';
import { useRecorderNow } from '../ui/index.ts';
import { EventCard } from './EventCard.tsx';
import { EventDrawer } from './EventDrawer.tsx';
import { EventFiltersBar } from './EventFilters.tsx';
import classes from './Events.module.css';
import { filtersOf, isNarrowed, noFilters, searchOf, type EventFilters } from './model/event-filters.ts';
import { moveFocus } from './move-focus.ts';
import { NoEvents } from './NoEvents.tsx';
import { useEvent, useEventPages } from './use-events.ts';
import { useFreshCount } from './use-fresh-count.ts';

const arrows = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const;

/** `/events`: all events by filters, with their pictures. The address holds the filters and (`show`) the open event. */
export function EventsPage() {
  const { t } = useTranslation('events');
  const { t: common } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const pages = useEventPages(filters);
  const events = pages.data?.pages.flatMap((page) => page.events) ?? [];
  const fresh = useFreshCount(events, filters);
  const shown = Number(search.get('show') ?? Number.NaN);
  const showId = Number.isSafeInteger(shown) && shown > 0 ? shown : null;

  const setFilters = (next: EventFilters) => setSearch(searchOf(next), { replace: true });
  const show = useCallback(
    (id: number | null) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (id === null) next.delete('show');
          else next.set('show', String(id));
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const narrowed = isNarrowed(filters);
  return (
    <div className={classes['page']}>
      <Group gap="md" mih={38}>
        <Title order={2}>{t('title')}</Title>
        {fresh.count > 0 && (
          <Button size="compact-md" variant="light" leftSection={<IconArrowUp size={16} />} onClick={fresh.show}>
            {t('list.fresh', { count: fresh.count })}
          </Button>
        )}
        {narrowed && (
          <Button
            ml="auto"
            size="compact-md"
            variant="subtle"
            leftSection={<IconFilterOff size={16} />}
            onClick={() => setFilters(noFilters)}
          >
            {t('filter.clear')}
          </Button>
        )}
      </Group>
      <EventFiltersBar filters={filters} onChange={setFilters} />
      {pages.error !== null && (
        <Alert color="red" title={t('list.failed')} role="alert">
          {errorText(common, pages.error)}
        </Alert>
      )}
      {pages.isPending && (
        <Center p="xl">
          <Loader />
        </Center>
      )}
      {pages.data !== undefined && events.length === 0 && (
        <NoEvents {...(narrowed ? { onClear: () => setFilters(noFilters) } : {})} />
      )}
      {events.length > 0 && (
        <Cards
          events={events}
          showId={showId}
          onShow={show}
          more={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
          loadingMore={pages.isFetchingNextPage}
        />
      )}
      {showId !== null && <Shown id={showId} events={events} onShow={show} />}
    </div>
  );
}

function Cards({
  events,
  showId,
  onShow,
  more,
  loadingMore,
}: {
  readonly events: readonly DetectionEvent[];
  readonly showId: number | null;
  readonly onShow: (id: number | null) => void;
  /** Null: there are no more. */
  readonly more: (() => void) | null;
  readonly loadingMore: boolean;
}) {
  const { t } = useTranslation('events');
  const nowMs = useRecorderNow(5000);
  const [focused, setFocused] = useState<number | null>(null);
  const stop = events.some(({ id }) => id === focused) ? focused : events[0]?.id;
  return (
    <>
      <ul className={classes['cards']} aria-label={t('list.label')} onKeyDown={(event) => moveFocus(event, arrows)}>
        {events.map((event) => (
          <EventCard
            key={event.id}
            event={event}
            nowMs={nowMs}
            open={event.id === showId}
            tabStop={event.id === stop}
            onOpen={onShow}
            onFocused={setFocused}
          />
        ))}
      </ul>
      <Group justify="center">
        {more === null ? (
          <Text size="sm" c="dimmed">
            {t('list.keys')}
          </Text>
        ) : (
          <Button variant="default" loading={loadingMore} onClick={more}>
            {t('list.more')}
          </Button>
        )}
      </Group>
    </>
  );
}

/** The open event: one of the list, or (by a link from elsewhere) one that the list does not hold. */
function Shown({
  id,
  events,
  onShow,
}: {
  readonly id: number;
  readonly events: readonly DetectionEvent[];
  readonly onShow: (id: number | null) => void;
}) {
  const at = events.findIndex((event) => event.id === id);
  const atHand = events[at];
  const asked = useEvent(id, atHand);
  const step = (to: DetectionEvent | undefined) => (at < 0 || to === undefined ? null : () => onShow(to.id));
  return (
    <EventDrawer
      event={atHand ?? asked.data}
      gone={atHand === undefined && asked.isError}
      newer={step(events[at - 1])}
      older={step(events[at + 1])}
      onClose={() => onShow(null)}
    />
  );
}
