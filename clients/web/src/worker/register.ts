/** The app's copy on this device: made after the first load, and renewed when a person says so. */

/** What a person is told of it. */
export interface Kept {
  /** Whether the app starts with no network. */
  isOffline: boolean;
  /** A newer version is here, and waits. */
  hasUpdate: boolean;
}

type Listener = (kept: Kept) => void;

let kept: Kept = { isOffline: false, hasUpdate: false };
let waiting: ServiceWorker | null = null;
const listeners = new Set<Listener>();

function tell(news: Partial<Kept>): void {
  kept = { ...kept, ...news };
  for (const listener of listeners) listener(kept);
}

export const keptNow = (): Kept => kept;

export function onKept(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function follow(registration: ServiceWorkerRegistration): void {
  const look = () => {
    waiting = registration.waiting;
    tell({ isOffline: registration.active !== null, hasUpdate: waiting !== null && registration.active !== null });
  };
  const watch = (worker: ServiceWorker | null) => worker?.addEventListener('statechange', look);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  look();
}

/** Begins once the first load is over, so that it does not compete with it. */
export async function keepApp(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register('/serviceWorker.js', { updateViaCache: 'none' });
    follow(registration);
    const hour_ms = 3_600_000;
    setInterval(() => void registration.update().catch(() => {}), hour_ms);
  } catch {
    // Without it the app works as long as its tab is open; the sync place says so.
  }
}

/** Takes the new version into use. What is saved is on disk already; drafts are kept as they are typed. */
export function update(): void {
  if (!waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('update');
}
