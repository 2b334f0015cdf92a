import type { CameraId } from '../../shared/camera.ts';
import type { GapReason, Segment, SegmentKey } from '../../shared/recording.ts';
import type { Progress, Run, RunEnd, SegmentListEntry } from '../camera/index.ts';
