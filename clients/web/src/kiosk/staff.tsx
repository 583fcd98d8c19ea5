/** What a kiosk shows its staff: how to set it up, and behind their code its state and the way out. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useAct, useDoor, useObserved } from '../door/useDoor';
import { Button, Check, Confirm, Field, Form, Problem, Section } from '../parts/parts';
import { Alone } from '../start/alone';
import { changeStore } from '../start/kept';
import { useStores } from '../start/useKept';
import { checkLockCode, makeLockCode } from '../start/lockCode';
import { forgetStore, type Session } from '../start/session';
import { keptNow, onKept, update } from '../worker/register';
import { goFullscreen, useIdle } from './lockdown';
import { isCameraAllowed } from './participant';
import { useKiosk } from './said';

const SIGNS_MIN = 6;
const rest_ms = 60_000;

// --- setting up -------------------------------------------------------------------------------------

/** Before a kiosk has a staff code it shows this alone. */
export function Setup({ store }: { store: string }): React.JSX.Element {
  const { k } = useKiosk();
  const stores = useStores();
  return (
    <Alone title={k.setup.title} lead={k.setup.lead}>
      {stores.length > 1 && <p className="note warn">{k.setup.others}</p>}
      <CameraChoice />
      <MoodChoice store={store} />
      <Pinning />
      <StaffCode store={store} action={k.setup.start} onSet={() => void goFullscreen().catch(() => {})} />
    </Alone>
  );
}

function Pinning(): React.JSX.Element {
  const { k } = useKiosk();
  return (
    <div className="kiosk-part">
      <h2>{k.setup.pin}</h2>
      <p>{k.setup.pinLead}</p>
      <ul className="bullets">
        <li>{k.setup.android}</li>
        <li>{k.setup.ipad}</li>
        <li>{k.setup.install}</li>
      </ul>
    </div>
  );
}

function StaffCode(props: { store: string; action: string; onSet(): void }): React.JSX.Element {
  const { k } = useKiosk();
  const [code, setCode] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<'short' | 'differs' | null>(null);
  const set = async () => {
    if (code.length < SIGNS_MIN) return setError('short');
    if (code !== again) return setError('differs');
    setError(null);
    props.onSet();
    const lock = await makeLockCode(code);
    setCode('');
    setAgain('');
    changeStore(props.store, { lock });
  };
  return (
    <Form onSubmit={() => void set()}>
      <Field label={k.setup.code} hint={k.setup.codeHint} type="password" autoComplete="new-password" value={code} onChange={setCode} error={error === 'short' ? k.setup.short : null} isRequired />
      <Field label={k.setup.again} type="password" autoComplete="new-password" value={again} onChange={setAgain} error={error === 'differs' ? k.setup.differs : null} isRequired />
      <div className="actions">
        <Button tone="main" type="submit">{props.action}</Button>
      </div>
    </Form>
  );
}

function MoodChoice({ store }: { store: string }): React.JSX.Element | null {
  const { k } = useKiosk();
  const kiosk = useStores().find((one) => one.id === store)?.kiosk;
  if (!kiosk) return null;
  return <Check label={k.mood} isOn={kiosk.asksMood} onChange={(asksMood) => changeStore(store, { kiosk: { ...kiosk, asksMood } })} />;
}

function CameraChoice(): React.JSX.Element {
  const { k } = useKiosk();
  const [is, setIs] = useState<'unknown' | 'allowed' | 'denied'>('unknown');
  useEffect(() => void isCameraAllowed().then((isAllowed) => setIs(isAllowed ? 'allowed' : 'unknown')), []);
  const ask = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      stream.getTracks().forEach((track) => track.stop());
      setIs('allowed');
    } catch {
      setIs('denied');
    }
  };
  return (
    <div className="kiosk-part">
      <h2>{k.camera.title}</h2>
      <p>{k.camera.lead}</p>
      {is === 'allowed' ? <p role="status" className="soft">{k.camera.allowed}</p> : <Button onPress={() => void ask()}>{k.camera.allow}</Button>}
      {is === 'denied' && <p role="status" className="soft">{k.camera.denied}</p>}
    </div>
  );
}

// --- behind the code --------------------------------------------------------------------------------

export function Staff(props: { session: Session; onBack(): void; onEnded(): void }): React.JSX.Element {
  const [isIn, setIn] = useState(false);
  useIdle(rest_ms, props.onBack);
  if (!isIn) return <StaffDoor store={props.session.id} onIn={() => setIn(true)} onBack={props.onBack} />;
  return <StaffPlace {...props} />;
}

export function StaffDoor(props: { store: string; onIn(): void; onBack(): void }): React.JSX.Element {
  const { k, w } = useKiosk();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    const checked = await checkLockCode(props.store, code);
    setBusy(false);
    setCode('');
    if (checked.is === 'right') props.onIn();
    else setError(checked.waitSeconds > 0 ? w.lock.wait(checked.waitSeconds) : w.lock.wrong);
  };
  return (
    <Alone title={k.staffTitle} lead={k.staffLead}>
      <Form onSubmit={() => void check()}>
        <Field label={k.code} type="password" autoComplete="new-password" value={code} onChange={setCode} error={error} autoFocus isRequired />
        <div className="actions">
          <Button tone="main" type="submit" isDisabled={isBusy}>{k.open}</Button>
          <Button onPress={props.onBack}>{k.back}</Button>
        </div>
      </Form>
    </Alone>
  );
}

function StaffPlace(props: { session: Session; onBack(): void; onEnded(): void }): React.JSX.Element {
  const { k } = useKiosk();
  const { id } = props.session;
  const [isSaved, setSaved] = useState(false);
  return (
    <main className="content">
      <div className="page">
        <header className="page-head">
          <Button tone="main" icon="back" onPress={props.onBack}>{k.back}</Button>
          <h1>{k.staffTitle}</h1>
        </header>
        <State session={props.session} />
        <Section title={k.title}>
          <MoodChoice store={id} />
          <CameraChoice />
          <div className="actions">
            <Button onPress={() => void goFullscreen().catch(() => {})}>{k.fullscreen}</Button>
          </div>
        </Section>
        <Section title={k.changeCode}>
          <StaffCode store={id} action={k.save} onSet={() => setSaved(true)} />
          {isSaved && <p role="status">{k.saved}</p>}
        </Section>
        <Section title={k.setup.pin}>
          <p>{k.setup.pinLead}</p>
          <p>{k.setup.android}</p>
          <p>{k.setup.ipad}</p>
        </Section>
        <End session={props.session} onEnded={props.onEnded} />
      </div>
    </main>
  );
}

function State({ session }: { session: Session }): React.JSX.Element {
  const { k, w, f } = useKiosk();
  const door = useDoor();
  const { answer: status } = useObserved('status', {});
  const [refused, setRefused] = useState<{ number: number; at: string; sentence: string }[]>([]);
  const { act, isBusy, error } = useAct();
  const kept = useSyncExternalStore(onKept, keptNow);
  const report = useSyncExternalStore(session.onReport, () => session.report);
  const refusedCount = status?.refused ?? 0;
  useEffect(() => {
    if (refusedCount === 0) return setRefused([]);
    void door.call('receipts.list', { open: true, limit: 50 }).then(({ receipts }) =>
      setRefused(receipts.flatMap((one) => (one.state === 'refused' ? [{ number: one.number, at: one.saved_at, sentence: (f.language === 'sv' ? one.sentence_sv : one.sentence) ?? '' }] : []))),
    );
  }, [door, refusedCount, f.language]);
  return (
    <Section title={k.sync.title} actions={<Button onPress={() => void session.store.startSync()}>{k.sync.now}</Button>}>
      {status && (
        <>
          <p role="status">{status.unsent === 0 ? k.sync.allSent : k.sync.unsent(status.unsent)}</p>
          {status.oldest_unsent && <p>{k.sync.oldest(f.moment(status.oldest_unsent))}</p>}
          <p>{status.last_sync ? k.sync.last(f.moment(status.last_sync), f.ago(status.last_sync)) : k.sync.never}</p>
        </>
      )}
      {report?.phase === 'stopped' && report.error && (
        <p className="problem">{f.language === 'sv' ? (report.error.sentence_sv ?? report.error.sentence) : report.error.sentence}</p>
      )}
      {refused.length > 0 && (
        <div className="note warn">
          <p>{k.sync.refused(refused.length)}</p>
          <ul className="bullets">
            {refused.map((one) => (
              <li key={one.number}>
                {`${f.moment(one.at)}: ${one.sentence} `}
                <Button isDisabled={isBusy} aria-label={k.sync.againOf(f.moment(one.at))} onPress={() => void act('refusal.send_again', { number: one.number })}>{k.sync.again}</Button>
              </li>
            ))}
          </ul>
          <Problem error={error} />
        </div>
      )}
      <p>{kept.isOffline ? w.sync.appKept : w.sync.appNotKept}</p>
      {kept.hasUpdate && (
        <div className="actions">
          <p>{w.sync.updateLead}</p>
          <Button onPress={update}>{w.sync.updateNow}</Button>
        </div>
      )}
    </Section>
  );
}

/** The browser saves it; the address of it is gone as soon as that has begun. */
function keepFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Gives the device back. What the office does not have yet keeps it from that; what it refused is offered first. */
function End(props: { session: Session; onEnded(): void }): React.JSX.Element {
  const { k } = useKiosk();
  const { answer: status } = useObserved('status', {});
  const [isAsking, setAsking] = useState(false);
  const isSent = status?.unsent === 0;
  const refused = status?.refused ?? 0;
  const keep = async () => keepFile('brygga-kiosk.json', JSON.stringify(await props.session.store.exportUnsent(), null, 2));
  const end = async () => {
    await document.exitFullscreen?.().catch(() => {});
    await forgetStore(props.session.id);
    props.onEnded();
  };
  return (
    <Section title={k.end.title}>
      <p>{k.end.lead}</p>
      {status && !isSent && <p className="note warn">{k.end.waits}</p>}
      {refused > 0 && <p className="note warn">{k.end.refused(refused)}</p>}
      <div className="actions">
        {refused > 0 && <Button onPress={() => void keep()}>{k.end.keep}</Button>}
        <Button tone="danger" isDisabled={!isSent} onPress={() => setAsking(true)}>{k.end.do}</Button>
      </div>
      <Confirm title={k.end.sure} lead={refused > 0 ? k.end.refused(refused) : k.end.lead} action={k.end.do} tone="danger" isOpen={isAsking} onClose={() => setAsking(false)} onConfirm={() => void end()} />
    </Section>
  );
}
