/**
 * The stores that this tab has open. One that was left stays open and in step with the office, with
 * nothing of it on the screen, so that what its person had not sent is sent.
 */
import { Brygga, type SyncReport } from 'brygga';
import { dropDrafts } from '../coach/drafts';
import { Early } from '../door/early';
import { changeStore, hasLeft, leaveStore, leavingNow, putStore, storesNow } from './kept';

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

const leaves = new BroadcastChannel('brygga.leave');
leaves.addEventListener('message', (event: MessageEvent<string>) => void closeSession(event.data));

async function closeSession(id: string): Promise<void> {
  const session = await sessions.get(id)?.catch(() => null);
  sessions.delete(id);
  await session?.store.close().catch(() => {});
}

/** Gives up a store whose work the office has, with its files; tabs that hold these let them go. */
export async function forgetStore(id: string): Promise<void> {
  leaveStore(id);
  leaves.postMessage(id);
  await closeSession(id);
  await removeFiles(id);
}

const TRIES_MAX = 50;
const rest_ms_between = 100;

/** What cannot be removed now is removed at a later start. */
async function removeFiles(id: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    try {
      await (await root.getDirectoryHandle('brygga')).removeEntry(id, { recursive: true });
      return hasLeft(id);
    } catch (failure) {
      if (failure instanceof DOMException && failure.name === 'NotFoundError') return hasLeft(id);
      await new Promise((done) => setTimeout(done, rest_ms_between));
    }
  }
}

/**
 * What an earlier page could not finish: files of stores that were given up, drafts of wiped ones.
 * What merely is not known here is left alone: a list may be lost, and drafts are somebody's work.
 */
export async function tidyUp(): Promise<void> {
  for (const { id, wiped } of storesNow()) if (wiped) await dropDrafts(id);
  for (const id of leavingNow()) {
    leaves.postMessage(id);
    await dropDrafts(id);
    await removeFiles(id);
  }
}

/**
 * The office had the store wiped: what the app keeps beside it goes, too. That there was one stays
 * known, so that the office gets its receipt, also when the tab was closed before. A kiosk's keeps its
 * staff's code, behind which alone the way out of it stays.
 */
export async function forgetWiped(id: string, at: string): Promise<void> {
  keepShown(null);
  const entry = storesNow().find((one) => one.id === id);
  if (entry && !entry.wiped) {
    const { kiosk, lock } = entry;
    putStore({ id, name: null, tenant: null, unsent: 0, lock: kiosk ? lock : null, ...(kiosk && { kiosk }), wiped: { at, isTold: false } });
  }
  // Marked first, since from then on no draft is kept; should this fail, the next start does it.
  await dropDrafts(id).catch(() => {});
}

/** The staff have opened what is left of their kiosk: it is one no longer. */
export function freeWiped(id: string): void {
  const entry = storesNow().find((one) => one.id === id);
  if (entry?.wiped) putStore({ id, name: null, tenant: null, unsent: 0, lock: null, wiped: entry.wiped });
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
