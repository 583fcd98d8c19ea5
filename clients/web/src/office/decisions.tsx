/** What waits for a decision: limits, handovers without an answer, and cases whose time is up. */
import { useState } from 'react';
import type { Answer } from '../door/door';
import type { Me } from '../door/officeDoor';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Choice, Dialog, Empty, Field, Form, Page, Problem, Row, Rows, Section, Select, Tag, useFieldError } from '../parts/parts';
import { Proposals } from './duplicates';
import { managesCases } from './rights';
import { useOffice } from './said';
import { useOfficeViews } from './view';

type NearLimit = Answer<'today'>['limits'][number];
type DueCase = Answer<'retention.due'>['due'][number];

const SHOWN = 25;

export function DecisionsPage({ me }: { me: Me }): React.JSX.Element {
  const { o } = useOffice();
  const { go } = useOfficeViews();
  const { answer: today, error } = useObserved('today', {});
  const waiting = (today?.waiting.conflicts ?? 0) + (today?.waiting.refused ?? 0);
  return (
    <Page title={o.nav.decisions} lead={o.decisions.lead}>
      <Problem error={error} />
      {!today && !error && <p className="soft" role="status">{o.waiting}</p>}
      {waiting > 0 && (
        <Section title={o.inbox.title} note={waiting} tone="needs" actions={<Button onPress={() => go({ at: 'sync' })}>{o.decisions.open}</Button>}>
          <p>{o.inbox.lead}</p>
        </Section>
      )}
      {today && <Limits limits={today.limits} />}
      <Handovers />
      <Proposals />
      {managesCases(me) && (
        <Section title={o.caseload.title} actions={<Button onPress={() => go({ at: 'caseload' })}>{o.decisions.open}</Button>}>
          <p className="soft">{o.staff.moveLead}</p>
        </Section>
      )}
      <Retention />
    </Page>
  );
}

function Limits({ limits }: { limits: readonly NearLimit[] }): React.JSX.Element {
  const { o, w, f } = useOffice();
  const { go } = useOfficeViews();
  const [shown, setShown] = useState(SHOWN);
  const [extending, setExtending] = useState<NearLimit | null>(null);
  return (
    <Section title={o.decisions.limits} note={f.number(limits.length)}>
      <p className="soft">{o.decisions.limitsLead}</p>
      {limits.length === 0 && <Empty>{o.decisions.noLimits}</Empty>}
      <Rows>
        {limits.slice(0, shown).map((one) => (
          <Row
            key={one.enrolment}
            title={one.name}
            detail={w.person.limitUntil(f.day(one.limit))}
            side={
              <>
                <Tag tone={one.past_limit ? 'bad' : 'warn'}>
                  {one.past_limit ? w.today.pastLimit(Math.abs(one.days_left)) : w.today.daysLeft(one.days_left)}
                </Tag>
                <Button aria-label={`${o.decisions.extend}: ${one.name}`} onPress={() => setExtending(one)}>{o.decisions.extend}</Button>
              </>
            }
            onOpen={() => go({ at: 'person', participant: one.participant, reason: 'review', tab: 'overview' })}
          />
        ))}
      </Rows>
      {limits.length > shown && (
        <div className="actions">
          <Button onPress={() => setShown(shown + 100)}>{o.figure.more(f.number(shown), f.number(limits.length))}</Button>
        </div>
      )}
      {extending && <Extend key={extending.enrolment} of={extending} onClose={() => setExtending(null)} />}
    </Section>
  );
}

function Extend({ of, onClose }: { of: NearLimit; onClose(): void }): React.JSX.Element {
  const { o, w, f } = useOffice();
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const { act, error, isBusy } = useAct();
  const fieldError = useFieldError(error);
  const save = async () => {
    if (await act('enrolment.extend', { enrolment: of.enrolment, until, reason })) onClose();
  };
  return (
    <Dialog title={o.decisions.extendFor(of.name)} isOpen onClose={onClose}>
      <p className="soft">{w.person.limitUntil(f.day(of.limit))}</p>
      <Form onSubmit={() => void save()}>
        <Field label={o.decisions.until} type="date" value={until} onChange={setUntil} error={fieldError('until')} isRequired />
        <Field label={o.decisions.reason} lines={3} value={reason} onChange={setReason} error={fieldError('reason')} isRequired />
        <Problem error={error} shown={['until', 'reason']} />
        <div className="actions end">
          <Button onPress={onClose}>{w.cancel}</Button>
          <Button tone="main" type="submit" isDisabled={isBusy}>{o.decisions.extend}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** Offers that nobody has answered, of all cases that this account sees. */
function Handovers(): React.JSX.Element {
  const { o, w, f } = useOffice();
  const { go } = useOfficeViews();
  const [limit, setLimit] = useState(SHOWN);
  const { answer, error } = useObserved('handovers.list', { limit });
  return (
    <Section
      title={o.decisions.handovers}
      note={answer && (answer.overdue_total > 0 ? o.decisions.overdueOf(f.number(answer.overdue_total), f.number(answer.total)) : f.number(answer.total))}
    >
      <p className="soft">{o.decisions.handoversLead}</p>
      <Problem error={error} />
      {!answer && !error && <p className="soft" role="status">{o.waiting}</p>}
      {answer?.total === 0 && <Empty>{o.decisions.noHandovers}</Empty>}
      <Rows>
        {answer?.handovers.map((one) => (
          <Row
            key={one.id}
            title={one.name ?? o.figure.unnamed}
            detail={[o.decisions.fromTo(one.from_name ?? w.person.unknownWriter, one.to_name ?? w.person.unknownWriter), w.today.answerBy(f.day(one.answer_by)), one.message].filter(Boolean).join(' · ')}
            side={one.overdue && <Tag tone="bad">{w.today.overdue}</Tag>}
            onOpen={() => go({ at: 'person', participant: one.participant, reason: 'review', tab: 'team' })}
          />
        ))}
      </Rows>
      {answer && answer.total > answer.handovers.length && limit < 500 && (
        <div className="actions">
          <Button onPress={() => setLimit(Math.min(500, limit + 100))}>{o.figure.more(f.number(answer.handovers.length), f.number(answer.total))}</Button>
        </div>
      )}
    </Section>
  );
}

function Retention(): React.JSX.Element {
  const { o, f } = useOffice();
  const { go } = useOfficeViews();
  const { answer, error } = useObserved('retention.due', {});
  const [deciding, setDeciding] = useState<DueCase | null>(null);
  const [shown, setShown] = useState(SHOWN);
  return (
    <Section title={o.retention.title} note={answer && f.number(answer.total)}>
      <p className="soft">{o.retention.lead}</p>
      <Problem error={error} />
      {answer?.due.length === 0 && <Empty>{o.retention.none}</Empty>}
      <Rows>
        {answer?.due.slice(0, shown).map((one) => (
          <Row
            key={one.participant}
            title={one.name}
            detail={o.retention.since(f.day(one.last_entry), one.years, f.day(one.due_since))}
            side={
              <>
                {one.decision && <Tag>{o.retention.decided[one.decision]}</Tag>}
                <Button aria-label={`${o.retention.decide}: ${one.name}`} onPress={() => setDeciding(one)}>{o.retention.decide}</Button>
              </>
            }
            onOpen={() => go({ at: 'person', participant: one.participant, reason: 'review', tab: 'overview' })}
          />
        ))}
      </Rows>
      {answer && answer.due.length > shown && (
        <div className="actions">
          <Button onPress={() => setShown(shown + 100)}>{o.figure.more(f.number(shown), f.number(answer.due.length))}</Button>
        </div>
      )}
      {deciding && <Decide key={deciding.participant} of={deciding} onClose={() => setDeciding(null)} />}
    </Section>
  );
}

function Decide({ of, onClose }: { of: DueCase; onClose(): void }): React.JSX.Element {
  const { o, w } = useOffice();
  const { answer: me } = useObserved('me', {});
  const { answer: all } = useObserved('units.list', {});
  const [decision, setDecision] = useState<'' | 'erase' | 'keep'>('');
  const [keepUntil, setKeepUntil] = useState('');
  const [reason, setReason] = useState('');
  const [unit, setUnit] = useState('');
  const { act, error, isBusy } = useAct();
  const fieldError = useFieldError(error);
  const managed = me?.manages.map((one) => ({ value: one.id, label: one.name ?? '' })) ?? [];
  const units = managed.length > 0 ? managed : (all?.units.map((one) => ({ value: one.id, label: one.name })) ?? []);
  const save = async () => {
    const saved = await act('retention.decide', {
      participant: of.participant,
      // What is not chosen is not sent as if it were; the office says which field it misses.
      decision: (decision || null) as 'erase' | 'keep',
      ...(decision === 'keep' && { keep_until: keepUntil || null }),
      reason,
      unit: unit || units[0]?.value || '',
    });
    if (saved) onClose();
  };
  return (
    <Dialog title={o.retention.decideFor(of.name)} isOpen onClose={onClose}>
      <Form onSubmit={() => void save()}>
        <Choice label={o.retention.decision} value={decision} onChange={(value) => setDecision(value as typeof decision)} error={fieldError('decision')} isRequired
          options={(['erase', 'keep'] as const).map((value) => ({ value, label: o.retention.choices[value] }))} />
        {decision === 'erase' && <p className="note warn">{o.retention.eraseLead}</p>}
        {decision === 'keep' && <Field label={o.retention.keepUntil} type="date" value={keepUntil} onChange={setKeepUntil} error={fieldError('keep_until')} isRequired />}
        <Select label={o.retention.unit} value={unit} onChange={setUnit} options={units} error={fieldError('unit')} />
        <Field label={o.decisions.reason} lines={3} value={reason} onChange={setReason} error={fieldError('reason')} isRequired />
        <Problem error={error} shown={['decision', 'keep_until', 'unit', 'reason']} />
        <div className="actions end">
          <Button onPress={onClose}>{w.cancel}</Button>
          <Button tone={decision === 'erase' ? 'danger' : 'main'} type="submit" isDisabled={isBusy}>{o.retention.save}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
