/**
 * One participant after another: a badge or its code, a first name, in or out, and the screen is as
 * before. Nothing of the one before is left on it, in its fields or behind it.
 */
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components';
import type { BryggaError } from 'brygga';
import { Face } from '../checkin/face';
import { asError, useAct, useDoor } from '../door/useDoor';
import { Drawn } from '../parts/icons';
import { Button, Form } from '../parts/parts';
import { watchCamera } from '../start/camera';
import { kioskTongues, type AtKiosk } from '../words/kioskTongues';
import { useFullscreen, useIdle } from './lockdown';
import { useKiosk } from './said';
import { beginTry, secondsToWait, wasRight } from './wrongCodes';

/** Somebody who has gone away in the middle, and somebody who reads what was saved. */
const rest_ms = 25_000;
const done_ms = 6_000;
/** So long the same badge before the camera is looked at once. */
const sight_ms = 8_000;

type Step =
  | { at: 'ready'; said: string | null }
  | { at: 'who'; code: string; name: string }
  | { at: 'done'; said: string };

const SWEDISH = kioskTongues[0] as AtKiosk;

export function Participant(props: { store: string; asksMood: boolean; onStaff(): void }): React.JSX.Element {
  const { store } = props;
  const door = useDoor();
  const [tongue, setTongue] = useState(SWEDISH);
  const [step, setStep] = useState<Step>({ at: 'ready', said: null });
  const [typed, setTyped] = useState('');
  // Each turn has fields of its own, which go with it.
  const [turn, setTurn] = useState(0);
  const reset = useCallback((said: string | null = null) => {
    setTurn((before) => before + 1);
    setTyped('');
    setStep({ at: 'ready', said });
  }, []);
  const begin = useCallback(() => {
    setTongue(SWEDISH);
    reset();
  }, [reset]);
  // Where nobody has said or typed anything the camera, the focus and the language stay as they are.
  const isUntouched = step.at === 'ready' && step.said === null && typed === '';
  useIdle(step.at === 'done' ? done_ms : rest_ms, () => !isUntouched && begin(), step);
  useFullscreen();

  const isAsking = useRef(false);
  const show = useCallback(
    async (typed: string) => {
      const code = typed.trim();
      if (code === '' || isAsking.current || secondsToWait(store) > 0) return;
      isAsking.current = true;
      // What was said of the code before goes, so that the same answer again is seen to be an answer.
      setStep({ at: 'ready', said: null });
      beginTry(store);
      try {
        const { first_name: name } = await door.call('kiosk.greet', { code });
        wasRight(store);
        setTurn((before) => before + 1);
        setStep({ at: 'who', code, name });
      } catch (failure) {
        reset(sentenceFor(tongue, asError(failure)));
      } finally {
        isAsking.current = false;
      }
    },
    [door, store, tongue, reset],
  );

  // A badge that stays before the camera is one badge.
  const inSight = useRef({ text: '', at: 0 });
  const see = useCallback(
    (text: string) => {
      const isSame = inSight.current.text === text && Date.now() - inSight.current.at < sight_ms;
      if (!BADGE.test(text) || isSame) return;
      inSight.current = { text, at: Date.now() };
      void show(text);
    },
    [show],
  );

  return (
    <main className="kiosk" lang={tongue.code} dir={tongue.dir}>
      <header className="kiosk-head">
        <Clock locale={tongue.locale} />
        <Tongues chosen={tongue} onChange={setTongue} />
      </header>
      {step.at === 'ready' && <Ready key={turn} store={store} tongue={tongue} said={step.said} typed={typed} onType={setTyped} onCode={show} onSeen={see} />}
      {step.at === 'who' && (
        <Who
          key={turn}
          tongue={tongue}
          asksMood={props.asksMood}
          code={step.code}
          name={step.name}
          onSaved={(said) => setStep({ at: 'done', said })}
          onFailed={(error) => reset(sentenceFor(tongue, error))}
          onCancel={begin}
        />
      )}
      {step.at === 'done' && <Done said={step.said} />}
      <footer className="kiosk-foot">{step.at === 'ready' && <StaffButton onPress={props.onStaff} />}</footer>
    </main>
  );
}

/** What the core says is in Swedish and English alone; that a badge is unknown is said in all seven. */
function sentenceFor(tongue: AtKiosk, error: BryggaError): string {
  const isOfCode = error.field === 'code' || error.code === 'unknown_badge';
  if (isOfCode) return tongue.unknown;
  return tongue.code === 'sv' ? error.sentenceSv || error.sentence : error.sentence;
}

function StaffButton(props: { onPress(): void }): React.JSX.Element {
  const { k, f } = useKiosk();
  return (
    <span lang={f.language}>
      <Button tone="quiet" icon="lock" onPress={props.onPress}>{k.staff}</Button>
    </span>
  );
}

function useNow(every_ms: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now;
}

function Clock({ locale }: { locale: string }): React.JSX.Element {
  const now = useNow(1000);
  const text = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat([locale, 'sv-SE'], options).format(now);
  return (
    <p className="kiosk-clock">
      <span className="kiosk-time">{text({ hour: '2-digit', minute: '2-digit', hour12: false })}</span>
      <span>{text({ weekday: 'long', day: 'numeric', month: 'long' })}</span>
    </p>
  );
}

function Tongues(props: { chosen: AtKiosk; onChange(tongue: AtKiosk): void }): React.JSX.Element {
  const { w } = useKiosk();
  return (
    <div className="actions" dir="ltr" role="group" aria-label={w.language.choose}>
      {kioskTongues.map((one) => (
        <span key={one.code} lang={one.code}>
          <Button tone={one === props.chosen ? 'main' : 'plain'} aria-pressed={one === props.chosen} onPress={() => props.onChange(one)}>
            {one.name}
          </Button>
        </span>
      ))}
    </div>
  );
}

/** A badge's code and nothing else that a camera may see: groups of four signs, without those that look alike. */
const BADGE = /^[2-9A-HJ-NP-Z]{4}(?:-?[2-9A-HJ-NP-Z]{4}){3}$/;

function Ready(props: {
  store: string;
  tongue: AtKiosk;
  said: string | null;
  typed: string;
  onType(typed: string): void;
  onCode(code: string): Promise<void>;
  onSeen(text: string): void;
}): React.JSX.Element {
  const { store, tongue, typed, onType, onCode } = props;
  const field = useRef<HTMLInputElement>(null);
  useNow(500);
  const waits = secondsToWait(store);
  const isWaiting = waits > 0;
  useEffect(() => {
    if (!isWaiting) field.current?.focus({ preventScroll: true });
  }, [isWaiting]);
  // A scanner types wherever the focus is; what it types belongs here.
  useEffect(() => {
    const catchKeys = (event: KeyboardEvent) => {
      const isSign = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (isSign && document.activeElement !== field.current) field.current?.focus({ preventScroll: true });
    };
    addEventListener('keydown', catchKeys);
    return () => removeEventListener('keydown', catchKeys);
  }, []);
  const submit = () => {
    onType('');
    void onCode(typed);
  };
  return (
    <div className="kiosk-in">
      <h1>{tongue.showBadge}</h1>
      <Camera label={tongue.showBadge} onText={props.onSeen} />
      <Form onSubmit={submit}>
        <TextField className="kiosk-code" value={typed} onChange={onType} isDisabled={isWaiting} autoComplete="off">
          <Label>{tongue.typeCode}</Label>
          <Input ref={field} dir="ltr" autoCapitalize="characters" autoCorrect="off" spellCheck={false} enterKeyHint="go" maxLength={40} data-1p-ignore data-lpignore="true" />
        </TextField>
        <Button tone="main" large type="submit" isDisabled={isWaiting}>{tongue.next}</Button>
      </Form>
      <div role="alert">
        {isWaiting ? <p className="problem">{tongue.wait(waits)}</p> : props.said && <p className="problem">{props.said}</p>}
      </div>
    </div>
  );
}

/** Only where staff have allowed the camera: a kiosk asks no participant for it. */
function Camera(props: { label: string; onText(text: string): void }): React.JSX.Element | null {
  const { onText } = props;
  const video = useRef<HTMLVideoElement>(null);
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    let isOver = false;
    void isCameraAllowed().then((isAllowed) => !isOver && setThere(isAllowed));
    return () => {
      isOver = true;
    };
  }, []);
  useEffect(() => {
    if (!isThere || !video.current) return;
    return watchCamera(video.current, 'user', onText, () => setThere(false));
  }, [isThere, onText]);
  return isThere ? <video ref={video} className="video kiosk-video" muted playsInline aria-label={props.label} /> : null;
}

export async function isCameraAllowed(): Promise<boolean> {
  try {
    const [devices, permission] = await Promise.all([
      navigator.mediaDevices.enumerateDevices(),
      navigator.permissions.query({ name: 'camera' as PermissionName }),
    ]);
    return permission.state === 'granted' && devices.some((one) => one.kind === 'videoinput');
  } catch {
    return false;
  }
}

/** A sheet whose heading gets the focus, so that a screen reader says it. */
function Sheet(props: { title: ReactNode; children?: ReactNode }): React.JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className="kiosk-in">
      <h1 ref={heading} tabIndex={-1}>{props.title}</h1>
      {props.children}
    </div>
  );
}

/** Through a door, for those who do not read. */
const IN = 'M14 4h6v16h-6M3 12h11M10 8l4 4-4 4';
const OUT = 'M10 4H4v16h6M9 12h12M17 8l4 4-4 4';

function Who(props: {
  tongue: AtKiosk;
  asksMood: boolean;
  code: string;
  name: string;
  onSaved(said: string): void;
  onFailed(error: BryggaError): void;
  onCancel(): void;
}): React.JSX.Element {
  const { tongue, code, onFailed } = props;
  const [mood, setMood] = useState<number | null>(null);
  const { act, isBusy, error } = useAct();
  useEffect(() => {
    if (error) onFailed(error);
  }, [error, onFailed]);
  const save = async (name: 'kiosk.check_in' | 'kiosk.check_out', said: string) => {
    const saved = await act(name, { code, mood });
    if (saved) props.onSaved(saved.already ? tongue.known : said);
  };
  return (
    <Sheet title={tongue.hello(props.name)}>
      {props.asksMood && (
        <RadioGroup className="moods" value={mood === null ? null : String(mood)} onChange={(chosen) => setMood(Number(chosen))}>
          <Label>{tongue.howAreYou}</Label>
          <div className="mood-options">
            {tongue.moods.map((words, index) => (
              <Radio key={words} value={String(index + 1)} className="mood">
                <Face mood={index + 1} />
                <span>{words}</span>
              </Radio>
            ))}
          </div>
        </RadioGroup>
      )}
      <div className="kiosk-ways">
        <Button tone="main" isDisabled={isBusy} onPress={() => void save('kiosk.check_in', tongue.cameSaved)}>
          <Drawn path={IN} />
          {tongue.come}
        </Button>
        <Button tone="main" isDisabled={isBusy} onPress={() => void save('kiosk.check_out', tongue.leftSaved)}>
          <Drawn path={OUT} />
          {tongue.leave}
        </Button>
      </div>
      <div className="actions">
        <Button large onPress={props.onCancel}>{tongue.notMe}</Button>
      </div>
    </Sheet>
  );
}

function Done({ said }: { said: string }): React.JSX.Element {
  return (
    <div className="kiosk-in" role="status">
      <svg className="kiosk-check" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M5 12.5l4.5 4.5L19 7.5" />
      </svg>
      <h1>{said}</h1>
    </div>
  );
}
