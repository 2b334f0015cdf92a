import { useEffect, useState } from 'react';
import { useCameraStore } from '../state/camera-store.ts';

/**
 * The recorder's clock, UTC milliseconds, renewed each `periodMs` while `active`.
 * Countdowns are to the recorder's times, so this machine's clock must not decide them.
 */
export function useRecorderNow(periodMs = 1000, active = true): number {
  const offset = useCameraStore((state) => state.clockOffsetMs);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return undefined;
    const renew = () => setNow(Date.now());
    const first = setTimeout(renew, 0);
    const timer = setInterval(renew, periodMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [active, periodMs]);
  return now + offset;
}
