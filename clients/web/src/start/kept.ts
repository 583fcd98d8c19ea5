/** A few small things that outlive the page: which stores there are, and how a person wants the app. */
import type { Language } from '../words/formats';

export interface Settings {
  language: Language;
  theme: 'auto' | 'light' | 'dark';
  size: 'normal' | 'large' | 'largest';
}

/** A person's own store on this device. */
export interface StoreEntry {
  id: string;
  /** Whose it is: null until the office has said so. */
  name: string | null;
  tenant: string | null;
  /** What waited for the office when it was last looked at. */
  unsent: number;
  /** Of a kiosk: the staff's. */
  lock: LockCode | null;
  /** There while this device is a kiosk: then it shows nothing else, in any tab. */
  kiosk?: KioskEntry;
  /** The office had the store wiped: when, and whether it has the receipt. Then all else is empty. */
  wiped?: { at: string; isTold: boolean };
}

/** How a kiosk is set up, and how it slows down who tries codes. Nothing of anybody. */
export interface KioskEntry {
  asksMood: boolean;
  /** Wrong codes in a row, and until when the next one waits, in ms since 1970. */
  wrong: number;
  waitUntil: number;
}

/** What a code is checked against; the code itself is kept nowhere. */
export interface LockCode {
  salt: string;
  hash: string;
  /** Wrong ones in a row, and until when the next one waits, in ms since 1970. */
  wrong: number;
  waitUntil: number;
}

interface Kept {
  settings: Settings;
  stores: StoreEntry[];
  /** Stores that were given up, whose files are not gone yet. */
  leaving?: string[];
}

const KEY = 'brygga';
const listeners = new Set<() => void>();

function read(): Kept {
  const language: Language = navigator.language.startsWith('en') ? 'en' : 'sv';
  const fresh: Kept = { settings: { language, theme: 'auto', size: 'normal' }, stores: [] };
  try {
    const text = localStorage.getItem(KEY);
    return text ? { ...fresh, ...(JSON.parse(text) as Partial<Kept>) } : fresh;
  } catch {
    return fresh;
  }
}

let kept = read();

function change(next: Kept): void {
  kept = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing has no stores either, and says so when one is opened.
  }
  for (const listener of listeners) listener();
}

// Another tab may have enrolled somebody, or chosen another language.
window.addEventListener('storage', (event) => {
  if (event.key !== KEY) return;
  kept = read();
  for (const listener of listeners) listener();
});

/** Tells of each change, of whichever tab, until the function that it returns is called. */
export function onKeptChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const settingsNow = (): Settings => kept.settings;
/** As last heard of: the same list until it has changed. */
export const storesKnown = (): StoreEntry[] => kept.stores;
export const storesNow = (): StoreEntry[] => read().stores;

/** The kiosk that this device is, if it is one. */
export const kioskOf = (stores: readonly StoreEntry[]): StoreEntry | null => stores.find((one) => one.kiosk) ?? null;

export function setSettings(some: Partial<Settings>): void {
  change({ ...read(), settings: { ...kept.settings, ...some } });
}

export function putStore(entry: StoreEntry): void {
  const stores = storesNow();
  const at = stores.findIndex((one) => one.id === entry.id);
  change({ ...read(), stores: at < 0 ? [...stores, entry] : stores.map((one) => (one.id === entry.id ? entry : one)) });
}

export function changeStore(id: string, some: Partial<StoreEntry>): void {
  const known = storesNow().find((one) => one.id === id);
  if (known) putStore({ ...known, ...some });
}

export function dropStore(id: string): void {
  change({ ...read(), stores: storesNow().filter((one) => one.id !== id) });
}

export const leavingNow = (): string[] => read().leaving ?? [];

/** Nobody finds it any more; what it is called is known until its files are gone. */
export function leaveStore(id: string): void {
  dropStore(id);
  change({ ...kept, leaving: [...leavingNow().filter((one) => one !== id), id] });
}

export function hasLeft(id: string): void {
  change({ ...read(), leaving: leavingNow().filter((one) => one !== id) });
}
