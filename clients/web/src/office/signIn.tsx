/** Signing in by name and password, and choosing a password with a one-time code. */
import { useState } from 'react';
import type { BryggaError } from 'brygga';
import { askOffice, type Me } from '../door/officeDoor';
import { asError } from '../door/useDoor';
import { Button, Field, Form, Problem, useFieldError } from '../parts/parts';
import type { Invitation } from '../start/invitation';
import { useOffice } from './said';

/** An office with several tenants asks for whose; then the form has the field. */
const asksForTenant = (error: BryggaError) => error.code === 'missing_field' && error.field === 'tenant';

interface Asking {
  ask<T>(path: 'sign-in' | 'password', body: object): Promise<T | null>;
  error: BryggaError | null;
  isBusy: boolean;
  asksTenant: boolean;
}

function useAsking(): Asking {
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [asksTenant, setAsksTenant] = useState(false);
  return {
    error,
    isBusy,
    asksTenant,
    ask: async <T,>(path: 'sign-in' | 'password', body: object) => {
      setBusy(true);
      setError(null);
      try {
        return await askOffice<T>(path, body);
      } catch (failure) {
        const known = asError(failure);
        if (asksForTenant(known)) setAsksTenant(true);
        setError(known);
        return null;
      } finally {
        setBusy(false);
      }
    },
  };
}

const whose = (tenant: string) => (tenant.trim() ? { tenant: tenant.trim() } : {});

export function SignInForm(props: {
  name?: string;
  tenant?: string;
  onSignedIn(me: Me): void;
  onCode?: () => void;
  onLeave(): void;
}): React.JSX.Element {
  const { o, w } = useOffice();
  const [name, setName] = useState(props.name ?? '');
  const [password, setPassword] = useState('');
  const [tenant, setTenant] = useState(props.tenant ?? '');
  const { ask, error, isBusy, asksTenant } = useAsking();
  const fieldError = useFieldError(error);
  const signIn = async () => {
    const me = await ask<Me>('sign-in', { name: name.trim(), password, ...whose(tenant) });
    if (!me) return;
    setPassword('');
    props.onSignedIn(me);
  };
  return (
    <Form onSubmit={() => void signIn()}>
      {asksTenant && (
        <Field label={w.start.tenant} hint={w.start.tenantHint} value={tenant} onChange={setTenant} error={fieldError('tenant')} autoComplete="organization" isRequired autoFocus />
      )}
      <Field label={o.signIn.name} value={name} onChange={setName} error={fieldError('name')} autoComplete="username" isRequired autoFocus={!props.name} />
      <Field label={o.signIn.password} type="password" value={password} onChange={setPassword} error={fieldError('password')} autoComplete="current-password" isRequired autoFocus={Boolean(props.name)} />
      <Problem error={error} shown={asksTenant ? ['tenant', 'name', 'password'] : ['name', 'password']} />
      <div className="actions">
        <Button tone="main" type="submit" isDisabled={isBusy}>
          {isBusy ? o.signIn.busy : o.signIn.do}
        </Button>
        {props.onCode && <Button onPress={props.onCode}>{o.signIn.haveCode}</Button>}
        <Button tone="quiet" onPress={props.onLeave}>
          {props.onCode ? o.signIn.leave : o.signOut}
        </Button>
      </div>
    </Form>
  );
}

export function ChoosePassword(props: { code: Invitation | null; onSignedIn(me: Me): void; onBack(): void }): React.JSX.Element {
  const { o, w } = useOffice();
  const [tenant, setTenant] = useState(props.code?.tenant ?? '');
  const [code, setCode] = useState(props.code?.code ?? '');
  const { ask, error, isBusy, asksTenant } = useAsking();
  const fieldError = useFieldError(error);
  const passwords = useNewPassword();
  const choose = async () => {
    const password = passwords.checked();
    const me = password === null ? null : await ask<Me>('password', { code: code.trim(), password, ...whose(tenant) });
    if (me) props.onSignedIn(me);
  };
  return (
    <Form onSubmit={() => void choose()}>
      {props.code && <p className="note" role="status">{o.password.fromLink}</p>}
      {asksTenant && (
        <Field label={w.start.tenant} hint={w.start.tenantHint} value={tenant} onChange={setTenant} error={fieldError('tenant')} isRequired autoFocus />
      )}
      {!props.code && <Field label={w.start.code} value={code} onChange={setCode} error={fieldError('code')} isRequired autoFocus />}
      <NewPassword {...passwords} error={fieldError('password')} />
      <Problem error={error} shown={[...(asksTenant ? ['tenant'] : []), ...(props.code ? [] : ['code']), 'password']} />
      <div className="actions">
        <Button tone="main" type="submit" isDisabled={isBusy}>
          {o.password.save}
        </Button>
        <Button tone="quiet" onPress={props.onBack}>
          {w.back}
        </Button>
      </div>
    </Form>
  );
}

/** Chooses another password, by who is signed in; the other sessions of the account end. */
export function ChangePassword(): React.JSX.Element {
  const { o } = useOffice();
  const [old, setOld] = useState('');
  const [isDone, setDone] = useState(false);
  const { ask, error, isBusy } = useAsking();
  const fieldError = useFieldError(error);
  const passwords = useNewPassword();
  const change = async () => {
    setDone(false);
    const password = passwords.checked();
    if (password === null || !(await ask<Me>('password', { old, password }))) return;
    setOld('');
    passwords.clear();
    setDone(true);
  };
  return (
    <Form onSubmit={() => void change()}>
      <Field label={o.password.old} type="password" value={old} onChange={setOld} error={fieldError('old')} autoComplete="current-password" isRequired />
      <NewPassword {...passwords} error={fieldError('password')} />
      <Problem error={error} shown={['old', 'password']} />
      {isDone && <p className="note" role="status">{o.password.changed}</p>}
      <div className="actions">
        <Button tone="main" type="submit" isDisabled={isBusy}>
          {o.password.change}
        </Button>
      </div>
    </Form>
  );
}

interface Passwords {
  first: string;
  second: string;
  differs: boolean;
  setFirst(text: string): void;
  setSecond(text: string): void;
  /** The password, if it was written twice alike. */
  checked(): string | null;
  clear(): void;
}

function useNewPassword(): Passwords {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [differs, setDiffers] = useState(false);
  return {
    first,
    second,
    differs,
    setFirst,
    setSecond,
    checked: () => {
      setDiffers(first !== second);
      return first === second ? first : null;
    },
    clear: () => {
      setFirst('');
      setSecond('');
    },
  };
}

function NewPassword(props: Passwords & { error: string | null }): React.JSX.Element {
  const { o } = useOffice();
  return (
    <>
      <Field label={o.password.new} hint={o.password.hint} type="password" value={props.first} onChange={props.setFirst} error={props.error} autoComplete="new-password" isRequired />
      <Field label={o.password.again} type="password" value={props.second} onChange={props.setSecond} error={props.differs ? o.password.differs : null} autoComplete="new-password" isRequired />
    </>
  );
}
