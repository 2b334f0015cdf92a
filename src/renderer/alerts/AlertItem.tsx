import { ActionIcon, Anchor, Group, Text, ThemeIcon, Tooltip } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Alert } from '../../shared/alerts.ts';
import { eventLink, REPLAY_BEFORE_MS as EVENT_BEFORE_MS } from '../events/model/replay-link.ts';
import { formatDateTime } from '../ui/index.ts';
import classes from './Alerts.module.css';
import { severityLook } from './look.ts';
import { alertCourse, alertDetail, alertTitle } from './words.ts';

/** The picture shows what led to it. */
const REPLAY_BEFORE_MS = 5000;

/** One alert of the list, with a way to what it is about. */
export function AlertItem({
  alert,
  cameraThere,
  onRead,
  onLeave,
}: {
  readonly alert: Alert;
  /** Whether its camera is still in the list. */
  readonly cameraThere: boolean;
  readonly onRead: () => void;
  /** A link was followed. */
  readonly onLeave: () => void;
}) {
  const { t, i18n } = useTranslation('alerts');
  const { color, icon: Icon } = severityLook[alert.severity];
  const detail = alertDetail(t, alert);
  const course = alertCourse(t, alert);
  const beforeMs = alert.kind === 'event' ? EVENT_BEFORE_MS : REPLAY_BEFORE_MS;
  const eventId = alert.kind === 'event' && typeof alert.data['event'] === 'number' ? alert.data['event'] : null;
  const replay = `/replay/${alert.cameraId}?at=${alert.atMs - beforeMs}&alert=${alert.id}`;
  return (
    <li className={classes['item']} data-testid="alert" data-kind={alert.kind} data-read={alert.read}>
      <ThemeIcon color={color} variant="light" size={34} radius="md" aria-label={t(`severity.${alert.severity}`)}>
        <Icon size={20} />
      </ThemeIcon>
      <div className={classes['text']}>
        <Text fw={alert.read ? 400 : 650}>{alertTitle(t, alert)}</Text>
        {detail !== '' && <Text size="sm">{detail}</Text>}
        <Group gap={10} wrap="wrap">
          <Text size="sm" c="dimmed">
            {[formatDateTime(alert.atMs, i18n.language), course].filter((text) => text !== '').join(' · ')}
          </Text>
          {cameraThere && (
            <Anchor component={Link} href={replay} size="sm" onClick={onLeave}>
              {t('drawer.replay')}
            </Anchor>
          )}
          {eventId !== null && (
            <Anchor component={Link} href={eventLink(eventId)} size="sm" onClick={onLeave}>
              {t('drawer.event')}
            </Anchor>
          )}
        </Group>
      </div>
      {!alert.read && (
        <Tooltip label={t('drawer.read')} position="left">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('drawer.read')} onClick={onRead}>
            <IconCheck size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
}
