/**
 * Keeps the whole app on this device, so that it starts with no network. It answers for the app's own
 * files alone: what goes to the office passes by and is kept nowhere. A new version waits until a
 * person asks for it, or until no tab shows the old one.
 */
import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] };

precacheAndRoute(self.__WB_MANIFEST, { directoryIndex: 'index.html', cleanURLs: false });
cleanupOutdatedCaches();

self.addEventListener('message', (event) => {
  if (event.data === 'update') void self.skipWaiting();
});

// The tab of the very first load works with no network from now on, too.
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});
