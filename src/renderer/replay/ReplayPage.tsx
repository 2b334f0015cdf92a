import { Center, Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useLocation, useParams, useSearchParams } from 'wouter';
import type { CameraId, CameraView } from '../../shared/camera.ts';
import type { Lock } from '../../shared/locks.ts';
import { api } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { fileStem, saveFromAddress, saveShownFrame, useRecorderNow } from '../ui/index.ts';
import { DayCalendar } from './DayCalendar.tsx';
import { neighbourDay } from './model/days.ts';
import type { ReplayAction } from './model/shortcuts.ts';
import { neighbourSpeed } from './model/speeds.ts';
import { addDays, startOfDay } from './model/ticks.ts';
import { firstView, zoomAt, type TimeView } from './model/view.ts';
import classes from './Replay.module.css';
import { ReplayControls, type ControlActions } from './ReplayControls.tsx';
import { LockDialog } from './LockDialog.tsx';
import { LinkDialog, ShortcutHelp } from './ReplayDialogs.tsx';
import { NoCamera, ReplayStage } from './ReplayStage.tsx';
import { isInView } from './timeline/draw.ts';
import { Timeline, type Lane } from './timeline/Timeline.tsx';
import { useFootage, useLocks, useRecordedDays } from './use-footage.ts';
import { useReplayKeys } from './use-keys.ts';
import { useNavigation, viewOfDay } from './use-navigation.ts';
import { usePlayerState, useReplayPlayer, type PlayerStore } from './use-player.ts';

const noDays: readonly number[] = [];

/** `/replay/:cameraId?at=ms`: recordings of one camera by time. */
export function ReplayPage() {
  const { t } = useTranslation('replay');
  const { cameraId } = useParams<{ cameraId?: string }>();
  const [search] = useSearchParams();
  const cameras = useCameraStore((state) => state.cameras);
  const at = Number(search.get('at') ?? Number.NaN);
  const initialAt = Number.isFinite(at) && at > 0 ? at : null;
  // Kept here, so that the zoom outlives a switch to another camera.
  const [view, setView] = useState<TimeView>(() => viewOfDay(startOfDay(initialAt ?? Date.now())));

  if (cameras === null) {
    return (
      <Center h="100%">
        <Loader />
      </Center>
    );
  }
  const first = cameras[0]?.camera;
  if (first === undefined) {
    return (
      <NoCamera
        title={t('empty.noCameras')}
        hint={t('empty.noCamerasHint')}
        label={t('empty.addCamera')}
        href="/cameras?add=1"
      />
    );
  }
  if (cameraId === undefined) return <Redirect to={`/replay/${first.id}`} replace />;
  const current = cameras.find(({ camera }) => camera.id === cameraId);
  if (current === undefined) {
    return (
      <NoCamera
        title={t('empty.gone')}
        hint={t('empty.goneHint')}
        label={t('empty.showOther', { camera: first.name })}
        href={`/replay/${first.id}`}
      />
    );
  }
  return (
    <ReplayOfCamera
      // A link from an alert or an event leads to its own moment, also from the same camera's recordings.
      key={`${cameraId}/${search.get('alert') ?? ''}/${search.get('event') ?? ''}`}
      current={current}
      cameras={cameras}
      initialAt={initialAt}
      view={view}
      onView={setView}
    />
  );
}

interface Props {
  readonly current: CameraView;
  readonly cameras: readonly CameraView[];
  readonly initialAt: number | null;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
}

type Dialog = 'help' | 'calendar' | { readonly linkFromMs: number } | { readonly lockAtMs: number } | null;

function ReplayOfCamera({ current, cameras, initialAt, view, onView }: Props) {
  const { camera, stats } = current;
  const [, navigate] = useLocation();
  const nowMs = useRecorderNow(1000);
  const [dialog, setDialog] = useState<Dialog>(null);
  const footage = useFootage(
    cameras.map((each) => each.camera.id),
    view,
    nowMs,
  );
  const knownDays = useRecordedDays(camera.id);
  const days = knownDays ?? noDays;
  const lane = footage.of(camera.id);
  const locks = useLocks(camera.id);
  const replay = useReplayPlayer(camera.id, lane, days);
  const { player, store } = replay;
  const { emptyDay, goTo, goToDay } = useNavigation({ cameraId: camera.id, replay, lane, days, view, onView });
  const phase = usePlayerState(store, (state) => state.phase);
  const shownDay = usePlayerState(store, ({ wallMs }) => (wallMs === null ? null : startOfDay(wallMs)));
  const dayMs = emptyDay ?? shownDay ?? startOfDay((view.startMs + view.endMs) / 2);

  const started = useRef(false);
  useEffect(() => {
    if (started.current || footage.loading || knownDays === undefined) return;
    const last = lane.recorded.at(-1);
    if (initialAt === null && last === undefined) return;
    started.current = true;
    onView(firstView(view, lane.recorded));
    // Without a time in the address: the last half minute, at rest.
    if (initialAt !== null) goTo(initialAt, true);
    else if (last !== undefined) goTo(Math.max(last.startMs, last.endMs - 30_000), false);
  });

  const toggle = () => player.current?.setPlaying(!store.getState().playing);
  const wallMs = () => store.getState().wallMs;
  const download = () => {
    const url = player.current?.shownFileUrl();
    if (typeof url === 'string') saveFromAddress(api.replay.downloadUrl(url));
  };
  const actions: ControlActions = {
    toggle,
    step: (direction) => player.current?.step(direction, stats?.main?.video.fps ?? 15),
    setSpeed: (speed) => player.current?.setSpeed(speed),
    goToDay,
    snapshot: () => {
      const ms = wallMs();
      if (replay.video.current !== null && ms !== null) {
        saveShownFrame(replay.video.current, `${fileStem(camera.name, ms)}.png`);
      }
    },
    link: () => setDialog({ linkFromMs: wallMs() ?? nowMs }),
    lock: () => setDialog({ lockAtMs: wallMs() ?? nowMs }),
    download,
    live: () => navigate('/'),
    help: () => setDialog('help'),
  };
  useReplayKeys((action) => {
    if (dialog !== null) return;
    const ms = wallMs();
    perform(action, {
      ...actions,
      skip: (byMs) => ms !== null && goTo(ms + byMs),
      speed: (direction) => player.current?.setSpeed(neighbourSpeed(store.getState().speed, direction)),
      end: (which) => {
        const spans = lane.recorded.filter((span) => span.endMs > dayMs && span.startMs < addDays(dayMs, 1));
        const [first, last] = [spans[0], spans.at(-1)];
        if (which === 'first' && first !== undefined) goTo(Math.max(first.startMs, dayMs));
        if (which === 'last' && last !== undefined) goTo(Math.min(last.endMs, addDays(dayMs, 1)) - 1000);
      },
      zoom: (factor) =>
        onView(zoomAt(view, ms !== null && isInView(view, ms) ? ms : (view.startMs + view.endMs) / 2, factor)),
      day: () => setDialog('calendar'),
    });
  });

  const lanes: Lane[] = cameras.map((each) => ({
    id: each.camera.id,
    name: each.camera.name,
    timeline: footage.of(each.camera.id),
  }));
  const switchTo = (id: CameraId, atMs: number | null) => {
    const ms = atMs ?? wallMs();
    navigate(ms === null ? `/replay/${id}` : `/replay/${id}?at=${Math.round(ms)}`);
  };
  return (
    <div className={classes['page']}>
      <ReplayStage
        videoRef={replay.video}
        store={store}
        view={current}
        lane={lane}
        days={knownDays}
        loading={footage.loading}
        failed={footage.failed}
        emptyDay={emptyDay ?? (phase === 'idle' && lane.recorded.length === 0 ? dayMs : null)}
        onDay={goToDay}
        onLast={() => goTo(nowMs)}
        onRetry={() => {
          footage.retry();
          goTo(wallMs() ?? nowMs);
        }}
        onDownload={download}
        onLink={actions.link}
        onToggle={toggle}
      />
      <ReplayControls
        store={store}
        actions={actions}
        dayMs={dayMs}
        previousDay={neighbourDay(days, dayMs, -1)}
        nextDay={neighbourDay(days, dayMs, 1)}
        onCalendar={() => setDialog('calendar')}
        calendar={(target) => (
          <DayCalendar
            opened={dialog === 'calendar'}
            onOpened={(opened) => setDialog(opened ? 'calendar' : null)}
            dayMs={dayMs}
            nowMs={nowMs}
            days={days}
            onDay={goToDay}
            target={target}
          />
        )}
      />
      <FollowingTimeline
        store={store}
        view={view}
        onView={onView}
        lanes={lanes}
        activeId={camera.id}
        locks={locks}
        nowMs={nowMs}
        onSeek={(ms) => goTo(ms, true)}
        onCamera={switchTo}
      />
      <ShortcutHelp opened={dialog === 'help'} onClose={() => setDialog(null)} />
      <LinkDialog
        cameraId={camera.id}
        fromMs={dialog !== null && typeof dialog === 'object' && 'linkFromMs' in dialog ? dialog.linkFromMs : null}
        onClose={() => setDialog(null)}
      />
      <LockDialog
        cameraId={camera.id}
        locks={locks}
        atMs={dialog !== null && typeof dialog === 'object' && 'lockAtMs' in dialog ? dialog.lockAtMs : null}
        onClose={() => setDialog(null)}
        onGoTo={(ms) => goTo(ms, true)}
      />
    </div>
  );
}

type Performers = Omit<ControlActions, 'step' | 'speed'> & {
  readonly step: (direction: 1 | -1) => void;
  readonly skip: (byMs: number) => void;
  readonly speed: (direction: 1 | -1) => void;
  readonly end: (which: 'first' | 'last') => void;
  readonly zoom: (factor: number) => void;
  readonly day: () => void;
};

function perform(action: ReplayAction, by: Performers): void {
  switch (action.type) {
    case 'skip':
      return by.skip(action.ms);
    case 'step':
      return by.step(action.direction);
    case 'speed':
      return by.speed(action.direction);
    case 'end':
      return by.end(action.which);
    case 'zoom':
      return by.zoom(action.factor);
    case 'toggle':
    case 'live':
    case 'day':
    case 'snapshot':
    case 'lock':
    case 'help':
      return by[action.type]();
  }
}

/** The timeline with the playhead: the only part besides the clock that is drawn anew with every frame. */
function FollowingTimeline(props: {
  readonly store: PlayerStore;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
  readonly lanes: readonly Lane[];
  readonly activeId: CameraId;
  readonly locks: readonly Lock[];
  readonly nowMs: number;
  readonly onSeek: (ms: number) => void;
  readonly onCamera: (id: CameraId, atMs: number | null) => void;
}) {
  const { store, lanes, activeId, ...rest } = props;
  const playheadMs = usePlayerState(store, (state) => state.wallMs);
  const active = lanes.find(({ id }) => id === activeId);
  if (active === undefined) return null;
  return (
    <Timeline {...rest} playheadMs={playheadMs} active={active} others={lanes.filter(({ id }) => id !== activeId)} />
  );
}
