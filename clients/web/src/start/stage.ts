/** Who is to work, or what that person works with: what the app shows, and how a page begins. */
import { dropLink, takeInvitation, takePasswordCode, type Invitation } from './invitation';
import { kioskOf, storesNow, type StoreEntry } from './kept';
import { shownBefore } from './session';

export type Stage =
  | { at: 'enrol'; invitation: Invitation | null; said: 'cleared' | null }
  | { at: 'choose' }
  | { at: 'office'; code: Invitation | null }
  | { at: 'unlock'; store: StoreEntry }
  | { at: 'open'; store: string }
  | { at: 'wiped'; store: string; when: string };

export const wipedStage = (store: StoreEntry): Stage | null => (store.wiped ? { at: 'wiped', store: store.id, when: store.wiped.at } : null);

/** A reload comes back to the office, whose screens are kept in the history under this name. */
const worksAtOffice = () => (history.state as { store?: string } | null)?.store === 'office';

/** Called once for each page, since a code is taken out of the address by it. */
export function firstStage(): Stage {
  const kiosk = kioskOf(storesNow());
  if (kiosk) {
    dropLink();
    return wipedStage(kiosk) ?? { at: 'open', store: kiosk.id };
  }
  const invitation = takeInvitation();
  if (invitation) return { at: 'enrol', invitation, said: null };
  const code = takePasswordCode();
  if (code || worksAtOffice()) return { at: 'office', code };
  const stores = storesNow();
  const shown = shownBefore();
  if (shown && stores.some((one) => one.id === shown)) return { at: 'open', store: shown };
  const [only] = stores;
  if (!only) return { at: 'enrol', invitation: null, said: null };
  const wiped = stores.length === 1 && wipedStage(only);
  if (wiped) return wiped;
  return stores.length === 1 && !only.lock ? { at: 'open', store: only.id } : { at: 'choose' };
}
