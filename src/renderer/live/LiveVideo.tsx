import { useEffect, useRef, useState } from 'react';
import type { CameraId } from '../../shared/camera.ts';
import type { LiveStream } from '../../shared/live-protocol.ts';
import type { FrameFeed, PlayerFigures, PlayerState } from './player/index.ts';
import { useLivePlayer, useOnScreen } from './use-live-player.ts';

/** What a video tells its tile. `hasPicture`: a frame of this stream was on screen since it was first asked for. */
export interface LiveVideoReport {
  readonly state: PlayerState;
  readonly hasPicture: boolean;
  readonly figures: () => PlayerFigures | null;
  readonly frames: FrameFeed;
}

/** One stream of one camera in a video element. It stops by itself while it is off screen. */
export function LiveVideo({
  cameraId,
  stream,
  active,
  muted = true,
  className,
  label,
  onReport,
}: {
  readonly cameraId: CameraId;
  readonly stream: LiveStream;
  readonly active: boolean;
  readonly muted?: boolean;
  readonly className: string;
  readonly label: string;
  readonly onReport: (report: LiveVideoReport) => void;
}) {
  const ref = useRef<HTMLVideoElement>(null);
  const onScreen = useOnScreen(ref);
  const { state, figures, frames } = useLivePlayer(ref, cameraId, stream, active && onScreen);
  const [hasPicture, setHasPicture] = useState(false);
  if (state.phase === 'playing' && !hasPicture) setHasPicture(true);
  useEffect(() => onReport({ state, hasPicture, figures, frames }), [onReport, state, hasPicture, figures, frames]);
  useEffect(() => {
    // React sets `muted` as an attribute only, which is the default for later, not the state now.
    if (ref.current !== null) ref.current.muted = muted;
  }, [muted]);
  // Not hidden until its first picture: a video that is not drawn is played in the background, where frames are dropped.
  // It is transparent until then.
  return (
    <video
      ref={ref}
      className={className}
      muted
      playsInline
      disablePictureInPicture
      aria-label={label}
      data-phase={state.phase}
      data-stream={stream}
    />
  );
}
