/** What the app is showing: who is to work, or what that person works with. */
import { lazy, Suspense, useCallback, useEffect, useState, type ComponentType } from 'react';
import type { BryggaError } from 'brygga';
import { localDoor, type Door } from '../door/door';
import { asError, DoorProvider } from '../door/useDoor';
import { Button } from '../parts/parts';
import { sentenceOf, useWords, WordsProvider } from '../words/words';
import { Alone } from './alone';
import { Choose, Unlock } from './choose';
import { Enrol } from './enrol';
import { takeInvitation, takePasswordCode, type Invitation } from './invitation';
import { dropStore, storesNow, useSettings, useStores, type StoreEntry } from './kept';
import { forgetStore, keepShown, lockOthers, onLock, openSession, shownBefore, type Session } from './session';

const loadCoach = () => import('../coach/coach');
const Office = lazy(() => import('../office/office'));

type Stage =
  | { at: 'enrol'; invitation: Invitation | null; said: 'cleared' | null }
  | { at: 'choose' }
  | { at: 'office'; code: Invitation | null }
  | { at: 'unlock'; store: StoreEntry }
  | { at: 'open'; store: string }
  | { at: 'wiped'; store: string; when: string };

const wipedStage = (store: StoreEntry): Stage | null => (store.wiped ? { at: 'wiped', store: store.id, when: store.wiped.at } : null);

/** A reload comes back to the office, whose screens are kept in the history under this name. */
const worksAtOffice = () => (history.state as { store?: string } | null)?.store === 'office';

function firstStage(): Stage {
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

const first = firstStage();
// A start that leads straight to somebody's day waits for nothing that can be fetched meanwhile.
if (first.at === 'open') {
  void loadCoach().catch(() => {});
  void openSession(first.store).catch(() => {});
}

export function App(): React.JSX.Element {
  const settings = useSettings();
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const draw = () => {
      const theme = settings.theme === 'auto' ? (dark.matches ? 'dark' : 'light') : settings.theme;
      Object.assign(document.documentElement.dataset, { theme, size: settings.size });
      document.documentElement.lang = settings.language;
    };
    draw();
    dark.addEventListener('change', draw);
    return () => dark.removeEventListener('change', draw);
  }, [settings]);
  return (
    <WordsProvider language={settings.language}>
      <Stages />
    </WordsProvider>
  );
}

function Stages(): React.JSX.Element {
  const { w } = useWords();
  const stores = useStores();
  const [stage, setStage] = useState<Stage>(first);

  // A link that is opened in a tab that shows the app already.
  useEffect(() => {
    const came = () => {
      const invitation = takeInvitation();
      if (invitation) setStage({ at: 'enrol', invitation, said: null });
      const code = takePasswordCode();
      if (code) setStage({ at: 'office', code });
    };
    addEventListener('hashchange', came);
    return () => removeEventListener('hashchange', came);
  }, []);
  // The office may have a store wiped while somebody works with it, here or in another tab.
  useEffect(() => {
    const shown = stage.at === 'open' && stores.find((one) => one.id === stage.store);
    const wiped = shown && wipedStage(shown);
    if (wiped) setStage(wiped);
  }, [stage, stores]);
  useEffect(() => keepShown(stage.at === 'open' ? stage.store : null), [stage]);

  const toOffice = () => setStage({ at: 'office', code: null });
  const lock = useCallback(() => setStage({ at: 'choose' }), []);
  const wiped = useCallback((store: string, when: string) => setStage({ at: 'wiped', store, when }), []);
  const cleared = useCallback((store: string) => {
    dropStore(store);
    setStage({ at: 'enrol', invitation: null, said: 'cleared' });
  }, []);

  switch (stage.at) {
    case 'enrol':
      return (
        <Enrol
          key={stage.invitation?.code ?? ''}
          invitation={stage.invitation}
          said={stage.said && w.start.cleared}
          onEnrolled={(store) => setStage({ at: 'open', store })}
          onOffice={toOffice}
          {...(stores.length > 0 && { onBack: () => setStage({ at: 'choose' }) })}
        />
      );
    case 'choose':
      return (
        <Choose
          stores={stores}
          onChosen={(store) => setStage(wipedStage(store) ?? store.lock ? { at: 'unlock', store } : { at: 'open', store: store.id })}
          onEnrol={() => setStage({ at: 'enrol', invitation: null, said: null })}
          onOffice={toOffice}
        />
      );
    case 'unlock':
      return (
        <Unlock
          store={stage.store}
          onUnlocked={() => setStage({ at: 'open', store: stage.store.id })}
          onBack={() => setStage({ at: 'choose' })}
        />
      );
    case 'office':
      return (
        <Suspense fallback={<p className="alone soft" role="status">{w.start.officeComes}</p>}>
          <Office key={stage.code?.code ?? ''} code={stage.code} onLeave={() => setStage(storesNow().length > 0 ? { at: 'choose' } : { at: 'enrol', invitation: null, said: null })} />
        </Suspense>
      );
    case 'open':
      return <Open key={stage.store} store={stage.store} onLock={lock} onCleared={cleared} onWiped={wiped} />;
    case 'wiped':
      return (
        <Wiped
          key={stage.store}
          store={stage.store}
          when={stage.when}
          onEnrol={() => {
            // Until the office has its receipt, the app must find the store again.
            if (storesNow().find((one) => one.id === stage.store)?.wiped?.isTold) dropStore(stage.store);
            setStage({ at: 'enrol', invitation: null, said: null });
          }}
        />
      );
  }
}

interface Opened {
  session: Session;
  door: Door;
  /** Loaded beside the store, and not by a Suspense, which would wait a while before it shows it. */
  Coach: ComponentType<{ session: Session; onLock(): void }>;
}

/** Nothing of the store is left; its receipt goes to the office from here. */
function Wiped(props: { store: string; when: string; onEnrol(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { store } = props;
  useEffect(() => void openSession(store).then((session) => session.store.startSync()).catch(() => {}), [store]);
  return (
    <Alone title={w.wiped.title} lead={w.wiped.lead(f.moment(props.when))}>
      <p className="soft">{w.wiped.more}</p>
      <div className="actions">
        <Button onPress={props.onEnrol}>{w.wiped.again}</Button>
      </div>
    </Alone>
  );
}

function Open(props: { store: string; onLock(): void; onCleared(store: string): void; onWiped(store: string, when: string): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { store, onLock: hide, onCleared, onWiped } = props;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);

  useEffect(() => {
    let isOver = false;
    void (async () => {
      try {
        const [session, { default: Coach }] = await Promise.all([openSession(store), loadCoach()]);
        const me = await session.store.call('me');
        const { wiped_at } = me.enrolled ? { wiped_at: null } : await session.store.call('status');
        if (isOver) return;
        if (wiped_at) {
          await forgetStore(store, wiped_at);
          return onWiped(store, wiped_at);
        }
        if (!me.enrolled) return onCleared(store);
        setOpened({ session, door: localDoor(session.store), Coach });
        await session.store.startSync();
      } catch (failure) {
        if (!isOver) setError(asError(failure));
      }
    })();
    return () => {
      isOver = true;
    };
  }, [store, onCleared, onWiped]);
  useEffect(() => onLock(store, hide), [store, hide]);

  if (error) {
    return (
      <Alone title={w.start.cannotOpen}>
        <p className="problem" role="alert">{sentenceOf(error, f.language)}</p>
        <div className="actions">
          <Button tone="main" onPress={() => location.reload()}>{w.crashed.reload}</Button>
          <Button onPress={hide}>{w.back}</Button>
        </div>
      </Alone>
    );
  }
  if (!opened) return <p className="alone soft" role="status">{w.waitingForStore}</p>;
  return (
    <DoorProvider value={opened.door}>
      <opened.Coach
        session={opened.session}
        onLock={() => {
          lockOthers();
          hide();
        }}
      />
    </DoorProvider>
  );
}
