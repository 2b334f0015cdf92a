import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';

export type Session = 'checking' | 'none' | 'open';

/** Takes the one-time token out of the address (`#token=…`), so that it stays neither on screen nor in the history. */
function takeTokenFromAddress(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token !== null) window.history.replaceState(null, '', window.location.pathname);
  return token;
}

/** Whether this browser has a session; signs in by the token of the address when there is one. */
export function useSession(): [Session, (session: Session) => void] {
  const [session, setSession] = useState<Session>('checking');
  useEffect(() => {
    const token = takeTokenFromAddress();
    const entry = token === null ? api.session.check() : api.session.signIn(token).catch(() => api.session.check());
    entry.then(
      () => setSession('open'),
      () => setSession('none'),
    );
  }, []);
  return [session, setSession];
}
