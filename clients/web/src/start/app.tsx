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
import { takeInvitation, takePasswordCode } from './invitation';
import { dropStore, storesNow } from './kept';
import { keepShown, lockOthers, onLock, openSession, type Session } from './session';
import { firstStage, type Stage } from './stage';
import { useSettings, useStores } from './useKept';

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
  const [stage, setStage] = useState<Stage>(firstStage);

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
  useEffect(() => keepShown(stage.at === 'open' ? stage.store : null), [stage]);

  const toOffice = () => setStage({ at: 'office', code: null });
  const lock = useCallback(() => setStage({ at: 'choose' }), []);
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
          onChosen={(store) => setStage(store.lock ? { at: 'unlock', store } : { at: 'open', store: store.id })}
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
      return <Open key={stage.store} store={stage.store} onLock={lock} onCleared={cleared} />;
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
  Coach: ComponentType<{ session: Session; onLock(): void }>;
}

function Open(props: { store: string; onLock(): void; onCleared(store: string): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { store, onLock: hide, onCleared } = props;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);

  useEffect(() => {
    let isOver = false;
    void (async () => {
      try {
        const [session, { default: Coach }] = await Promise.all([openSession(store), import('../coach/coach')]);
        const door = localDoor(session.store, session.early);
        const me = await answerNow(door.observe('me', {}));
        if (isOver) return;
        if (!me.enrolled) return onCleared(store);
        setOpened({ session, door, Coach });
        await session.store.startSync();
      } catch (failure) {
        if (!isOver) setError(asError(failure));
      }
    })();
    return () => {
      isOver = true;
    };
  }, [store, onCleared]);
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
