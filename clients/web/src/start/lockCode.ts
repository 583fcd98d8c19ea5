/**
 * A person's code, against others who borrow the device: it hides, it does not encrypt. Checking it is
 * slow on purpose, and wrong ones have to wait ever longer, also after the page was loaded again.
 */
import { changeStore, storesNow, type LockCode } from './kept';

const ROUNDS = 600_000;
const TRIES_FREE = 3;
const wait_ms = 5_000;
const wait_ms_max = 15 * 60_000;

const toText = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const toBytes = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

async function hashOf(code: string, salt: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(code), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, key, 256);
  return toText(new Uint8Array(bits));
}

export async function makeLockCode(code: string): Promise<LockCode> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt: toText(salt), hash: await hashOf(code, salt), wrong: 0, waitUntil: 0 };
}

export type Checked = { is: 'right' } | { is: 'wrong'; waitSeconds: number };

/** Of a store with a code. */
export async function checkLockCode(store: string, code: string): Promise<Checked> {
  const lock = storesNow().find((one) => one.id === store)?.lock;
  if (!lock) return { is: 'right' };
  const now = Date.now();
  if (lock.waitUntil > now) return { is: 'wrong', waitSeconds: Math.ceil((lock.waitUntil - now) / 1000) };
  // Counted before it is checked, so that closing the page does not save a try.
  const wrong = lock.wrong + 1;
  const waits_ms = wrong < TRIES_FREE ? 0 : Math.min(wait_ms_max, wait_ms * 2 ** (wrong - TRIES_FREE));
  changeStore(store, { lock: { ...lock, wrong, waitUntil: now + waits_ms } });
  if ((await hashOf(code, toBytes(lock.salt))) !== lock.hash) return { is: 'wrong', waitSeconds: Math.ceil(waits_ms / 1000) };
  changeStore(store, { lock: { ...lock, wrong: 0, waitUntil: 0 } });
  return { is: 'right' };
}
