/** The monthly review: who opened whose record, and who did so from outside the team. */
import { useState } from 'react';
import { useObserved } from '../door/useDoor';
import { Button, Check, Empty, Field, Page, Problem, Row, Rows, Section, Select, Tag, useFieldError } from '../parts/parts';
import { useAsked } from './ask';
import { thisMonth } from './numbers';
import { useOffice, useOfficeDoor } from './said';
import { useOfficeViews } from './view';

const PAGE = 50;

export function OpeningsPage(): React.JSX.Element {
  const { o, f } = useOffice();
  const door = useOfficeDoor();
  const { go } = useOfficeViews();
  const [month, setMonth] = useState(thisMonth);
  const [staff, setStaff] = useState('');
  const [onlyOutside, setOnlyOutside] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const { answer: people } = useObserved('staff.list', {});
  const { answer: review, error } = useAsked(`${month} ${staff}`, () =>
    door.office('office.openings', { ...(month && { month }), ...(staff && { staff }) }),
  );
  const fieldError = useFieldError(error);
  const listed = (review?.openings ?? []).filter((one) => one.outside_team || !onlyOutside);
  const page = listed.slice(0, shown);
  return (
    <Page title={o.nav.openings} lead={o.openings.lead}>
      <div className="fields ends">
        <Field label={o.openings.month} hint={o.openings.monthHint} value={month} onChange={setMonth} error={fieldError('month')} />
        <Select label={o.openings.staff} hint={o.openings.staffHint} value={staff} onChange={setStaff} empty={o.openings.everybody}
          options={(people?.staff ?? []).map((one) => ({ value: one.id, label: one.name })).sort((one, other) => one.label.localeCompare(other.label, 'sv'))} />
      </div>
      <Problem error={error} shown={['month']} />
      {review && review.broken_chains.length > 0 && (
        <Section title={o.openings.broken} tone="needs">
          <p>{o.openings.brokenLead}</p>
          <Rows>
            {review.broken_chains.map((one) => (
              <Row key={`${one.number}${one.place}`} title={one.staff_name} detail={o.openings.brokenAt(one.name ?? one.number, one.place)} side={<Tag tone="bad">{o.openings.faults[one.fault] ?? one.fault}</Tag>} />
            ))}
          </Rows>
        </Section>
      )}
      {review && (
        <Section title={o.openings.title} note={o.openings.count(f.number(review.openings.length), f.number(review.outside_team))}>
          <Check label={o.openings.onlyOutside} isOn={onlyOutside} onChange={setOnlyOutside} />
          {listed.length === 0 && <Empty>{o.openings.none}</Empty>}
          <Rows>
            {page.map((one, at) => (
              <Row
                key={`${one.at}${one.participant}${at}`}
                lead={<span className="small">{f.moment(one.at)}</span>}
                title={o.openings.opened(one.staff_name, one.participant_name ?? o.figure.unnamed)}
                detail={[o.openings.what[one.what] ?? one.what, o.openings.reasons[one.reason] ?? one.reason].filter(Boolean).join(' · ')}
                side={one.outside_team && <Tag tone="bad">{o.openings.outside}</Tag>}
                onOpen={() => go({ at: 'person', participant: one.participant, reason: 'review', tab: 'team' })}
              />
            ))}
          </Rows>
          {listed.length > shown && (
            <div className="actions">
              <Button onPress={() => setShown(shown + 200)}>{o.figure.more(f.number(shown), f.number(listed.length))}</Button>
            </div>
          )}
        </Section>
      )}
    </Page>
  );
}
