import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DetectionEvent } from '../../shared/detection.ts';
import { EventFacts } from './EventFacts.tsx';
import { EventPicture } from './EventPicture.tsx';
import classes from './Events.module.css';
import { replayLink } from './model/replay-link.ts';
import { useEventWords } from './use-event-words.ts';

/** One event of the page: opens in full; its button plays the recording. */
export const EventCard = memo(function EventCard({
  event,
  nowMs,
  open,
  tabStop,
  onOpen,
  onFocused,
}: {
  readonly event: DetectionEvent;
  readonly nowMs: number;
  readonly open: boolean;
  /** The card that Tab comes to; arrow keys go to the others. */
  readonly tabStop: boolean;
  readonly onOpen: (id: number) => void;
  readonly onFocused: (id: number) => void;
}) {
  const { t } = useTranslation('events');
  const words = useEventWords();
  return (
    <li className={classes['cardItem']} data-event={event.id} data-testid="event-card">
      <UnstyledButton
        className={classes['card'] ?? ''}
        data-focus-stop
        data-lasting={event.endMs === null || undefined}
        aria-label={words.sentence(event, nowMs)}
        aria-current={open}
        aria-haspopup="dialog"
        tabIndex={tabStop ? 0 : -1}
        onFocus={() => onFocused(event.id)}
        onClick={() => onOpen(event.id)}
      >
        <span className={classes['cardPicture']}>
          <EventPicture event={event} which="crop" />
        </span>
        <EventFacts event={event} nowMs={nowMs} />
      </UnstyledButton>
      <Tooltip label={t('detail.play')}>
        <ActionIcon
          component={Link}
          href={replayLink(event)}
          className={classes['play'] ?? ''}
          size={36}
          radius="xl"
          tabIndex={tabStop ? 0 : -1}
          aria-label={t('detail.play')}
        >
          <IconPlayerPlayFilled size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </li>
  );
});
