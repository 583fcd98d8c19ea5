/** The app's buttons, fields, lists, dialogs and tabs, over react-aria-components. */
import { Children, lazy, Suspense, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog as AriaDialog,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  Radio,
  RadioGroup,
  Text,
  TextArea,
  TextField as AriaTextField,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components';
import type { BryggaError } from 'brygga';
import { sentenceOf, useWords } from '../words/words';
import { Icon, type IconName } from './icons';

// --- buttons -----------------------------------------------------------------------------------------

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** The one thing to do on a screen is `main`; what takes something away is `danger`. */
  tone?: 'main' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  children?: ReactNode;
  large?: boolean;
}

export function Button({ tone = 'plain', icon, large, children, ...rest }: ButtonProps): React.JSX.Element {
  return (
    <AriaButton {...rest} className={`button ${tone}${large ? ' large' : ''}`}>
      {icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </AriaButton>
  );
}

// --- pages -------------------------------------------------------------------------------------------

/** A screen. Its heading gets the focus when it comes, so that a screen reader begins there. */
export function Page(props: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  onBack?: () => void;
  children: ReactNode;
}): React.JSX.Element {
  const { w } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      <header className="page-head">
        {props.onBack && (
          <Button tone="quiet" icon="back" onPress={props.onBack}>
            {w.back}
          </Button>
        )}
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.actions && <div className="actions">{props.actions}</div>}
        </div>
        {props.lead && <div className="lead">{props.lead}</div>}
      </header>
      {props.children}
    </div>
  );
}

export function Section(props: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  tone?: 'calm' | 'needs';
  children: ReactNode;
}): React.JSX.Element {
  const id = useId();
  return (
    <section className={`section ${props.tone ?? 'calm'}`} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{props.title}</h2>
        {props.note && <span className="count">{props.note}</span>}
        {props.actions && <div className="actions">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}

export function Empty({ children }: { children: ReactNode }): React.JSX.Element {
  return <p className="empty">{children}</p>;
}

/** What of a record waits for the office. */
export function Unsent({ is }: { is: boolean }): React.JSX.Element | null {
  const { w } = useWords();
  return is ? <span className="tag unsent">{w.unsent}</span> : null;
}

export function Tag(props: { tone?: 'calm' | 'good' | 'warn' | 'bad'; children: ReactNode }): React.JSX.Element {
  return <span className={`tag ${props.tone ?? 'calm'}`}>{props.children}</span>;
}

// --- lists -------------------------------------------------------------------------------------------

export function Rows({ children, label }: { children: ReactNode; label?: string }): React.JSX.Element {
  return (
    <ul className="rows" role="list" aria-label={label}>
      {children}
    </ul>
  );
}

/** The first rows of a list that may be long, and all of them when somebody asks. */
export function FirstRows({ children, most = 8 }: { children: ReactNode; most?: number }): React.JSX.Element {
  const { w } = useWords();
  const [showsAll, setShowsAll] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const rows = Children.toArray(children);
  // Who pressed the button, which is gone now, goes on at the first of the rows that came.
  useEffect(() => {
    if (showsAll) whole.current?.querySelectorAll('li')[most]?.querySelector('button')?.focus();
  }, [showsAll, most]);
  // One more row takes no more room than the button that would stand for it.
  const isWhole = showsAll || rows.length <= most + 1;
  return (
    <div ref={whole}>
      <Rows>{isWhole ? rows : rows.slice(0, most)}</Rows>
      {!isWhole && (
        <Button tone="quiet" onPress={() => setShowsAll(true)}>
          {w.showAll(rows.length)}
        </Button>
      )}
    </div>
  );
}

/** One of a list: words, and what can be done; the whole of it is a button when it opens something. */
export function Row(props: {
  title: ReactNode;
  detail?: ReactNode;
  lead?: ReactNode;
  side?: ReactNode;
  onOpen?: () => void;
  children?: ReactNode;
}): React.JSX.Element {
  const text = (
    <>
      {props.lead && <span className="row-lead">{props.lead}</span>}
      <span className="row-text">
        <span className="row-title">{props.title}</span>
        {props.detail && <span className="row-detail">{props.detail}</span>}
      </span>
    </>
  );
  return (
    <li className="row">
      <div className="row-line">
        {props.onOpen ? (
          <AriaButton className="row-open" onPress={props.onOpen}>
            {text}
          </AriaButton>
        ) : (
          <div className="row-open still">{text}</div>
        )}
        {props.side && <div className="row-side">{props.side}</div>}
      </div>
      {props.children}
    </li>
  );
}

/** Names and what they are: "Language: Somali". What is empty is left out. */
export function Facts({ of }: { of: readonly (readonly [string, ReactNode])[] }): React.JSX.Element {
  return (
    <dl className="facts">
      {of
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value], at) => (
          <div key={`${name}${at}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

// --- fields ------------------------------------------------------------------------------------------

export interface FieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  hint?: ReactNode;
  /** What is wrong with it, in words. */
  error?: string | null;
  type?: 'text' | 'date' | 'time' | 'number' | 'tel' | 'email' | 'password' | 'search';
  lines?: number;
  isRequired?: boolean;
  autoFocus?: boolean;
  inputMode?: 'numeric' | 'text' | 'decimal';
  autoComplete?: string;
  lang?: string;
}

const DayOrTime = lazy(() => import('./day'));

export function Field(props: FieldProps): React.JSX.Element {
  if (props.type !== 'date' && props.type !== 'time') return <TypedField {...props} />;
  const coming = (
    <div className="field" aria-hidden="true">
      <span className="react-aria-Label">{props.label}</span>
      <div className="day-box" />
    </div>
  );
  return (
    <Suspense fallback={coming}>
      <DayOrTime {...props} />
    </Suspense>
  );
}

function TypedField(props: FieldProps): React.JSX.Element {
  const { w } = useWords();
  const isInvalid = Boolean(props.error);
  return (
    <AriaTextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      isInvalid={isInvalid}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
      autoComplete={props.autoComplete ?? 'off'}
      {...(props.type && !props.lines && { type: props.type as 'text' })}
      {...(props.inputMode && { inputMode: props.inputMode })}
      {...(props.autoFocus && { autoFocus: true })}
    >
      <Label>
        {props.label}
        {props.isRequired && <span className="must" aria-hidden="true"> *</span>}
      </Label>
      {props.hint && <Text slot="description">{props.hint}</Text>}
      {props.lines ? <TextArea rows={props.lines} lang={props.lang} /> : <Input lang={props.lang} />}
      {isInvalid && (
        <Text slot="errorMessage" className="field-error" role="alert">
          {props.error}
        </Text>
      )}
      {props.isRequired && <span className="hidden">{w.required}</span>}
    </AriaTextField>
  );
}

export interface Option {
  value: string;
  label: string;
}

/** One of a few, all to be seen at once. */
export function Choice(props: {
  label: string;
  value: string;
  onChange(value: string): void;
  options: readonly Option[];
  error?: string | null;
  isRequired?: boolean;
}): React.JSX.Element {
  return (
    <RadioGroup
      className="choice"
      // Of a value that is none of these, no radio would be one that Tab comes to.
      value={props.options.some((one) => one.value === props.value) ? props.value : null}
      onChange={props.onChange}
      isInvalid={Boolean(props.error)}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
    >
      <Label>
        {props.label}
        {props.isRequired && <span className="must" aria-hidden="true"> *</span>}
      </Label>
      <div className="choice-options">
        {props.options.map((option) => (
          <Radio key={option.value} value={option.value} className="choice-option">
            {option.label}
          </Radio>
        ))}
      </div>
      {props.error && (
        <Text slot="errorMessage" className="field-error" role="alert">
          {props.error}
        </Text>
      )}
    </RadioGroup>
  );
}

/** One of many: the device's own list, which every tablet shows as its user knows it. */
export function Select(props: {
  label: string;
  value: string;
  onChange(value: string): void;
  options: readonly Option[];
  /** What stands there while nothing is chosen; without it the first one is. */
  empty?: string;
  hint?: ReactNode;
  error?: string | null;
  isRequired?: boolean;
}): React.JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {props.label}
        {props.isRequired && <span className="must" aria-hidden="true"> *</span>}
      </label>
      {props.hint && <span id={`${id}-hint`} className="hint">{props.hint}</span>}
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        required={props.isRequired ?? false}
        aria-invalid={Boolean(props.error)}
        aria-describedby={`${props.hint ? `${id}-hint ` : ''}${props.error ? `${id}-error` : ''}`.trim() || undefined}
      >
        {props.empty !== undefined && <option value="">{props.empty}</option>}
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {props.error && (
        <span id={`${id}-error`} className="field-error" role="alert">
          {props.error}
        </span>
      )}
    </div>
  );
}

export function Check(props: { label: string; isOn: boolean; onChange(isOn: boolean): void }): React.JSX.Element {
  return (
    <label className="check">
      <input type="checkbox" checked={props.isOn} onChange={(event) => props.onChange(event.target.checked)} />
      <span>{props.label}</span>
    </label>
  );
}

/** The sentence for a field, when the error names it. */
export function useFieldError(error: BryggaError | null): (...fields: string[]) => string | null {
  const { f } = useWords();
  return (...fields) => (error && fields.includes(error.field) ? sentenceOf(error, f.language) : null);
}

/** An error that none of a form's fields shows. */
export function Problem(props: { error: BryggaError | null; shown?: readonly string[] }): React.JSX.Element | null {
  const { f } = useWords();
  if (!props.error || props.shown?.includes(props.error.field)) return null;
  return (
    <p className="problem" role="alert">
      {sentenceOf(props.error, f.language)}
    </p>
  );
}

export function Form(props: { onSubmit(): void; children: ReactNode; label?: string }): React.JSX.Element {
  return (
    <form
      className="form"
      noValidate
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}

// --- dialogs -----------------------------------------------------------------------------------------

export function Dialog(props: {
  title: string;
  isOpen: boolean;
  onClose(): void;
  /** A tap beside it does not close it, since something may have been typed. */
  holdsWords?: boolean;
  children: ReactNode;
}): React.JSX.Element {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={props.isOpen}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      isDismissable={!props.holdsWords}
    >
      <Modal className="modal">
        <AriaDialog className="dialog">
          <Heading slot="title">{props.title}</Heading>
          {props.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks before something that cannot be undone. */
export function Confirm(props: {
  title: string;
  lead: string;
  action: string;
  tone?: 'main' | 'danger';
  isOpen: boolean;
  onClose(): void;
  onConfirm(): void;
}): React.JSX.Element {
  const { w } = useWords();
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      <p>{props.lead}</p>
      <div className="actions end">
        <Button onPress={props.onClose}>{w.cancel}</Button>
        <Button
          tone={props.tone ?? 'main'}
          onPress={() => {
            props.onClose();
            props.onConfirm();
          }}
        >
          {props.action}
        </Button>
      </div>
    </Dialog>
  );
}
