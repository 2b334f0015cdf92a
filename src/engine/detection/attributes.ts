import type { Attribute } from '../../shared/detection.ts';
import type { Track } from '../tracking/index.ts';
import type { ModelFile, Picture } from '../vision/index.ts';
import type { DetectionNeeds } from './ports.ts';
import { looking, noVotes, outcome, vote, worthALook, type Votes } from './votes.ts';

/** What a second-stage classifier says of the tracks of one camera: it looks at each when it is seen best, and votes. */
export class TrackAttributes {
  readonly #cameraId: string;
  readonly #needs: Pick<DetectionNeeds, 'inference' | 'events' | 'logger'>;
  #votes = new Map<number, Votes>();
  #complained = false;

  constructor(cameraId: string, needs: Pick<DetectionNeeds, 'inference' | 'events' | 'logger'>) {
    this.#cameraId = cameraId;
    this.#needs = needs;
  }

  of(trackId: number): Attribute[] {
    const votes = this.#votes.get(trackId);
    return votes === undefined ? [] : outcome(votes);
  }

  /** Asks about those tracks that are worth it now; answers come later. */
  look(tracks: readonly Track[], picture: Picture, model: ModelFile, atMs: number): void {
    for (const track of tracks) {
      const votes = this.#votes.get(track.id) ?? noVotes;
      if (!worthALook(votes, track, atMs)) continue;
      this.#votes.set(track.id, looking(votes, track, atMs));
      this.#needs.inference
        .classify(this.#cameraId, model, picture, track.box)
        .then((said) => this.#said(track.id, said))
        .catch((error: unknown) => this.#failed(error, model.id));
    }
  }

  forget(trackIds: Iterable<number>): void {
    for (const id of trackIds) this.#votes.delete(id);
  }

  clear(): void {
    this.#votes = new Map();
    this.#complained = false;
  }

  #said(trackId: number, said: readonly Attribute[]): void {
    const votes = this.#votes.get(trackId);
    // Of a track that is over, nobody wants to know any more.
    if (votes === undefined) return;
    const next = vote(votes, said);
    this.#votes.set(trackId, next);
    this.#needs.events.attributes(this.#cameraId, trackId, outcome(next));
  }

  #failed(error: unknown, model: string): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#needs.logger.warn({ cameraId: this.#cameraId, model, err: error }, 'attributes cannot be told');
  }
}
