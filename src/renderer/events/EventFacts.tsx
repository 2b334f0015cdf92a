import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DetectionEvent } from '../../shared/detection.ts';
import classes from './Events.module.css';
import { useEventWords } from './use-event-words.ts';

/** What was seen, what it did and where, when and by which camera: the text beside a picture. */
export function EventFacts({ event, nowMs }: { readonly event: DetectionEvent; readonly nowMs: number }) {
  const { t } = useTranslation('events');
  const words = useEventWords();
  const place = words.place(event);
  return (
    <span className={classes['facts']}>
      <span className={classes['line']}>
        <span className={classes['label']}>{words.label(event.label)}</span>
        {event.attributes.map((attribute) => (
          <Badge key={attribute.name} component="span" size="sm" variant="light" color="grape" tt="none" miw={0}>
            {words.attribute(attribute)}
          </Badge>
        ))}
        {event.endMs === null && (
          <Badge
            component="span"
            size="sm"
            color="red.9"
            variant="filled"
            tt="none"
            className={classes['lasting'] ?? ''}
          >
            {t('live')}
          </Badge>
        )}
      </span>
      <span className={classes['deed']}>{words.deed(event)}</span>
      {place !== '' && (
        <span className={classes['place']} title={place}>
          {place}
        </span>
      )}
      <span className={classes['meta']}>
        <span className={classes['camera']}>{event.cameraName}</span>
        <time dateTime={new Date(event.startMs).toISOString()}>{words.when(event.startMs, nowMs)}</time>
      </span>
    </span>
  );
}
