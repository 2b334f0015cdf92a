import type { CameraId } from '../../../shared/camera.ts';

/** Over which pictures boxes are drawn: over all or none, but for some. */
export interface OverlayChoice {
  readonly all: boolean;
  readonly except: readonly CameraId[];
}

export const overlayOn: OverlayChoice = { all: true, except: [] };

export function isShown({ all, except }: OverlayChoice, id: CameraId): boolean {
  return all !== except.includes(id);
}

export function toggleOne({ all, except }: OverlayChoice, id: CameraId): OverlayChoice {
  return { all, except: except.includes(id) ? except.filter((other) => other !== id) : [...except, id] };
}

/** Off when boxes are drawn over any of these, else on; for all cameras, the exceptions are forgotten. */
export function toggleAll(choice: OverlayChoice, ids: readonly CameraId[]): OverlayChoice {
  return { all: !ids.some((id) => isShown(choice, id)), except: [] };
}

/** A stored choice; what cannot be read is as if nothing had been chosen. */
export function parseChoice(stored: string | null | undefined): OverlayChoice {
  try {
    const value: unknown = JSON.parse(stored ?? '');
    if (typeof value !== 'object' || value === null || !('all' in value) || !('except' in value)) return overlayOn;
    const { all, except } = value;
    if (typeof all !== 'boolean' || !Array.isArray(except)) return overlayOn;
    return { all, except: except.filter((id): id is CameraId => typeof id === 'string') };
  } catch {
    return overlayOn;
  }
}
