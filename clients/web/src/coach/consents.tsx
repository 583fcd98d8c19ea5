/** What the participant has agreed that partners see: given, used, and taken back at once. */
import { useState } from 'react';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Choice, Confirm, Empty, Field, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { dayAndTimeOf, FormDialog, useSaving, useTexts } from './forms';
import type { Person, Programme } from './person';

type Consent = Person['consents'][number];

interface Props {
  person: Person;
  programmes: readonly Programme[];
}

/** The partners of all programmes here, each once. */
export function usePartners(programmes: readonly Programme[]): { value: string; label: string }[] {
  const { f } = useWords();
  const partners = programmes.flatMap((one) => one.partners).map((one) => [one.key, nameOf(one, f.language)] as const);
  return [...new Map(partners)].map(([value, label]) => ({ value, label }));
}

export function Consents({ person, programmes }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const { answer: known } = useObserved('staff.list', {});
  const partners = usePartners(programmes);
  const [isGiving, setGiving] = useState(false);
  const [adding, setAdding] = useState<Consent | null>(null);
  const [withdrawing, setWithdrawing] = useState<Consent | null>(null);
  const partnerName = (key: string) => partners.find((one) => one.value === key)?.label ?? key;
  const staffName = (id: string) => known?.staff.find((one) => one.id === id)?.name ?? w.person.unknownWriter;
  const today = dayAndTimeOf(new Date().toISOString()).day;
  const state = (one: Consent) => (one.status === 'given' && one.valid_to < today ? 'over' : one.status);
  return (
    <Section
      title={w.person.consents}
      actions={partners.length > 0 && <Button icon="add" onPress={() => setGiving(true)}>{w.consent.give}</Button>}
    >
      <Problem error={error} />
      {person.consents.length === 0 && <Empty>{partners.length > 0 ? w.person.noConsents : w.consent.noPartners}</Empty>}
      <Rows>
        {[...person.consents].reverse().map((one) => (
          <Row
            key={one.id}
            title={w.person.consentTo(partnerName(one.partner), w.person.consentGroups[one.data_group])}
            detail={[one.purpose, w.person.period(f.day(one.valid_from), f.day(one.valid_to)), one.people.length > 0 && w.consent.usedBy(f.list(one.people.map(staffName)))]
              .filter(Boolean)
              .join(' · ')}
            side={
              <>
                <Unsent is={one.unsent} />
                <Tag tone={state(one) === 'given' ? 'good' : state(one) === 'over' ? 'calm' : 'bad'}>{w.consent.states[state(one)]}</Tag>
              </>
            }
          >
            {state(one) === 'given' && (
              <div className="actions">
                <Button aria-label={`${w.consent.addMember}: ${partnerName(one.partner)}`} onPress={() => setAdding(one)}>{w.consent.addMember}</Button>
                <Button tone="danger" aria-label={`${w.consent.withdraw}: ${partnerName(one.partner)}`} onPress={() => setWithdrawing(one)}>
                  {w.consent.withdraw}
                </Button>
              </div>
            )}
          </Row>
        ))}
      </Rows>
      {isGiving && <GiveForm person={person} partners={partners} today={today} onClose={() => setGiving(false)} />}
      {adding && <MemberForm key={adding.id} consent={adding} programmes={programmes} partner={partnerName(adding.partner)} onClose={() => setAdding(null)} />}
      <Confirm
        title={w.consent.withdrawTitle}
        lead={w.consent.withdrawLead(partnerName(withdrawing?.partner ?? ''))}
        action={w.consent.withdraw}
        tone="danger"
        isOpen={withdrawing !== null}
        onClose={() => setWithdrawing(null)}
        onConfirm={() => withdrawing && void act('consent.withdraw', { consent: withdrawing.id })}
      />
    </Section>
  );
}

function GiveForm(props: { person: Person; partners: { value: string; label: string }[]; today: string; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const first = { partner: props.partners[0]?.value ?? '', data_group: 'case', purpose: '', text_version: '', valid_from: props.today, valid_to: '' };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('consent.give');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name), isRequired: true });
  return (
    <FormDialog title={w.consent.give} isOpen onClose={props.onClose} doing={doing} fields={Object.keys(first)}
      save={() => doing.save({ participant: props.person.id, ...texts, data_group: texts.data_group as Consent['data_group'] })}>
      <p className="soft">{w.consent.giveLead}</p>
      <Select label={w.consent.partner} {...field('partner')} options={props.partners} />
      <Choice label={w.consent.group} {...field('data_group')}
        options={(['case', 'restricted'] as const).map((value) => ({ value, label: w.consent.groups[value] }))} />
      <Field label={w.consent.purpose} hint={w.consent.purposeHint} {...field('purpose')} />
      <Field label={w.consent.textVersion} hint={w.consent.textVersionHint} {...field('text_version')} />
      <div className="fields">
        <Field label={w.consent.validFrom} type="date" {...field('valid_from')} />
        <Field label={w.consent.validTo} type="date" {...field('valid_to')} />
      </div>
    </FormDialog>
  );
}

function MemberForm(props: { consent: Consent; programmes: readonly Programme[]; partner: string; onClose(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { consent } = props;
  const { answer } = useObserved('staff.list', {});
  const staff = (answer?.staff ?? [])
    .filter((one) => one.status === 'active' && one.roles.includes('partner') && !consent.people.includes(one.id))
    .map((one) => ({ value: one.id, label: one.name }));
  const ofPartner = props.programmes.flatMap((one) => one.team_roles).filter((one) => one.partner === consent.partner);
  const roles = [...new Map(ofPartner.map((one) => [one.key, nameOf(one, f.language)]))].map(([value, label]) => ({ value, label }));
  const [texts, set] = useTexts({ staff: '', role: roles[0]?.value ?? '' }, true);
  const doing = useSaving('consent.add_member');
  return (
    <FormDialog title={w.consent.addMember} action={w.consent.addMemberNow} isOpen onClose={props.onClose} doing={doing} fields={['staff', 'role']}
      save={() => doing.save({ consent: consent.id, staff: texts.staff, role: texts.role })}>
      <p className="soft">{w.consent.addMemberLead(props.partner, w.person.consentGroups[consent.data_group], f.day(consent.valid_to))}</p>
      {answer && staff.length === 0 && <p className="note">{w.consent.nobodyOfPartner}</p>}
      <Select label={w.consent.who} value={texts.staff} onChange={set('staff')} empty="–" isRequired error={doing.fieldError('staff')} options={staff} />
      {roles.length > 0 ? (
        <Select label={w.person.role} value={texts.role} onChange={set('role')} isRequired error={doing.fieldError('role')} options={roles} />
      ) : (
        <Field label={w.person.role} value={texts.role} onChange={set('role')} isRequired error={doing.fieldError('role')} />
      )}
    </FormDialog>
  );
}
