/** Which devices there are and whose, taking one back, and inviting somebody. */
import { useCallback, useEffect, useState } from 'react';
import { encode } from 'uqr';
import type { BryggaError } from 'brygga';
import type { Device, OfficeInvitation, Wipe } from '../door/officeDoor';
import { asError, useObserved } from '../door/useDoor';
import { Button, Confirm, Empty, Field, Form, Page, Problem, Row, Rows, Section, Select, Tag, useFieldError } from '../parts/parts';
import type { Formats } from '../words/formats';
import type { OfficeWords } from '../words/officeSv';
import { mayInvite } from './rights';
import { useOffice, useOfficeDoor } from './said';

export function DevicesPage(): React.JSX.Element {
  const { o } = useOffice();
  const door = useOfficeDoor();
  const [devices, setDevices] = useState<Device[] | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);
  const [asking, setAsking] = useState<Device | null>(null);
  const [wiping, setWiping] = useState<Device | null>(null);
  const load = useCallback(async () => {
    try {
      setDevices((await door.office('office.devices', {})).devices);
    } catch (failure) {
      setError(asError(failure));
    }
  }, [door]);
  useEffect(() => void load(), [load]);
  const change = async (call: 'office.device.revoke' | 'office.device.confirm' | 'office.device.wipe', device: Device) => {
    try {
      await door.office(call, { device: device.number });
      setError(null);
    } catch (failure) {
      setError(asError(failure));
    }
    await load();
  };
  const order = { unconfirmed_copy: 0, active: 1, revoked: 2 };
  const sorted = [...(devices ?? [])].sort((one, other) => order[one.state] - order[other.state] || one.staff_name.localeCompare(other.staff_name, 'sv'));
  return (
    <Page title={o.nav.devices} lead={o.devices.lead}>
      <Problem error={error} />
      <Invite />
      <Section title={o.devices.title} note={devices?.length}>
        {devices?.length === 0 && <Empty>{o.devices.none}</Empty>}
        <Rows>
          {sorted.map((one) => (
            <DeviceRow key={one.number} device={one} onRevoke={() => setAsking(one)} onWipe={() => setWiping(one)} onConfirm={() => void change('office.device.confirm', one)} />
          ))}
        </Rows>
      </Section>
      <Confirm
        title={o.devices.revokeTitle}
        lead={asking ? o.devices.revokeLead(asking.name, asking.staff_name) : ''}
        action={o.devices.revoke}
        tone="danger"
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        onConfirm={() => asking && void change('office.device.revoke', asking)}
      />
      <Confirm
        title={o.devices.wipeTitle}
        lead={wiping ? (wiping.state === 'revoked' ? o.devices.wipeLeadRevoked : o.devices.wipeLead)(wiping.name, wiping.staff_name) : ''}
        action={o.devices.wipe}
        tone="danger"
        isOpen={wiping !== null}
        onClose={() => setWiping(null)}
        onConfirm={() => wiping && void change('office.device.wipe', wiping)}
      />
    </Page>
  );
}

/** What was ordered, and the receipt. */
function wipeText(wipe: Wipe, o: OfficeWords, f: Formats): string {
  const d = o.devices;
  if (!wipe.done_at) return d.wipeAsked(wipe.asked_at ? f.moment(wipe.asked_at) : '', wipe.asked_by_name);
  const lost = wipe.unsent_lost === 0 ? d.wipeNothingLost : d.wipeLost(wipe.unsent_lost, f.number(wipe.unsent_lost));
  return `${d.wipeReceipt(f.moment(wipe.done_at), f.number(wipe.rows), f.number(wipe.scopes))} ${lost}`;
}

/** What the device has, and what only it has, as it said last. */
function holdingsText(device: Device, o: OfficeWords, f: Formats): string[] {
  if (device.office || device.wipe?.done_at) return [];
  const { held_scopes: held, unsent, unsent_since: since } = device;
  // A device that has not said, or is not listened to any more, may keep anything.
  const isKnown = held !== null && device.state !== 'revoked';
  return [
    held === null ? o.devices.scopes(f.number(device.scopes)) : o.devices.holds(f.number(held), f.number(device.scopes)),
    ...(unsent > 0 && since ? [o.devices.unsent(unsent, f.number(unsent), f.ago(since))] : isKnown ? [o.devices.allSent] : []),
  ];
}

function stateTag(device: Device, o: OfficeWords): React.JSX.Element | null {
  if (device.wipe) return device.wipe.done_at ? <Tag>{o.devices.wipeDone}</Tag> : <Tag tone="warn">{o.devices.wipeOrdered}</Tag>;
  if (device.state === 'active') return null;
  return <Tag tone={device.state === 'revoked' ? 'calm' : 'bad'}>{o.devices.states[device.state]}</Tag>;
}

function DeviceRow(props: { device: Device; onRevoke(): void; onWipe(): void; onConfirm(): void }): React.JSX.Element {
  const { o, f } = useOffice();
  const { device } = props;
  const mayBeWiped = !device.office && !device.wipe;
  return (
    <Row
      title={device.office ? device.staff_name : `${device.staff_name} · ${device.name}`}
      detail={[
        device.office ? o.devices.office : null,
        device.last_seen ? o.devices.seen(f.ago(device.last_seen)) : o.devices.neverSeen,
        ...holdingsText(device, o, f),
        o.devices.taken(f.number(device.changes_taken)),
        device.wipe && wipeText(device.wipe, o, f),
      ].filter(Boolean).join(' · ')}
      side={
        <>
          {stateTag(device, o)}
          {device.state === 'unconfirmed_copy' && (
            <Button aria-label={`${o.devices.confirm}: ${device.staff_name}, ${device.name}`} onPress={props.onConfirm}>{o.devices.confirm}</Button>
          )}
          {mayBeWiped && (
            <Button tone="danger" aria-label={`${o.devices.wipe}: ${device.staff_name}, ${device.name}`} onPress={props.onWipe}>{o.devices.wipe}</Button>
          )}
          {device.state !== 'revoked' && !device.office && (
            <Button tone="danger" aria-label={`${o.devices.revoke}: ${device.staff_name}, ${device.name}`} onPress={props.onRevoke}>{o.devices.revoke}</Button>
          )}
        </>
      }
    />
  );
}

/** Of somebody, or of whoever is chosen. */
export function Invite({ of }: { of?: string }): React.JSX.Element {
  const { o } = useOffice();
  const door = useOfficeDoor();
  const { answer: me } = useObserved('me', {});
  const { answer: staff } = useObserved('staff.list', {});
  const [who, setWho] = useState(of ?? '');
  const [device, setDevice] = useState('');
  const [hours, setHours] = useState('48');
  const [invitation, setInvitation] = useState<OfficeInvitation | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const fieldError = useFieldError(error);
  const invite = async () => {
    setBusy(true);
    setError(null);
    try {
      setInvitation(await door.office('office.invite', { staff: who, hours: Number(hours), ...(device.trim() && { device_name: device.trim() }) }));
    } catch (failure) {
      setError(asError(failure));
    } finally {
      setBusy(false);
    }
  };
  if (invitation) return <Invitation of={invitation} onClose={() => setInvitation(null)} />;
  const people = (staff?.staff ?? []).filter((one) => me && mayInvite(me, one)).sort((one, other) => one.name.localeCompare(other.name, 'sv'));
  return (
    <Section title={of ? o.staff.invite : o.invite.title}>
      <p className="soft">{o.invite.lead}</p>
      <Form onSubmit={() => void invite()}>
        <div className="fields">
          {!of && <Select label={o.invite.who} value={who} onChange={setWho} empty={o.invite.choose} options={people.map((one) => ({ value: one.id, label: one.name }))} error={fieldError('staff')} isRequired />}
          <Field label={o.invite.device} value={device} onChange={setDevice} error={fieldError('device_name')} />
          <Select label={o.invite.lasts} value={hours} onChange={setHours} options={['8', '48', '168'].map((value) => ({ value, label: o.invite.hours[value] ?? value }))} error={fieldError('hours')} />
        </div>
        <Problem error={error} shown={[...(of ? [] : ['staff']), 'device_name', 'hours']} />
        <div className="actions">
          <Button tone="main" type="submit" isDisabled={isBusy}>{o.invite.make}</Button>
        </div>
      </Form>
    </Section>
  );
}

/** Told this once: what is not printed or sent now is made anew. */
function Invitation({ of, onClose }: { of: OfficeInvitation; onClose(): void }): React.JSX.Element {
  const { o, w, f } = useOffice();
  const mark = `${of.tenant}.${of.code}`;
  return (
    <Section title={o.invite.for(of.staff_name)} tone="needs">
      <div className="invitation">
        <p className="note warn">{o.invite.once(f.moment(of.expires_at))}</p>
        <p className="code">{of.code}</p>
        <p>
          {w.start.tenant}: <strong>{of.tenant}</strong> · {o.invite.address}: <strong>{location.origin}</strong>
        </p>
        <div className="columns">
          <div className="stack">
            <h3>{o.invite.tablet}</h3>
            <p className="soft">{o.invite.tabletLead}</p>
            <Code text={`${location.origin}/#enrol=${mark}`} label={o.invite.tablet} />
          </div>
          <div className="stack">
            <h3>{o.invite.office}</h3>
            <p className="soft">{o.invite.officeLead}</p>
            <Code text={`${location.origin}/#password=${mark}`} label={o.invite.office} />
          </div>
        </div>
      </div>
      <div className="actions">
        <Button tone="main" onPress={() => print()}>{o.invite.print}</Button>
        <Button onPress={onClose}>{o.invite.done}</Button>
      </div>
    </Section>
  );
}

/** Dark on light in both themes, with its quiet edge, since cameras want it so. */
function Code({ text, label }: { text: string; label: string }): React.JSX.Element {
  const { o } = useOffice();
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={o.invite.qr(label)} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
