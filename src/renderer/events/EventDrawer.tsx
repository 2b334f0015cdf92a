import { ActionIcon, Alert, Badge, Button, Center, Drawer, Group, Loader, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconPlayerPlayFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DetectionEvent } from '../../shared/detection.ts';
import { formatDateTime, useRecorderNow } from '../ui/index.ts';
import { EventFrame } from './EventFrame.tsx';
import classes from './Events.module.css';
import { replayLink } from './model/replay-link.ts';
import { useEventWords } from './use-event-words.ts';

/** One event in full. `newer` and `older` are null at the ends of the list. */
export function EventDrawer({
  event,
  gone,
  newer,
  older,
  onClose,
}: {
  /** Undefined while it is being asked for. */
  readonly event: DetectionEvent | undefined;
  readonly gone: boolean;
  readonly newer: (() => void) | null;
  readonly older: (() => void) | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('events');
  const { t: common } = useTranslation();
  const words = useEventWords();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(860px, 92vw)"
      title={
        <Text fw={650} size="lg">
          {event === undefined ? t('title') : `${words.label(event.label)} ${words.deed(event)}`}
        </Text>
      }
      closeButtonProps={{ 'aria-label': common('action.close') }}
      onKeyDown={(press) => {
        if (press.key === 'ArrowLeft') newer?.();
        if (press.key === 'ArrowRight') older?.();
      }}
    >
      {gone && <Alert color="yellow">{t('detail.gone')}</Alert>}
      {!gone && event === undefined && (
        <Center p="xl">
          <Loader />
        </Center>
      )}
      {event !== undefined && (
        <Stack>
          <EventFrame key={event.id} event={event} />
          <Group gap="xs" wrap="nowrap">
            <Button
              component={Link}
              href={replayLink(event)}
              leftSection={<IconPlayerPlayFilled size={18} />}
              data-autofocus
            >
              {t('detail.play')}
            </Button>
            <Group gap={4} ml="auto" wrap="nowrap">
              <Step label={t('detail.newer')} onClick={newer}>
                <IconArrowLeft size={20} aria-hidden />
              </Step>
              <Step label={t('detail.older')} onClick={older}>
                <IconArrowRight size={20} aria-hidden />
              </Step>
            </Group>
          </Group>
          <Facts event={event} />
        </Stack>
      )}
    </Drawer>
  );
}

function Step({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: (() => void) | null;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={38}
        aria-label={label}
        disabled={onClick === null}
        onClick={() => onClick?.()}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Facts({ event }: { readonly event: DetectionEvent }) {
  const { t, i18n } = useTranslation('events');
  const words = useEventWords();
  const nowMs = useRecorderNow(1000, event.endMs === null);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('detail.camera'), event.cameraName],
    [t('detail.start'), formatDateTime(event.startMs, i18n.language)],
    [
      t('detail.length'),
      <Group key="length" gap={8} component="span">
        {words.length(event, nowMs)}
        {event.endMs === null && (
          <Badge component="span" size="sm" color="red.9" variant="filled" tt="none">
            {t('live')}
          </Badge>
        )}
      </Group>,
    ],
    [t('detail.rule'), event.ruleName ?? t('detail.noRule')],
    ...(event.zones.length === 0 ? [] : [[t('detail.zones'), event.zones.join(', ')] as const]),
    ...(event.attributes.length === 0
      ? []
      : [
          [
            t('detail.attributes'),
            <Group key="attributes" gap={6} component="span">
              {event.attributes.map((attribute) => (
                <Badge key={attribute.name} component="span" variant="light" color="grape" tt="none">
                  {words.attribute(attribute)} {Math.round(attribute.score * 100)} %
                </Badge>
              ))}
            </Group>,
          ] as const,
        ]),
    [t('detail.score'), `${Math.round(event.score * 100)} %`],
    [t('detail.track'), String(event.trackId)],
  ];
  return (
    <dl className={classes['table']}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
