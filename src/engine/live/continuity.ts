import { shiftDecodeTime, type MovieFragment } from '../media/index.ts';

/** A hole in media time larger than both of these, after which a picture may lack what it refers to. */
const LOSS_SECONDS = 0.5;
const LOSS_FRAMES = 4;

/**
 * Makes media time go on where a new recording file should begin again at zero, and notices holes. All tracks are moved by the
 * same time as the picture is, so that sound and picture stay together.
 */
export class Continuity {
  #offsetSeconds = 0;
  #endSeconds: number | null = null;
  #atJoint = false;
  #previousSeconds: number | null = null;
  #frameSeconds: number | null = null;

  /** Begins anew: media times are passed on as they are. */
  reset(): void {
    this.#offsetSeconds = 0;
    this.#endSeconds = null;
    this.#atJoint = false;
    this.#previousSeconds = null;
    this.#frameSeconds = null;
  }

  /** A new file of the same stream follows. */
  joint(): void {
    this.#atJoint = this.#endSeconds !== null;
    this.#previousSeconds = null;
  }

  /** Whether pictures were lost before this one. */
  lost(fragment: MovieFragment): boolean {
    const { video } = fragment;
    if (video === null) return false;
    const seconds = video.baseDecodeTime / video.track.timescale;
    const step = this.#previousSeconds === null ? null : seconds - this.#previousSeconds;
    this.#previousSeconds = seconds;
    if (step === null) return false;
    if (step < 0) return true;
    const usual = this.#frameSeconds;
    if (usual !== null && step > LOSS_SECONDS && step > LOSS_FRAMES * usual) return true;
    this.#frameSeconds = usual === null ? step : usual + (step - usual) / 8;
    return false;
  }

  /** Writes the moved decode times into the fragment's bytes. */
  place(bytes: Uint8Array, fragment: MovieFragment): void {
    const lead = fragment.video ?? fragment.runs[0];
    if (lead === undefined) return;
    const seconds = lead.baseDecodeTime / lead.track.timescale;
    if (this.#atJoint && this.#endSeconds !== null) {
      const seamSeconds = this.#endSeconds - (seconds + this.#offsetSeconds);
      // Where time stamps go on by themselves, the guessed length of the last frame must not shift them.
      if (Math.abs(seamSeconds) > LOSS_SECONDS) this.#offsetSeconds += seamSeconds;
      this.#atJoint = false;
    }
    for (const run of fragment.runs) shiftDecodeTime(bytes, run, Math.round(this.#offsetSeconds * run.track.timescale));
    if (fragment.video === null) return;
    const endSeconds = (lead.baseDecodeTime + lead.duration) / lead.track.timescale + this.#offsetSeconds;
    this.#endSeconds = Math.max(this.#endSeconds ?? 0, endSeconds);
  }
}
