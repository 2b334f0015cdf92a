import { useEffect, useState } from 'react';
import { api, RequestError } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';

export type Session = 'checking' | 'none' | 'open';

/** Takes the one-time token out of the address (`#token=…`), so that it stays neither on screen nor in the history. */
function takeTokenFromAddress(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token !== null) window.history.replaceState(null, '', window.location.pathname);
  return token;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/** Nobody answered, or not the recorder but a proxy before it: that says nothing about the session. */
function isUnreachable(error: unknown): boolean {
  return error instanceof RequestError && (error.code === 'network' || error.code === 'internal');
}

async function hasSession(token: string | null): Promise<boolean> {
  try {
    if (token !== null) return await api.session.signIn(token).then(() => true);
  } catch (error) {
    if (isUnreachable(error)) throw error;
  }
  try {
    return await api.session.check().then(() => true);
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return false;
  }
}

/**
 * Whether this browser has a session; signs in by the token of the address when there is one. Once, as the page starts:
 * a token is good for one time, and effects of components run as often as React likes. While the recorder cannot be reached it is tried
 * again: whoever reloads the page while it starts anew is not to be asked to sign in.
 */
export async function enter(): Promise<'none' | 'open'> {
  const token = takeTokenFromAddress();
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      const open = await hasSession(token);
      useCameraStore.getState().setConnection('connecting');
      return open ? 'open' : 'none';
    } catch {
      useCameraStore.getState().setConnection('lost');
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** The session: what entering came to, until a person signs in or out. */
export function useSession(entry: Promise<'none' | 'open'>): [Session, (session: Session) => void] {
  const [session, setSession] = useState<Session>('checking');
  useEffect(() => {
    let heeded = true;
    void entry.then((entered) => {
      if (heeded) setSession((now) => (now === 'checking' ? entered : now));
    });
    return () => {
      heeded = false;
    };
  }, [entry]);
  return [session, setSession];
}
