/**
 * The stores that this tab has open. One that was left stays open and in step with the office, with
 * nothing of it on the screen, so that what its person had not sent is sent.
 */
import { Brygga, type SyncReport } from 'brygga';
import { dropDrafts } from '../coach/drafts';
import { Early } from '../door/early';
import { changeStore, dropStore, putStore, storesNow } from './kept';

export interface Session {
  id: string;
  store: Brygga;
  /** What was asked of it before there were screens. */
  early: Early;
  /** What came of the last exchange; null before the first one. */
  report: SyncReport | null;
  /** Tells of each new report, until the function that it returns is called. */
  onReport(listener: () => void): () => void;
}

const sessions = new Map<string, Promise<Session>>();

export function openSession(id: string): Promise<Session> {
  const known = sessions.get(id);
  if (known) return known;
  const opening = begin(id);
  sessions.set(id, opening);
  opening.catch(() => sessions.delete(id));
  return opening;
}

async function begin(id: string): Promise<Session> {
  const store = await Brygga.open({ name: id });
  const listeners = new Set<() => void>();
  const session: Session = {
    id,
    store,
    early: new Early(),
    report: null,
    onReport: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  void (async () => {
    for await (const report of store.reports()) {
      session.report = report;
      if (report.phase === 'stopped' && report.error?.code === 'wiped') noteTold(id);
      for (const listener of listeners) listener();
    }
  })().catch(() => sessions.delete(id));
  void (async () => {
    for await (const status of store.observe('status')) {
      if (status.wiped_at) await forgetWiped(id, status.wiped_at);
      else changeStore(id, { unsent: status.unsent });
    }
  })().catch(() => sessions.delete(id));
  return session;
}

/** Gives up a store whose work the office has, with its files; another tab may still hold these. */
export async function forgetStore(id: string): Promise<void> {
  const session = await sessions.get(id)?.catch(() => null);
  await session?.store.close().catch(() => {});
  sessions.delete(id);
  dropStore(id);
  const root = await navigator.storage.getDirectory();
  const stores = await root.getDirectoryHandle('brygga');
  await stores.removeEntry(id, { recursive: true }).catch(() => {});
}

/**
 * The office had the store wiped: what the app keeps beside it goes, too. That there was one stays
 * known, so that the office gets its receipt, also when the tab was closed before.
 */
export async function forgetWiped(id: string, at: string): Promise<void> {
  await dropDrafts(id);
  keepShown(null);
  if (storesNow().find((one) => one.id === id)?.wiped) return;
  putStore({ id, name: null, tenant: null, unsent: 0, lock: null, wiped: { at, isTold: false } });
}

function noteTold(id: string): void {
  const wiped = storesNow().find((one) => one.id === id)?.wiped;
  if (wiped) changeStore(id, { wiped: { ...wiped, isTold: true } });
}

/** Which store this tab shows, kept over a reload of it. */
const SHOWN = 'brygga.shown';
const rest_ms_max = 10 * 60_000;

export function keepShown(id: string | null): void {
  if (id === null) sessionStorage.removeItem(SHOWN);
  else sessionStorage.setItem(SHOWN, JSON.stringify({ id, at: Date.now() }));
}

/** Null also when so long ago that the screen would have locked. */
export function shownBefore(): string | null {
  try {
    const { id, at } = JSON.parse(sessionStorage.getItem(SHOWN) ?? '{}') as { id?: string; at?: number };
    return id && at && Date.now() - at < rest_ms_max ? id : null;
  } catch {
    return null;
  }
}

const channel = new BroadcastChannel('brygga.lock');

/** Other tabs hide what they show, too. */
export function lockOthers(): void {
  channel.postMessage('lock');
}

/** Calls back when nobody has touched the device for ten minutes, or another tab is locked. */
export function onLock(id: string, lock: () => void): () => void {
  let touched = Date.now();
  const touch = () => {
    touched = Date.now();
  };
  const timer = setInterval(() => {
    if (Date.now() - touched > rest_ms_max) lock();
    else keepShown(id);
  }, 15_000);
  const events = ['pointerdown', 'keydown', 'wheel', 'touchmove'];
  for (const event of events) addEventListener(event, touch, { passive: true });
  channel.addEventListener('message', lock);
  return () => {
    clearInterval(timer);
    for (const event of events) removeEventListener(event, touch);
    channel.removeEventListener('message', lock);
  };
}
