import type { ClipRef } from './clip.ts';

export type StreamName = 'main' | 'sub';

/**
 * What may go wrong with a camera. A new fault replaces the one before; `heal` ends it.
 *
 * - refuse: connections are reset, the present ones and each new one as soon as it names the camera
 * - drop: the present connections are closed, once; new ones are served
 * - stall: no media any more, requests are answered
 * - silence: neither media nor answers; connections stay open and go on after healing
 * - disappear: like silence, but after healing the old connections are reset, as after a power cut
 * - unauthorized, not_found: connections are closed, each request is answered 401 or 404
 * - garbage: random bytes take the place of media, as many as there would have been
 * - clip: another clip from now on, in the middle of the stream; healing brings the old one back
 * - jump: time stamps leap by so many seconds, once; they do not leap back
 * - drip: TCP connections get so many bytes of media a second; UDP gets nothing
 */
export type Fault =
  | { readonly kind: 'refuse' }
  | { readonly kind: 'drop'; readonly reset?: boolean }
  | { readonly kind: 'stall' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'disappear' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'clip'; readonly stream: StreamName; readonly clip: ClipRef }
  | { readonly kind: 'jump'; readonly seconds: number }
  | { readonly kind: 'drip'; readonly bytesPerSecond: number };

/** How a camera with a fault treats requests and media. */
export interface Behaviour {
  readonly requests: 'answer' | 'reset' | 'ignore' | 'unauthorized' | 'not_found';
  readonly media: 'send' | 'none' | 'garbage' | 'drip';
  /** What becomes of present connections when the fault begins. */
  readonly present: 'keep' | 'close' | 'reset';
}

const healthy: Behaviour = { requests: 'answer', media: 'send', present: 'keep' };

const behaviours: Record<Fault['kind'], Behaviour> = {
  refuse: { requests: 'reset', media: 'none', present: 'reset' },
  drop: { ...healthy, present: 'close' },
  stall: { ...healthy, media: 'none' },
  silence: { requests: 'ignore', media: 'none', present: 'keep' },
  disappear: { requests: 'ignore', media: 'none', present: 'keep' },
  unauthorized: { requests: 'unauthorized', media: 'none', present: 'close' },
  not_found: { requests: 'not_found', media: 'none', present: 'close' },
  garbage: { ...healthy, media: 'garbage' },
  clip: healthy,
  jump: healthy,
  drip: { ...healthy, media: 'drip' },
};

/** What a fault means; null is a healthy camera. */
export function behaviourOf(fault: Fault | null): Behaviour {
  if (fault === null) return healthy;
  if (fault.kind === 'drop' && fault.reset === true) return { ...behaviours.drop, present: 'reset' };
  return behaviours[fault.kind];
}

/** Faults that are over as soon as they have happened. */
export function isMomentary(fault: Fault): boolean {
  return fault.kind === 'drop' || fault.kind === 'jump';
}
