import type { Camera } from '../../shared/camera.ts';
import type { DetectionStatus, ModelProblem, TracksAt } from '../../shared/detection.ts';
import type { Frame } from '../frames/index.ts';
import type { RuleEngine } from '../rules/index.ts';
import type { Track, Tracker, TrackerStep } from '../tracking/index.ts';
import { ModelError, type Detection, type Picture } from '../vision/index.ts';
import { TrackAttributes } from './attributes.ts';
import { Figures } from './figures.ts';
import { gate, isCut, mayMove } from './gate.ts';
import { PictureCopies } from './pictures.ts';
import type { DetectionNeeds } from './ports.ts';
import { initialRate, isDue, offered, overtaken, rethink, type RateState } from './rate.ts';
import { RunSummary } from './run-summary.ts';
import { statusOf } from './status.ts';

/** Faint detections keep a track alive, down to this share of the score that begins one. */
const FAINT = 0.4;
/** A model that cannot be used is tried again after this; the pool waits longer with one that keeps failing. */
const RETRY_MS = 5000;
/** A track that is only foretold is shown for so long. */
const FORETOLD_MS = 600;
/** Two looks further apart than this, and than two and a half times what is wanted, leave a time that nobody has looked at. */
const BLIND_AFTER_MS = 2000;

type Moment = Pick<Frame, 'runId' | 'mediaMs' | 'atMs'>;

/** Detection of one camera: which pictures are looked at, and what comes of it. */
export class CameraDetection {
  readonly #needs: DetectionNeeds;
  readonly #copies = new PictureCopies();
  readonly #attributes: TrackAttributes;
  #camera: Camera;
  #tracker: Tracker;
  #rules: RuleEngine;
  #rate: RateState;
  #figures = new Figures();
  #summary = new RunSummary();
  #tracks: readonly Track[] = [];
  /** Rises when what is under way no longer counts: the run has ended, or the plan has changed. */
  #generation = 0;
  #problem: { readonly problem: ModelProblem; readonly untilMs: number } | null = null;
  #provider: string | null = null;
  #resting = false;
  #failedFrames = 0;
  #lastTrackId = 0;
  #frameMs: number | null = null;
  #lookedMs: number | null = null;
  #movedMs: number | null = null;
  #wholeMs: number | null = null;

  constructor(camera: Camera, needs: DetectionNeeds) {
    this.#camera = camera;
    this.#needs = needs;
    this.#attributes = new TrackAttributes(camera.id, needs);
    this.#tracker = this.#newTracker(camera);
    this.#rules = needs.createRules(camera.detection);
    this.#rate = initialRate(camera.detection.fps, needs.clock.monotonic());
  }

  /** Takes over changed settings. Tracks go on unless another model or score makes them something else. */
  configure(camera: Camera): void {
    const before = this.#camera.detection;
    const after = camera.detection;
    this.#camera = camera;
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.end();
    this.#problem = null;
    this.#provider = null;
    this.#tracker = this.#newTracker(camera);
    this.#rules = this.#needs.createRules(after);
    this.#rate = initialRate(after.fps, this.#needs.clock.monotonic());
  }

  frame(frame: Frame): void {
    const { atMs } = frame;
    this.#frameMs = this.#needs.clock.monotonic();
    const plan = this.#camera.detection;
    const motion = plan.motionGate ? this.#needs.motion(this.#camera.id) : null;
    if (mayMove(motion)) this.#movedMs = atMs;
    const { movedMs, wholeMs } = { movedMs: this.#movedMs, wholeMs: this.#wholeMs };
    const decision = gate({ atMs, motion, tracks: this.#tracks, movedMs, wholeMs });
    this.#resting = decision.kind === 'rest';
    this.#rate = rethink(this.#rate, plan.fps, this.#frameMs);
    if (decision.kind === 'rest') {
      // What is under way was taken before; what comes of it still counts. A moment, not the frame: viewers get what is handed on.
      const { runId, mediaMs } = frame;
      return this.#follow(this.#tracker.rest(atMs), { runId, mediaMs, atMs }, null);
    }
    if (!isDue(this.#rate, atMs)) return;
    if (this.#problem !== null && this.#frameMs < this.#problem.untilMs) return;
    if (decision.look === null) this.#wholeMs = atMs;
    this.#rate = offered(this.#rate, atMs);
    void this.#look(frame, decision.look);
  }

  /** The run is over, or nobody looks any more: all tracks end. */
  end(): void {
    this.#generation += 1;
    this.#needs.inference.forget(this.#camera.id);
    const atMs = this.#lookedMs ?? this.#needs.clock.now();
    if (this.#lookedMs !== null) this.#follow(this.#tracker.end(), { runId: '', mediaMs: 0, atMs }, null);
    this.#needs.events.close(this.#camera.id, atMs);
    const run = this.#summary.end(this.#camera, this.#provider, atMs, this.#figures);
    if (run !== null) this.#needs.events.addRun(run);
    this.#figures = new Figures();
    this.#summary = new RunSummary();
    this.#attributes.clear();
    this.#tracks = [];
    this.#lookedMs = this.#movedMs = this.#wholeMs = this.#frameMs = null;
  }

  status(): DetectionStatus {
    const nowMs = this.#needs.clock.monotonic();
    return statusOf({
      camera: this.#camera,
      nowMs,
      frameMs: this.#frameMs,
      problem: this.#problem?.problem ?? null,
      provider: this.#provider,
      resting: this.#resting,
      grantedFps: this.#rate.grantedFps,
      figures: this.#figures.now(nowMs),
      tracks: this.#tracks.filter((track) => track.confirmed && isShown(track, this.#lookedMs ?? 0)).length,
      failedFrames: this.#failedFrames,
    });
  }

  async #look(frame: Frame, look: TracksAt['tracks'][number]['box'] | null): Promise<void> {
    const { runId, mediaMs, atMs } = frame;
    const plan = this.#camera.detection;
    const generation = this.#generation;
    const model = this.#needs.modelFile(plan.model);
    if (model === null) return this.#fail('missing');
    const picture = this.#copies.take(frame);
    const options = { minScore: plan.minScore * FAINT, labels: plan.labels, look };
    try {
      const result = await this.#needs.inference.detect(this.#camera.id, model, picture, options);
      if (generation !== this.#generation) return;
      if (result.kind === 'overtaken') {
        // While a worker starts or loads a model, it is no sign that the machine has no time.
        if (!result.warmingUp) this.#rate = overtaken(this.#rate);
        return;
      }
      this.#problem = null;
      this.#provider = result.provider;
      // Two workers may have had a picture each: an older one that comes later says nothing new.
      if (this.#lookedMs !== null && atMs <= this.#lookedMs) return;
      const { clock } = this.#needs;
      this.#figures.looked(clock.monotonic(), clock.now() - atMs, result.workerMs);
      this.#seen(result.detections, { runId, mediaMs, atMs }, picture, look);
    } catch (error) {
      if (generation === this.#generation) this.#failed(error);
    } finally {
      this.#copies.giveBack(picture);
    }
  }

  #seen(
    detections: readonly Detection[],
    at: Moment,
    picture: Picture,
    look: TracksAt['tracks'][number]['box'] | null,
  ): void {
    const plan = this.#camera.detection;
    const wanted = detections.filter(({ box }) => !isCut(box, look) && !this.#needs.masked(plan, box));
    this.#follow(this.#tracker.update(wanted, at.atMs, look), at, picture);
    const classifier = plan.attributeModel === null ? null : this.#needs.modelFile(plan.attributeModel);
    if (classifier !== null) this.#attributes.look(this.#tracks, picture, classifier, at.atMs);
  }

  /** Numbers go on from those of the tracker before. */
  #newTracker({ detection: { minScore, fps } }: Camera): Tracker {
    const firstId = this.#lastTrackId + 1;
    return this.#needs.createTracker({ minScore, faintScore: minScore * FAINT, firstId, fps });
  }

  /** Tells everybody what one look (or rest, or end) has brought. */
  #follow(step: TrackerStep, at: Moment, picture: Picture | null): void {
    const { id: cameraId, name: cameraName } = this.#camera;
    this.#tracks = step.tracks;
    const tracks = step.tracks.filter(({ confirmed }) => confirmed);
    const rules = this.#rules.step(tracks, step.ended, at.atMs);
    this.#lastTrackId = Math.max(this.#lastTrackId, ...tracks.map(({ id }) => id));
    this.#summary.add(at.atMs, tracks, rules.hits);
    this.#needs.events.observe({ cameraId, cameraName, atMs: at.atMs, tracks, ended: step.ended, rules, picture });
    this.#tell(tracks, at.atMs);
    this.#attributes.forget(step.ended.map(({ id }) => id));
    const shown = tracks.filter((track) => isShown(track, at.atMs)).map((track) => this.#drawn(track));
    if (at.runId !== '') this.#needs.show(cameraId, { ...at, tracks: shown });
  }

  #tell(tracks: readonly Track[], atMs: number): void {
    const { id, detection } = this.#camera;
    const lastMs = this.#lookedMs;
    this.#lookedMs = atMs;
    if (lastMs === null || atMs <= lastMs) return;
    if (atMs - lastMs <= Math.max(BLIND_AFTER_MS, 2500 / detection.fps))
      this.#needs.sink.onWatched(id, 'detection', lastMs, atMs);
    const active = tracks.filter(({ seen, stationary }) => seen && !stationary);
    if (active.length === 0) return;
    const sinceMs = Math.min(...active.map(({ startMs }) => Math.max(startMs, lastMs - BLIND_AFTER_MS)));
    this.#needs.sink.onActivity(id, 'detection', Math.min(lastMs, sinceMs), atMs);
  }

  #drawn({ id, label, score, box, vx, vy, stationary }: Track): TracksAt['tracks'][number] {
    return { id, label, score, box, vx, vy, stationary, attributes: this.#attributes.of(id) };
  }

  #fail(problem: ModelProblem): void {
    this.#problem = { problem, untilMs: this.#needs.clock.monotonic() + RETRY_MS };
  }

  /** One picture that fails is skipped; a model that fails is tried again later. */
  #failed(error: unknown): void {
    const problem = error instanceof ModelError ? error.problem : 'failed';
    this.#failedFrames += 1;
    this.#summary.failedFrames += 1;
    const cameraId = this.#camera.id;
    // The first one, and then each hundredth: a log of a broken model must not fill the disk.
    if (this.#failedFrames % 100 === 1) {
      this.#needs.logger.warn(
        { cameraId, problem, failed: this.#failedFrames, err: error },
        'a picture was not looked at',
      );
    }
    const once = problem === 'failed' && this.#figures.frames > 0;
    if (!once) this.#fail(problem);
  }
}

function isShown(track: Track, atMs: number): boolean {
  return track.seen || track.stationary || atMs - track.seenMs < FORETOLD_MS;
}
