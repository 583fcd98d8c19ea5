/** The office's part of the app: who signs in, and what they work with until they sign out. */
import { useCallback, useEffect, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { askOffice, OfficeDoor, type Me } from '../door/officeDoor';
import { DoorProvider } from '../door/useDoor';
import { Alone } from '../start/alone';
import type { Invitation } from '../start/invitation';
import { Desk } from './desk';
import './office.css';
import { OfficeDoorProvider, OfficeWordsProvider, useOffice } from './said';
import { ChoosePassword, SignInForm } from './signIn';

/** A page that nobody has touched for so long asks who is there before it shows anything more. */
const rest_ms_max = 30 * 60_000;
const channel = new BroadcastChannel('brygga.office');

/** The history begins anew, so that the next one who signs in begins at the overview. */
const beginAnew = () => history.replaceState({ store: 'office', view: { at: 'today' }, depth: 0 }, '', '/');

type Stage = { at: 'asking' } | { at: 'signIn' } | { at: 'password' } | { at: 'desk'; me: Me };

export default function Office(props: { code: Invitation | null; onLeave(): void }): React.JSX.Element {
  const { o, w } = useOffice();
  const [stage, setStage] = useState<Stage>(props.code ? { at: 'password' } : { at: 'asking' });
  const isAsking = stage.at === 'asking';

  useEffect(() => {
    if (!isAsking) return;
    let isOver = false;
    askOffice<Me>('who', {}).then(
      (me) => !isOver && setStage({ at: 'desk', me }),
      // Whatever it was, signing in says it again if it is still so.
      () => !isOver && setStage({ at: 'signIn' }),
    );
    return () => {
      isOver = true;
    };
  }, [isAsking]);

  const begin = (me: Me) => {
    beginAnew();
    setStage({ at: 'desk', me });
  };
  const signOut = useCallback(() => {
    void askOffice('sign-out', {}).catch(() => {});
    channel.postMessage('signed out');
    beginAnew();
    document.title = w.app;
    setStage({ at: 'signIn' });
  }, [w.app]);
  const leave = () => {
    history.replaceState(null, '', '/');
    props.onLeave();
  };

  switch (stage.at) {
    case 'asking':
      return <p className="alone soft" role="status">{w.start.officeComes}</p>;
    case 'signIn':
      return (
        <Alone title={o.signIn.title} lead={o.signIn.lead}>
          <SignInForm onSignedIn={begin} onCode={() => setStage({ at: 'password' })} onLeave={leave} />
        </Alone>
      );
    case 'password':
      return (
        <Alone title={o.password.choose} lead={o.password.chooseLead}>
          <ChoosePassword code={props.code} onSignedIn={begin} onBack={() => setStage({ at: 'signIn' })} />
        </Alone>
      );
    case 'desk':
      return <SignedIn key={stage.me.account} me={stage.me} onSignOut={signOut} onOther={begin} />;
  }
}

function SignedIn(props: { me: Me; onSignOut(): void; onOther(me: Me): void }): React.JSX.Element {
  const { me } = props;
  const [isOver, setOver] = useState(false);
  const [door] = useState(() => new OfficeDoor(() => setOver(true)));

  useEffect(() => {
    const touch = () => door.touch();
    const events = ['pointerdown', 'keydown', 'wheel', 'touchmove'];
    for (const event of events) addEventListener(event, touch, { passive: true });
    const timer = setInterval(() => {
      if (door.restedMs() < rest_ms_max) return;
      void askOffice('sign-out', {}).catch(() => {});
      setOver(true);
    }, 15_000);
    const cover = () => setOver(true);
    channel.addEventListener('message', cover);
    return () => {
      for (const event of events) removeEventListener(event, touch);
      clearInterval(timer);
      channel.removeEventListener('message', cover);
      // Whoever comes next has no part in what still waits here.
      door.forget();
    };
  }, [door]);

  const signedInAgain = (now: Me) => {
    if (now.account !== me.account) {
      props.onOther(now);
      return;
    }
    setOver(false);
    door.signedIn();
  };
  return (
    <DoorProvider value={door}>
      <OfficeDoorProvider value={door}>
        <OfficeWordsProvider>
          <Desk me={me} onSignOut={props.onSignOut} />
          {isOver && <Cover me={me} onSignedIn={signedInAgain} onSignOut={props.onSignOut} />}
        </OfficeWordsProvider>
      </OfficeDoorProvider>
    </DoorProvider>
  );
}

/** Lies over the whole page, on which what was typed stays as it is. */
function Cover(props: { me: Me; onSignedIn(me: Me): void; onSignOut(): void }): React.JSX.Element {
  const { o } = useOffice();
  return (
    <ModalOverlay className="overlay cover" isOpen isKeyboardDismissDisabled>
      <Modal className="modal">
        <AriaDialog className="dialog">
          {/* The page below is out of reach, so that for now this is the page. */}
          <main className="stack">
            <Heading slot="title" level={1}>{o.signIn.again}</Heading>
            <p className="soft">{o.signIn.againLead}</p>
            <SignInForm name={props.me.name ?? ''} tenant={props.me.tenant ?? ''} onSignedIn={props.onSignedIn} onLeave={props.onSignOut} />
          </main>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
