/** What the coach's screens know of the open store besides its door. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { SyncReport } from 'brygga';
import type { Session } from '../start/session';

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session here.');
  return session;
}

export function useReport(): SyncReport | null {
  const session = useSession();
  return useSyncExternalStore(session.onReport, () => session.report);
}

const listen = (listener: () => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

export const useOnline = (): boolean => useSyncExternalStore(listen, () => navigator.onLine);
