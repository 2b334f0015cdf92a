import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';

export type Session = 'checking' | 'none' | 'open';

/** Takes the one-time token out of the address (`#token=…`), so that it stays neither on screen nor in the history. */
function takeTokenFromAddress(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token !== null) window.history.replaceState(null, '', window.location.pathname);
  return token;
}

/**
 * Whether this browser has a session; signs in by the token of the address when there is one. Once, as the page starts:
 * a token is good for one time, and effects of components run as often as React likes.
 */
export async function enter(): Promise<'none' | 'open'> {
  const token = takeTokenFromAddress();
  try {
    await (token === null ? api.session.check() : api.session.signIn(token).catch(() => api.session.check()));
    return 'open';
  } catch {
    return 'none';
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
