import { ActionIcon, Alert, Anchor, Button, Center, Group, Loader, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowUp, IconX } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DetectionEvent } from '../../shared/detection.ts';
import { errorText } from '../app/error-text.ts';
import { useRecorderNow } from '../ui/index.ts';
import { useEventStore } from './event-store.ts';
import { EventFacts } from './EventFacts.tsx';
import { EventPicture } from './EventPicture.tsx';
import classes from './Events.module.css';
import { moveFocus } from './move-focus.ts';
import { replayLink } from './model/replay-link.ts';
import { NoEvents } from './NoEvents.tsx';
import { useEventWords } from './use-event-words.ts';
import { useNewestEvents } from './use-events.ts';
import { useHeldPlace } from './use-held-place.ts';

/** The newest events beside the grid, with their pictures; each leads to its recording. */
export function EventPanel({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('events');
  const { t: common } = useTranslation();
  const events = useEventStore((state) => state.events);
  const { error, isPending } = useNewestEvents();
  const nowMs = useRecorderNow(5000);
  const ids = useMemo(() => events.map(({ id }) => id), [events]);
  const { list, above, toTop, onScroll } = useHeldPlace<HTMLUListElement>(ids);
  return (
    <aside className={classes['panel']} aria-label={t('panel.title')}>
      <Group className={classes['panelHead'] ?? ''} gap="xs" wrap="nowrap">
        <Title order={2} size="h5">
          {t('panel.title')}
        </Title>
        <Anchor component={Link} href="/events" size="sm" ml="auto">
          {t('panel.all')}
        </Anchor>
        <Tooltip label={t('panel.close')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('panel.close')} onClick={onClose}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {error !== null && (
        <Alert color="red" title={t('panel.failed')} role="alert" m="xs">
          {errorText(common, error)}
        </Alert>
      )}
      {isPending && events.length === 0 && (
        <Center p="xl">
          <Loader />
        </Center>
      )}
      {!isPending && error === null && events.length === 0 && <NoEvents />}
      <div className={classes['panelBody']}>
        {above > 0 && (
          <Button
            className={classes['above'] ?? ''}
            size="compact-sm"
            leftSection={<IconArrowUp size={14} />}
            onClick={toTop}
          >
            {t('panel.new', { count: above })}
          </Button>
        )}
        <ul
          ref={list}
          className={classes['rows']}
          onScroll={onScroll}
          onKeyDown={(event) => moveFocus(event, ['ArrowUp', 'ArrowDown'])}
        >
          {events.map((event) => (
            <EventRow key={event.id} event={event} nowMs={nowMs} />
          ))}
        </ul>
      </div>
      {events.length > 0 && (
        <Text className={classes['panelFoot'] ?? ''} size="xs" c="dimmed">
          {t('panel.hint')}
        </Text>
      )}
    </aside>
  );
}

const EventRow = memo(function EventRow({ event, nowMs }: { readonly event: DetectionEvent; readonly nowMs: number }) {
  const words = useEventWords();
  return (
    <li data-event={event.id} data-testid="event-row">
      <Link
        href={replayLink(event)}
        className={classes['row'] ?? ''}
        data-focus-stop
        data-lasting={event.endMs === null || undefined}
        aria-label={words.sentence(event, nowMs)}
      >
        <span className={classes['thumb']}>
          <EventPicture event={event} which="crop" />
        </span>
        <EventFacts event={event} nowMs={nowMs} />
      </Link>
    </li>
  );
});
