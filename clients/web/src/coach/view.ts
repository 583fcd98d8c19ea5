/**
 * Which screen is shown. It is kept in the history's state, by ids alone, so that back and reload
 * work and nothing about a person ever stands in an address.
 */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { Input } from '../door/door';

export type Reason = NonNullable<Input<'participant.show'>['reason']>;
export type PersonTab = 'overview' | 'plan' | 'notes' | 'checkins' | 'placements' | 'profile' | 'team';

export type View =
  | { at: 'today' }
  | { at: 'people' }
  | { at: 'intake' }
  | { at: 'enrol'; participant: string; reason: Reason }
  | { at: 'person'; participant: string; reason: Reason; tab: PersonTab }
  | { at: 'note'; participant: string; reason: Reason; note: string | null }
  | { at: 'checkin'; participant: string; reason: Reason }
  | { at: 'employers' }
  | { at: 'employer'; employer: string }
  | { at: 'roles' }
  | { at: 'role'; role: string }
  | { at: 'sync' }
  | { at: 'settings' };

interface Kept {
  store: string;
  view: View;
  /** How many of the app's screens lie behind this one. */
  depth: number;
}

function keptOf(store: string): Kept {
  const kept = history.state as Kept | null;
  return kept?.store === store && kept.view ? kept : { store, view: { at: 'today' }, depth: 0 };
}

export interface Views {
  view: View;
  go(view: View): void;
  /** The same screen in another form: no step for the back button. */
  replace(view: View): void;
  back(): void;
  /** While it is held, the browser's own back button leads nowhere. */
  hold(isHeld: boolean): void;
}

const ViewsContext = createContext<Views | null>(null);
export const ViewsProvider = ViewsContext.Provider;

export function useViews(): Views {
  const views = useContext(ViewsContext);
  if (!views) throw new Error('There are no views here.');
  return views;
}

export function useHistoryViews(store: string): Views {
  const [kept, setKept] = useState<Kept>(() => keptOf(store));
  const shown = useRef(kept);
  shown.current = kept;
  const isHeld = useRef(false);
  useEffect(() => {
    history.replaceState(keptOf(store), '', '/');
    const moved = () => {
      if (isHeld.current) history.pushState(shown.current, '', '/');
      else setKept(keptOf(store));
    };
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, [store]);
  const show = useCallback((next: Kept, isStep: boolean) => {
    if (isStep) history.pushState(next, '', '/');
    else history.replaceState(next, '', '/');
    setKept(next);
  }, []);
  return {
    view: kept.view,
    go: useCallback((view) => show({ store, view, depth: keptOf(store).depth + 1 }, true), [show, store]),
    replace: useCallback((view) => show({ store, view, depth: keptOf(store).depth }, false), [show, store]),
    hold: useCallback((wanted) => {
      isHeld.current = wanted;
    }, []),
    back: useCallback(() => {
      if (keptOf(store).depth > 0) history.back();
      else show({ store, view: { at: 'today' }, depth: 0 }, false);
    }, [show, store]),
  };
}
