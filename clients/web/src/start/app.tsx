/** What the app is showing: who is to work, or what that person works with. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ComponentType } from 'react';
import type { Brygga, BryggaError } from 'brygga';
import { localDoor, type Door } from '../door/door';
import { asError, DoorProvider } from '../door/useDoor';
import { Button } from '../parts/parts';
import { sentenceOf, useWords, WordsProvider } from '../words/words';
import { Alone } from './alone';
import { Choose, Unlock } from './choose';
import { Enrol } from './enrol';
import { dropLink, takeInvitation, takePasswordCode } from './invitation';
import { changeStore, dropStore, kioskOf, storesNow } from './kept';
import { forgetWiped, keepShown, lockOthers, onLock, openSession, type Session } from './session';
import { firstStage, wipedStage, type Stage } from './stage';
import { useSettings, useStores } from './useKept';

const loadCoach = () => import('../coach/coach');
const loadKiosk = () => import('../kiosk/kiosk');
const Office = lazy(() => import('../office/office'));

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
  const [wanted, setStage] = useState<Stage>(firstStage);
  // Whatever somebody wanted here or in another tab: a kiosk is a kiosk until its staff end it.
  const kiosk = kioskOf(stores)?.id ?? null;
  const stage = useMemo<Stage>(() => (kiosk ? { at: 'open', store: kiosk } : wanted), [kiosk, wanted]);

  // A link that is opened in a tab that shows the app already.
  useEffect(() => {
    const came = () => {
      if (kioskOf(storesNow())) return dropLink();
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

  const ended = useCallback(() => setStage(storesNow().length > 0 ? { at: 'choose' } : { at: 'enrol', invitation: null, said: null }), []);

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
          onChosen={(store) => setStage(wipedStage(store) ?? (store.lock ? { at: 'unlock', store } : { at: 'open', store: store.id }))}
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
      return <Open key={stage.store} store={stage.store} onLock={lock} onCleared={cleared} onEnded={ended} onWiped={wiped} />;
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

/** The first answer alone. */
async function answerNow<T>(answers: AsyncIterable<T>): Promise<T> {
  for await (const answer of answers) return answer;
  throw new Error('The store was closed.');
}

interface Opened {
  session: Session;
  door: Door;
  /** Loaded beside the store, and not by a Suspense, which would wait a while before it shows it. */
  screens:
    | { of: 'coach'; Coach: ComponentType<{ session: Session; onLock(): void }> }
    | { of: 'kiosk'; Kiosk: ComponentType<{ session: Session; onEnded(): void }> };
}

const FRESH_KIOSK = { asksMood: true, wrong: 0, waitUntil: 0 };

/** Whether the store is a kiosk's: known, or said by what the office has given it. */
async function isKiosk(id: string, store: Brygga, roles: readonly string[]): Promise<boolean> {
  if (storesNow().some((one) => one.id === id && one.kiosk)) return true;
  if (roles.length > 0) return roles.includes('kiosk');
  // Enrolled a moment ago: nothing is shown before the office has said whose device this is.
  await store.startSync();
  for await (const status of store.observe('status')) if (status.last_sync) break;
  return (await store.call('me')).roles.includes('kiosk');
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

function Open(props: { store: string; onLock(): void; onCleared(store: string): void; onEnded(): void; onWiped(store: string, when: string): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { store, onLock: hide, onCleared, onWiped } = props;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);

  useEffect(() => {
    let isOver = false;
    void (async () => {
      try {
        const session = await openSession(store);
        const door = localDoor(session.store, session.early);
        const me = await answerNow(door.observe('me', {}));
        const { wiped_at } = me.enrolled ? { wiped_at: null } : await session.store.call('status');
        if (isOver) return;
        if (wiped_at) {
          await forgetWiped(store, wiped_at);
          return onWiped(store, wiped_at);
        }
        if (!me.enrolled) return onCleared(store);
        if (await isKiosk(store, session.store, me.roles)) {
          const { default: Kiosk } = await loadKiosk();
          if (!storesNow().some((one) => one.id === store && one.kiosk)) changeStore(store, { kiosk: FRESH_KIOSK });
          if (!isOver) setOpened({ session, door, screens: { of: 'kiosk', Kiosk } });
        } else {
          const { default: Coach } = await loadCoach();
          if (!isOver) setOpened({ session, door, screens: { of: 'coach', Coach } });
        }
        await session.store.startSync();
      } catch (failure) {
        if (!isOver) setError(asError(failure));
      }
    })();
    return () => {
      isOver = true;
    };
  }, [store, onCleared, onWiped]);
  // A kiosk shows nobody's anything, and is locked already.
  const isOfCoach = opened?.screens.of === 'coach';
  useEffect(() => (isOfCoach ? onLock(store, hide) : undefined), [isOfCoach, store, hide]);

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
  const { screens } = opened;
  if (screens.of === 'kiosk') {
    return (
      <DoorProvider value={opened.door}>
        <screens.Kiosk session={opened.session} onEnded={props.onEnded} />
      </DoorProvider>
    );
  }
  return (
    <DoorProvider value={opened.door}>
      <screens.Coach
        session={opened.session}
        onLock={() => {
          lockOthers();
          hide();
        }}
      />
    </DoorProvider>
  );
}
