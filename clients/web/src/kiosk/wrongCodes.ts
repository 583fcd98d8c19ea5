/**
 * Slows down who tries codes at a kiosk. A badge's code is 80 random bits, which nobody finds by trying;
 * this keeps a kiosk from looking as if they might, also after the page was loaded again.
 */
import { changeStore, storesNow, type KioskEntry } from '../start/kept';

const TRIES_FREE = 4;
const wait_ms = 5_000;
const wait_ms_max = 5 * 60_000;

function kioskNow(store: string): KioskEntry | undefined {
  return storesNow().find((one) => one.id === store)?.kiosk;
}

/** How long the next code has to wait, in whole seconds; 0: it need not. */
export function secondsToWait(store: string): number {
  return Math.max(0, Math.ceil(((kioskNow(store)?.waitUntil ?? 0) - Date.now()) / 1000));
}

/** Counts a code as wrong before it is looked at, so that closing the page does not save a try. */
export function beginTry(store: string): void {
  const kiosk = kioskNow(store);
  if (!kiosk) return;
  const wrong = kiosk.wrong + 1;
  const waits_ms = wrong < TRIES_FREE ? 0 : Math.min(wait_ms_max, wait_ms * 2 ** (wrong - TRIES_FREE));
  changeStore(store, { kiosk: { ...kiosk, wrong, waitUntil: Date.now() + waits_ms } });
}

/** Forgives half of the wrong ones before it: all of them, and a badge of one's own would buy free tries. */
export function wasRight(store: string): void {
  const kiosk = kioskNow(store);
  if (kiosk) changeStore(store, { kiosk: { ...kiosk, wrong: Math.max(0, Math.floor((kiosk.wrong - 1) / 2)), waitUntil: 0 } });
}
