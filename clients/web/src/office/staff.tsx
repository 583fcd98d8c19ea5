/** Who works here: the list, and one person's account with what may be done to it. */
import { useState } from 'react';
import type { Answer } from '../door/door';
import type { Me } from '../door/officeDoor';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Confirm, Dialog, Empty, Facts, Field, Form, Page, Problem, Row, Rows, Section, Select, Tag, useFieldError } from '../parts/parts';
import { capitalised } from '../words/formats';
import { useAnswer } from './ask';
import { Checks } from './checks';
import { Invite } from './devices';
import { answersFor, keepsStaff, managesCases, mayInvite, type StaffMember } from './rights';
import { useOffice } from './said';
import { useOfficeViews } from './view';

type Account = keyof ReturnType<typeof useOffice>['o']['staff']['accounts'];
type Role = Answer<'staff.show'>['roles'][number];

const ROLES: readonly Role[] = ['coach', 'manager', 'office', 'operator', 'partner', 'kiosk'];
const SHOWN = 40;

/** What a list of the staff says about a person. */
function useLineOf(): (person: StaffMember) => string {
  const { o, f } = useOffice();
  const names = (units: StaffMember['manages']) => f.list(units.map((one) => one.name ?? '').filter(Boolean).sort());
  return (person) =>
    [
      person.roles.length > 0 ? f.list(person.roles.map((one) => o.roles[one] ?? one)) : o.staff.noRole,
      names(person.memberships),
      person.manages.length > 0 && o.staff.manages(names(person.manages)),
    ].filter(Boolean).join(' · ');
}

export function StaffPage({ me }: { me: Me }): React.JSX.Element {
  const { o, f } = useOffice();
  const { go } = useOfficeViews();
  const { answer, error } = useObserved('staff.list', {});
  const [typed, setTyped] = useState('');
  const [role, setRole] = useState('');
  const [unit, setUnit] = useState('');
  const [account, setAccount] = useState<Account>('active');
  const [shown, setShown] = useState(SHOWN);
  const [isAdding, setAdding] = useState(false);
  const lineOf = useLineOf();
  const seen = (answer?.staff ?? []).filter((one) => answersFor(me, one));
  const wanted = typed.trim().toLocaleLowerCase('sv');
  const found = seen
    .filter((one) => account === 'all' || one.status === account)
    .filter((one) => !role || one.roles.includes(role))
    .filter((one) => !unit || [...one.memberships, ...one.manages].some((place) => place.id === unit))
    .filter((one) => `${one.name} ${one.username ?? ''}`.toLocaleLowerCase('sv').includes(wanted))
    .sort((one, other) => one.name.localeCompare(other.name, 'sv'));
  const units = new Map(seen.flatMap((one) => [...one.memberships, ...one.manages].map((place) => [place.id, place.name ?? ''] as const)));
  const keeps = keepsStaff(me);
  return (
    <Page
      title={o.nav.staff}
      lead={keeps ? o.staff.lead : o.staff.leadManager}
      actions={
        <>
          <Button onPress={() => go({ at: 'units' })}>{o.staff.units}</Button>
          {keeps && <Button tone="main" onPress={() => setAdding(true)}>{o.staff.add}</Button>}
        </>
      }
    >
      <Problem error={error} />
      <Field label={o.staff.search} type="search" value={typed} onChange={setTyped} />
      <div className="fields thirds">
        <Select label={o.staff.role} value={role} onChange={setRole} empty={o.staff.allRoles} options={ROLES.map((value) => ({ value, label: capitalised(o.roles[value] ?? value) }))} />
        <Select label={o.staff.unit} value={unit} onChange={setUnit} empty={o.staff.allUnits}
          options={[...units].map(([value, label]) => ({ value, label })).sort((one, other) => one.label.localeCompare(other.label, 'sv'))} />
        <Select label={o.staff.account} value={account} onChange={(value) => setAccount(value as Account)}
          options={(['active', 'left', 'all'] as const).map((value) => ({ value, label: o.staff.accounts[value] }))} />
      </div>
      {!answer && !error && <p className="soft" role="status">{o.waiting}</p>}
      {answer && (
        <Section title={o.staff.people} note={<span role="status">{f.number(found.length)}</span>}>
          {found.length === 0 && <Empty>{o.staff.none}</Empty>}
          <Rows>
            {found.slice(0, shown).map((one) => (
              <Row
                key={one.id}
                title={one.name}
                detail={lineOf(one)}
                side={one.status === 'left' && <Tag>{o.staff.closed}</Tag>}
                onOpen={() => go({ at: 'member', staff: one.id })}
              />
            ))}
          </Rows>
          {found.length > shown && (
            <div className="actions">
              <Button onPress={() => setShown(shown + 200)}>{o.staff.more(f.number(shown), f.number(found.length))}</Button>
            </div>
          )}
        </Section>
      )}
      {isAdding && <Add onClose={() => setAdding(false)} onAdded={(staff) => go({ at: 'member', staff })} />}
    </Page>
  );
}

// --- one person --------------------------------------------------------------------------------------

export function MemberPage({ me, staff }: { me: Me; staff: string }): React.JSX.Element {
  const { o, f } = useOffice();
  const { back, go } = useOfficeViews();
  const { answer, error } = useObserved('staff.list', {});
  const [isChanging, setChanging] = useState(false);
  const person = answer?.staff.find((one) => one.id === staff);
  if (!person) {
    return (
      <Page key="none" title={o.nav.staff} onBack={back}>
        <Problem error={error} />
        {answer ? <Empty>{o.staff.noLonger}</Empty> : !error && <p className="soft" role="status">{o.waiting}</p>}
      </Page>
    );
  }
  const names = (units: StaffMember['manages']) => f.list(units.map((one) => one.name ?? '').filter(Boolean).sort());
  const isActive = person.status === 'active';
  return (
    <Page key="there" title={person.name} onBack={back}>
      <Section
        title={o.staff.details}
        actions={keepsStaff(me) && isActive && <Button onPress={() => setChanging(true)}>{o.staff.change}</Button>}
      >
        <Facts
          of={[
            [o.staff.username, person.username],
            [o.staff.roles, person.roles.length > 0 ? f.list(person.roles.map((one) => o.roles[one] ?? one)) : o.staff.noRole],
            [o.staff.worksAt, names(person.memberships)],
            [o.staff.managesUnits, names(person.manages)],
          ]}
        />
        {managesCases(me) && person.roles.includes('coach') && (
          <div className="actions">
            <Button onPress={() => go({ at: 'caseload', from: person.id })}>{o.staff.moveCases}</Button>
          </div>
        )}
      </Section>
      {mayInvite(me, person) && <Invite of={person.id} />}
      {keepsStaff(me) && person.id !== me.account && <AccountOf person={person} />}
      {isChanging && <ChangeMember staff={person.id} name={person.name} onClose={() => setChanging(false)} />}
    </Page>
  );
}

/** Closing an account, and opening it again. */
function AccountOf({ person }: { person: StaffMember }): React.JSX.Element {
  const { o } = useOffice();
  const { act, error, isBusy } = useAct();
  const [isAsking, setAsking] = useState(false);
  const isActive = person.status === 'active';
  return (
    <Section title={o.staff.accountTitle}>
      <p>{isActive ? o.staff.open : o.staff.closed}</p>
      <Problem error={error} />
      <div className="actions">
        <Button tone={isActive ? 'danger' : 'plain'} isDisabled={isBusy} onPress={() => setAsking(true)}>
          {isActive ? o.staff.leave : o.staff.return}
        </Button>
      </div>
      <Confirm
        title={isActive ? o.staff.leaveTitle(person.name) : o.staff.returnTitle(person.name)}
        lead={isActive ? o.staff.leaveLead : o.staff.returnLead}
        action={isActive ? o.staff.leave : o.staff.return}
        tone={isActive ? 'danger' : 'main'}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void act(isActive ? 'staff.leave' : 'staff.return', { staff: person.id })}
      />
    </Section>
  );
}

// --- forms -------------------------------------------------------------------------------------------

interface Written {
  name: string;
  username: string;
  roles: string[];
  memberships: string[];
  manages: string[];
}

const nobody: Written = { name: '', username: '', roles: ['coach'], memberships: [], manages: [] };

const given = (written: Written) => ({ ...written, name: written.name.trim(), username: written.username.trim() || null });

function Add({ onClose, onAdded }: { onClose(): void; onAdded(staff: string): void }): React.JSX.Element {
  const { o } = useOffice();
  const acting = useAct();
  const save = async (written: Written) => {
    const added = await acting.act('staff.add', given(written));
    if (added) onAdded(added.staff);
  };
  return (
    <Dialog title={o.staff.add} isOpen onClose={onClose}>
      <MemberForm seen={nobody} acting={acting} onSave={save} onClose={onClose} />
    </Dialog>
  );
}

function ChangeMember({ staff, name, onClose }: { staff: string; name: string; onClose(): void }): React.JSX.Element {
  const { o } = useOffice();
  // Asked for once: what the person saw when they began is what is changed.
  const { answer: seen, error } = useAnswer('staff.show', { staff });
  const acting = useAct();
  const save = async (written: Written) => {
    if (seen && (await acting.act('staff.change', { staff, version: seen.version, ...given(written) }))) onClose();
  };
  return (
    <Dialog title={o.staff.changeTitle(name)} isOpen onClose={onClose}>
      <Problem error={error} />
      {seen && <MemberForm seen={{ ...seen, username: seen.username ?? '' }} acting={acting} onSave={save} onClose={onClose} />}
    </Dialog>
  );
}

function MemberForm(props: { seen: Written; acting: ReturnType<typeof useAct>; onSave(written: Written): void; onClose(): void }): React.JSX.Element {
  const { o, w } = useOffice();
  const { answer: places } = useObserved('units.list', {});
  const { name, username, roles, memberships, manages } = props.seen;
  const [written, setWritten] = useState<Written>({ name, username, roles, memberships, manages });
  const { error, isBusy } = props.acting;
  const fieldError = useFieldError(error);
  const set = (part: Partial<Written>) => setWritten({ ...written, ...part });
  const units = (places?.units ?? []).map((one) => ({ value: one.id, label: one.name })).sort((one, other) => one.label.localeCompare(other.label, 'sv'));
  // Whoever is no manager has nothing there; what is kept from before can still be taken away.
  const mayManage = written.roles.some((one) => one === 'manager' || one === 'office') || written.manages.length > 0;
  return (
    <Form onSubmit={() => props.onSave(written)}>
      <Field label={o.staff.name} value={written.name} onChange={(text) => set({ name: text })} error={fieldError('name')} isRequired />
      <Field label={o.staff.username} hint={o.staff.usernameHint} value={written.username} onChange={(text) => set({ username: text })} error={fieldError('username')} />
      <Checks label={o.staff.roles} values={written.roles} onChange={(values) => set({ roles: values })} error={fieldError('roles')}
        options={ROLES.map((value) => ({ value, label: capitalised(o.roles[value] ?? value) }))} />
      {units.length > 0 && <Checks label={o.staff.worksAt} values={written.memberships} onChange={(values) => set({ memberships: values })} error={fieldError('memberships')} options={units} />}
      {units.length > 0 && mayManage && (
        <Checks label={o.staff.managesUnits} hint={o.staff.managesHint} values={written.manages} onChange={(values) => set({ manages: values })} error={fieldError('manages')} options={units} />
      )}
      <Problem error={error} shown={['name', 'username', 'roles', 'memberships', 'manages']} />
      <div className="actions end">
        <Button onPress={props.onClose}>{w.cancel}</Button>
        <Button tone="main" type="submit" isDisabled={isBusy}>{o.staff.save}</Button>
      </div>
    </Form>
  );
}
