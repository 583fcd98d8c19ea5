/** Making this device somebody's, with a one-time code. */
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import type { BryggaError } from 'brygga';
import { asError } from '../door/useDoor';
import { Button, Field, Form, Problem, useFieldError } from '../parts/parts';
import { useWords } from '../words/words';
import { Alone } from './alone';
import type { Invitation } from './invitation';
import { putStore } from './kept';
import { openSession } from './session';

const Scan = lazy(() => import('./scan'));
const FIELDS = ['tenant', 'code', 'device_name'] as const;

export function Enrol(props: {
  invitation: Invitation | null;
  said: string | null;
  onEnrolled(store: string): void;
  onBack?: () => void;
  onOffice(): void;
}): React.JSX.Element {
  const { w } = useWords();
  const [tenant, setTenant] = useState(props.invitation?.tenant ?? '');
  const [code, setCode] = useState(props.invitation?.code ?? '');
  const [device, setDevice] = useState(w.start.deviceNameDefault);
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isScanning, setScanning] = useState(false);
  // One store for all tries, so that a wrong code leaves nothing behind.
  const store = useRef(crypto.randomUUID() as string);
  const fieldError = useFieldError(error);

  const enrol = async () => {
    setBusy(true);
    setError(null);
    try {
      const session = await openSession(store.current);
      const enrolled = await session.store.enrol({
        url: location.origin,
        tenant: tenant.trim(),
        code: code.trim(),
        deviceName: device.trim(),
      });
      putStore({ id: store.current, name: enrolled.account_name, tenant: enrolled.tenant_title, unsent: 0, lock: null });
      props.onEnrolled(store.current);
    } catch (failure) {
      setError(asError(failure));
    } finally {
      setBusy(false);
    }
  };

  const found = useCallback((invitation: Invitation) => {
    setTenant(invitation.tenant);
    setCode(invitation.code);
    setScanning(false);
  }, []);

  return (
    <Alone title={w.start.enrolTitle} lead={w.start.enrolLead}>
      {props.said && <p className="note warn" role="status">{props.said}</p>}
      {props.invitation && <p className="note" role="status">{w.start.fromLink}</p>}
      <Form onSubmit={() => void enrol()}>
        <Field label={w.start.tenant} hint={w.start.tenantHint} value={tenant} onChange={setTenant} error={fieldError('tenant')} isRequired />
        <Field label={w.start.code} value={code} onChange={setCode} error={fieldError('code')} isRequired />
        <Field label={w.start.deviceName} hint={w.start.deviceNameHint} value={device} onChange={setDevice} error={fieldError('device_name')} />
        <Problem error={error} shown={FIELDS} />
        <div className="actions">
          <Button tone="main" type="submit" isDisabled={isBusy}>
            {isBusy ? w.start.enrolling : w.start.enrol}
          </Button>
          <Button onPress={() => setScanning(true)}>{w.start.scan}</Button>
          {props.onBack && (
            <Button tone="quiet" onPress={props.onBack}>
              {w.cancel}
            </Button>
          )}
        </div>
      </Form>
      <Button tone="quiet" onPress={props.onOffice}>{w.start.office}</Button>
      {isScanning && (
        <Suspense fallback={null}>
          <Scan onFound={found} onClose={() => setScanning(false)} />
        </Suspense>
      )}
    </Alone>
  );
}
