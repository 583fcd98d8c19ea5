/**
 * What a page and its worker, and the workers of several tabs, say to each other. Inputs and results
 * stay the texts of JSON that the core takes and gives, so that they are parsed once.
 */
import type { ErrorText } from './errors.js';

/** Something that is asked of the tab that has the store open, the leader. */
export type Request =
  | { do: 'call'; name: string; input: string; commandId: string | null }
  | { do: 'watch'; watch: string; name: string; input: string }
  | { do: 'unwatch'; watch: string }
  | { do: 'enrol'; input: string }
  | { do: 'sync'; wanted: boolean }
  | { do: 'sync_once' }
  | { do: 'hint'; input: string }
  | { do: 'export_unsent' };

/** What came of it: the text of a JSON object, or the error. */
export type Outcome = { ok: true; text: string } | { ok: false; error: ErrorText };

/** A change of the store, as brygga.h tells it. */
export interface Change {
  /** Those whose records may look different now. */
  entities: string[];
  /** Whether an answer of the office made it, not a save. */
  received: boolean;
  /** Whether the sync's status, receipts or what this store may hold changed. */
  status: boolean;
}

/** What the leader tells without being asked. */
export type News =
  | { news: 'changed'; change: Change }
  | { news: 'watched'; watch: string; outcome: Outcome }
  | { news: 'sync'; report: string };

export type ToWorker =
  | { kind: 'open'; name: string }
  | { kind: 'request'; id: string; request: Request }
  | { kind: 'close' };

export type FromWorker =
  | { kind: 'opened' }
  | { kind: 'failed'; error: ErrorText }
  | { kind: 'answer'; id: string; outcome: Outcome }
  | { kind: 'news'; news: News }
  | { kind: 'crashed'; error: ErrorText }
  | { kind: 'closed' };

/** Between workers, over a BroadcastChannel. A tab is a random id of its worker. */
export type BetweenTabs =
  | { kind: 'who_leads' }
  | { kind: 'leading'; leader: string }
  | { kind: 'request'; tab: string; id: string; request: Request }
  | { kind: 'answer'; id: string; outcome: Outcome }
  | { kind: 'news'; news: News }
  /** A page has begun or ended the sync, for all of them. */
  | { kind: 'sync'; wanted: boolean };

/** The lock that a worker holds while it lives, so that others learn of its end. */
export function lockOfTab(store: string, tab: string): string {
  return `brygga:${store}:tab:${tab}`;
}

/** The lock whose holder is the leader. */
export function lockOfStore(store: string): string {
  return `brygga:${store}`;
}

export function internalError(sentence: string): ErrorText {
  return { code: 'internal', kind: 'internal', sentence, can_retry: false };
}
