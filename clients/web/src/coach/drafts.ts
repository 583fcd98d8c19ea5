/**
 * What somebody has begun to write and not saved: on this device alone, in its own database, so that
 * it outlives the tab. What is saved for good goes through the door, and the draft goes then.
 */
import { storesNow } from '../start/kept';

export interface Draft {
  /** Whose store, and what it is a draft of. */
  key: string;
  store: string;
  participant: string;
  /** The note that is changed, from the version that was shown; null: a new one. Or "checkin". */
  note: string | null;
  version: string | null;
  body: string;
  /** Of the saving of it: if the tab dies between saving and forgetting the draft, it is saved once. */
  commandId: string;
  changedAt: number;
}

const DRAFTS = 'drafts';

export const draftKey = (store: string, participant: string, note: string | null): string =>
  `${store}/${participant}/${note ?? 'new'}`;

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open('brygga.drafts', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(DRAFTS, { keyPath: 'key' });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => {
      opened = null;
      reject(opening.error ?? new Error('The drafts cannot be opened.'));
    };
  });
  return opened;
}

async function inDrafts<T>(mode: IDBTransactionMode, work: (drafts: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(DRAFTS, mode, { durability: 'strict' });
    const asked = work(transaction.objectStore(DRAFTS));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('The draft was not kept.'));
  });
}

export const readDraft = (key: string): Promise<Draft | undefined> =>
  inDrafts<Draft | undefined>('readonly', (drafts) => drafts.get(key) as IDBRequest<Draft | undefined>);

/** Refused of a store that was wiped or given up meanwhile. */
export async function keepDraft(draft: Draft): Promise<void> {
  const entry = storesNow().find((one) => one.id === draft.store);
  if (!entry || entry.wiped) throw new Error('The store of this draft is gone.');
  await inDrafts('readwrite', (drafts) => drafts.put(draft));
}

export async function dropDraft(key: string): Promise<void> {
  await inDrafts('readwrite', (drafts) => drafts.delete(key));
}

/** All of one store. */
export async function dropDrafts(store: string): Promise<void> {
  for (const draft of await listDrafts(store)) await dropDraft(draft.key);
}

const allDrafts = () => inDrafts<Draft[]>('readonly', (drafts) => drafts.getAll() as IDBRequest<Draft[]>);

/** Of one store, the newest first. */
export async function listDrafts(store: string): Promise<Draft[]> {
  return (await allDrafts()).filter((one) => one.store === store).sort((one, other) => other.changedAt - one.changedAt);
}
