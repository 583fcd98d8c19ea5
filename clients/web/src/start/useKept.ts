/** What outlives the page, as React components use it. */
import { useSyncExternalStore } from 'react';
import { onKeptChange, settingsNow, storesKnown, type Settings, type StoreEntry } from './kept';

export const useSettings = (): Settings => useSyncExternalStore(onKeptChange, settingsNow);
export const useStores = (): StoreEntry[] => useSyncExternalStore(onKeptChange, storesKnown);
