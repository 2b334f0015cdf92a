import { Anchor, Badge, Button, Loader } from '@mantine/core';
import { IconCalendarOff, IconCloudOff, IconMovieOff, IconVideoOff } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CameraView } from '../../shared/camera.ts';
import { formatClock, formatDate } from '../ui/index.ts';
import { nearestDay } from './model/days.ts';
import { reasonBetween } from './model/footage.ts';
import classes from './Replay.module.css';
import { StageCover } from './StageCover.tsx';
import type { LaneTimeline } from './timeline/draw.ts';
import { usePlayerState, type PlayerStore } from './use-player.ts';

interface Props {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly store: PlayerStore;
  readonly view: CameraView;
  readonly lane: LaneTimeline;
  readonly days: readonly number[] | undefined;
  readonly loading: boolean;
  readonly failed: boolean;
  /** The day to speak of when there is nothing to show; null when there should be something. */
  readonly emptyDay: number | null;
  readonly onDay: (day: number) => void;
  readonly onLast: () => void;
  readonly onRetry: () => void;
  readonly onDownload: () => void;
  readonly onLink: () => void;
  readonly onToggle: () => void;
}

/** The picture, or what stands in its place. */
export function ReplayStage(props: Props) {
  const { videoRef, store, view, lane, loading, onToggle } = props;
  const { t, i18n } = useTranslation(['replay', 'common']);
  const phase = usePlayerState(store, (state) => state.phase);
  const skipped = usePlayerState(store, (state) => state.skipped);
  const reason = skipped === null ? null : reasonBetween(lane.gaps, skipped.startMs, skipped.endMs);
  return (
    <div className={classes['stage']}>
      <video
        ref={videoRef}
        className={classes['video']}
        playsInline
        disablePictureInPicture
        onClick={onToggle}
        data-phase={phase}
        aria-label={view.camera.name}
      />
      <Badge className={classes['title'] ?? ''} size="lg" radius="sm" color="dark.9" tt="none" fw={600}>
        {view.camera.name}
      </Badge>
      {(phase === 'loading' || (phase === 'idle' && loading)) && (
        <div className={classes['spinner']}>
          <Loader color="white" />
        </div>
      )}
      {skipped !== null && (
        <div className={classes['note']} role="status" data-testid="skipped">
          {t('note.skipped', {
            from: formatClock(skipped.startMs, i18n.language),
            to: formatClock(skipped.endMs, i18n.language),
          })}
          {reason !== null && (
            <>
              {` · ${t(`reason.${reason}`, { ns: 'common' })} · `}
              <Anchor
                component={Link}
                href={`/cameras?history=${view.camera.id}&at=${Math.round(skipped.endMs)}`}
                inherit
                underline="always"
                c="inherit"
              >
                {t('note.why')}
              </Anchor>
            </>
          )}
        </div>
      )}
      <Cover {...props} phase={phase} />
    </div>
  );
}

function Cover(props: Props & { readonly phase: string }) {
  const { view, days, loading, failed, emptyDay, phase, onDay, onLast, onRetry, onDownload, onLink } = props;
  const { t, i18n } = useTranslation(['replay', 'common']);
  const retry = { label: t('action.retry', { ns: 'common' }), onClick: onRetry };
  if (phase === 'unsupported') {
    const codec = view.stats?.main?.video.codec;
    const names: Partial<Record<string, string>> = {
      hevc: 'H.265',
      mjpeg: 'MJPEG',
      mpeg4: 'MPEG-4',
      av1: 'AV1',
      vp9: 'VP9',
    };
    return (
      <StageCover
        icon={IconMovieOff}
        title={t('problem.unsupported')}
        hint={t('problem.unsupportedHint', { codec: names[codec ?? ''] ?? t('problem.unknownCodec') })}
        ways={[
          { label: t('control.download'), onClick: onDownload },
          { label: t('control.link'), onClick: onLink },
        ]}
      />
    );
  }
  if (phase === 'failed') {
    return <StageCover icon={IconCloudOff} title={t('problem.failed')} hint={t('problem.failedHint')} ways={[retry]} />;
  }
  if (failed && phase === 'idle') {
    return (
      <StageCover icon={IconCloudOff} title={t('problem.timeline')} hint={t('problem.failedHint')} ways={[retry]} />
    );
  }
  if (emptyDay !== null && !loading && days !== undefined) {
    const nearest = nearestDay(days, emptyDay);
    if (nearest === null || nearest === emptyDay) {
      return <StageCover icon={IconVideoOff} title={t('empty.never')} hint={t('empty.neverHint')} />;
    }
    const date = formatDate(nearest, i18n.language);
    return (
      <StageCover
        icon={IconCalendarOff}
        title={t('empty.day', { date: formatDate(emptyDay, i18n.language) })}
        hint={t('empty.dayHint', { date })}
        ways={[{ label: t('empty.goToDay', { date }), onClick: () => onDay(nearest) }]}
      />
    );
  }
  if (phase === 'no_footage') {
    const ways = [{ label: t('empty.goToLast'), onClick: onLast }];
    return <StageCover icon={IconVideoOff} title={t('empty.after')} hint={t('empty.afterHint')} ways={ways} />;
  }
  return null;
}

/** For pages without any camera to replay. */
export function NoCamera(props: {
  readonly title: string;
  readonly hint: string;
  readonly label: string;
  readonly href: string;
}) {
  return (
    <StageCover
      icon={IconVideoOff}
      title={props.title}
      hint={
        <>
          {props.hint}
          <br />
          <Button component="a" href={props.href} mt="md">
            {props.label}
          </Button>
        </>
      }
    />
  );
}
