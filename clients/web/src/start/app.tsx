/** What the app is showing: who is to work, or what that person works with. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ComponentType } from 'react';
import { BryggaError } from 'brygga';
import { localDoor, type Door } from '../door/door';
import { asError, DoorProvider } from '../door/useDoor';
import { Button } from '../parts/parts';
import { sentenceOf, useWords, WordsProvider } from '../words/words';
import { Alone } from './alone';
import { Choose, Unlock } from './choose';
import { Enrol } from './enrol';
import { dropLink, takeInvitation, takePasswordCode } from './invitation';
import { changeStore, dropStore, kioskOf, storesNow } from './kept';
import { forgetWiped, freeWiped, keepShown, lockOthers, onLock, openSession, type Session } from './session';
import { wipedStage, type Stage } from './stage';
import { useSettings, useStores } from './useKept';

const loadCoach = () => import('../coach/coach');
const loadKiosk = () => import('../kiosk/kiosk');
const WipedKiosk = lazy(() => import('../kiosk/wiped'));
const Office = lazy(() => import('../office/office'));

export function App(props: { first: Stage }): React.JSX.Element {
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
      <Stages first={props.first} />
    </WordsProvider>
  );
}

function Stages({ first }: { first: Stage }): React.JSX.Element {
  const { w } = useWords();
  const stores = useStores();
  const [wanted, setStage] = useState<Stage>(first);
  // Whatever somebody wanted here or in another tab: a kiosk is a kiosk until its staff end it.
  const kiosk = kioskOf(stores);
  const [kioskId, kioskWipedAt, isNobodys] = [kiosk?.id ?? null, kiosk?.wiped?.at ?? null, stores.length === 0];
  const stage = useMemo<Stage>(() => {
    if (kioskId) return kioskWipedAt ? { at: 'wiped', store: kioskId, when: kioskWipedAt } : { at: 'open', store: kioskId };
    return wanted.at === 'choose' && isNobodys ? { at: 'enrol', invitation: null, said: null } : wanted;
  }, [kioskId, kioskWipedAt, isNobodys, wanted]);
  // What was open here before is not come back to when the kiosk ends, past its person's code.
  useEffect(() => {
    if (kioskId) setStage({ at: 'choose' });
  }, [kioskId]);

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
      return <Open key={stage.store} store={stage.store} onLock={lock} onCleared={cleared} onEnded={lock} onWiped={wiped} />;
    case 'wiped':
      return (
        <Wiped
          key={stage.store}
          store={stage.store}
          when={stage.when}
          isKiosk={kiosk?.lock != null}
          onEnrol={() => {
            // Until the office has its receipt, the app must find the store again.
            if (storesNow().find((one) => one.id === stage.store)?.wiped?.isTold) dropStore(stage.store);
            else freeWiped(stage.store);
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
async function isKiosk(session: Session, roles: readonly string[]): Promise<boolean> {
  const { id, store } = session;
  if (storesNow().some((one) => one.id === id && one.kiosk)) return true;
  if (roles.length > 0) return roles.includes('kiosk');
  // Enrolled a moment ago: nothing is shown before the office has said whose device this is.
  await firstSync(session);
  return (await store.call('me')).roles.includes('kiosk');
}

/** Rejected when the office cannot be reached or turns the device away; the person may try again. */
async function firstSync(session: Session): Promise<void> {
  const statuses = session.store.observe('status')[Symbol.asyncIterator]();
  let stop = () => {};
  const failed = new Promise<never>((_, reject) => {
    stop = session.onReport(() => {
      const { phase, error } = session.report ?? {};
      if (error) reject(new BryggaError(error));
      else if (phase === 'offline') reject(new BryggaError(AWAY));
    });
  });
  const synced = async () => {
    for (;;) {
      const { value, done } = await statuses.next();
      if (done || value.last_sync) return;
    }
  };
  try {
    await session.store.startSync();
    await Promise.race([synced(), failed]);
  } finally {
    stop();
    void statuses.return?.();
  }
}

const AWAY = {
  code: 'offline',
  kind: 'offline',
  sentence: 'There is no network now. It is needed once, before this device can be used.',
  sentence_sv: 'Det finns inget nätverk just nu. Det behövs en gång, innan enheten kan användas.',
  can_retry: true,
} as const;

/** Nothing of the store is left; its receipt goes to the office from here. */
function Wiped(props: { store: string; when: string; isKiosk: boolean; onEnrol(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { store } = props;
  useEffect(() => void openSession(store).then((session) => session.store.startSync()).catch(() => {}), [store]);
  if (props.isKiosk) {
    return (
      <Suspense fallback={null}>
        <WipedKiosk store={store} when={props.when} onOpened={props.onEnrol} />
      </Suspense>
    );
  }
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
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let isOver = false;
    setError(null);
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
        if (await isKiosk(session, me.roles)) {
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
  }, [store, tries, onCleared, onWiped]);
  // A kiosk shows nobody's anything, and is locked already.
  const isOfCoach = opened?.screens.of === 'coach';
  useEffect(() => (isOfCoach ? onLock(store, hide) : undefined), [isOfCoach, store, hide]);

  if (error) {
    return (
      <Alone title={w.start.cannotOpen}>
        <p className="problem" role="alert">{sentenceOf(error, f.language)}</p>
        <div className="actions">
          {error.canRetry && <Button tone="main" onPress={() => setTries(tries + 1)}>{w.start.tryAgain}</Button>}
          <Button tone={error.canRetry ? 'plain' : 'main'} onPress={() => location.reload()}>{w.crashed.reload}</Button>
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
