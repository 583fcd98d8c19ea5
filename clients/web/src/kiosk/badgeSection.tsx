/** A participant's badges as a coach sees them. The code of a new one is in no store, and shown once. */
import { useState } from 'react';
import { encode } from 'uqr';
import type { Answer } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Confirm, Empty, Problem, Row, Rows, Section, Select, Tag } from '../parts/parts';
import './badge.css';
import { useKiosk } from './said';

type Person = Answer<'participant.show'>;
type Badge = Answer<'badges.list'>['badges'][number];

interface Issued {
  code: string;
  unit: string;
}

export default function BadgeSection({ person }: { person: Person }): React.JSX.Element {
  const { k } = useKiosk();
  const { answer, error } = useObserved('badges.list', { participant: person.id });
  const { act, error: refusal } = useAct();
  const [issued, setIssued] = useState<Issued | null>(null);
  const [returning, setReturning] = useState<Badge | null>(null);
  return (
    <Section title={k.badges.title}>
      <p className="soft">{k.badges.lead}</p>
      <Problem error={error ?? refusal} />
      {answer?.badges.length === 0 && <Empty>{k.badges.none}</Empty>}
      <Rows>
        {answer?.badges.map((badge) => (
          <Row
            key={badge.id}
            title={badge.unit_name ?? k.badges.title}
            side={
              <>
                <Tag tone={badge.status === 'issued' ? 'good' : 'calm'}>{k.badges.status[badge.status]}</Tag>
                {badge.status === 'issued' && (
                  <Button aria-label={k.badges.takeBackOf(badge.unit_name ?? '')} onPress={() => setReturning(badge)}>{k.badges.takeBack}</Button>
                )}
              </>
            }
          />
        ))}
      </Rows>
      {issued && <Card issued={issued} name={person.first_name} onDone={() => setIssued(null)} />}
      {person.protection > 0 ? <p>{k.badges.protectedPerson}</p> : !issued && <Issue person={person} onIssued={setIssued} />}
      <Confirm
        title={k.badges.takeBackSure}
        lead={k.badges.takeBackLead}
        action={k.badges.takeBack}
        tone="danger"
        isOpen={returning !== null}
        onClose={() => setReturning(null)}
        onConfirm={() => returning && void act('badge.return', { badge: returning.id })}
      />
    </Section>
  );
}

function Issue(props: { person: Person; onIssued(issued: Issued): void }): React.JSX.Element | null {
  const { k } = useKiosk();
  const { answer: me } = useObserved('me', {});
  const { act, isBusy, error } = useAct();
  const [chosen, setChosen] = useState<string | null>(null);
  const own = [...(me?.memberships ?? []), ...(me?.manages ?? [])];
  const units = own.filter((one, at) => own.findIndex((other) => other.id === one.id) === at);
  const enrolled = props.person.enrolments.filter((one) => one.status === 'active').map((one) => one.unit);
  const unit = chosen ?? units.find((one) => enrolled.includes(one.id))?.id ?? units[0]?.id;
  if (!unit) return null;
  const issue = async () => {
    const made = await act('badge.issue', { participant: props.person.id, unit });
    if (made) props.onIssued({ code: made.code, unit: units.find((one) => one.id === unit)?.name ?? '' });
  };
  return (
    <>
      {units.length > 1 && (
        <Select label={k.badges.unit} value={unit} onChange={setChosen} options={units.map((one) => ({ value: one.id, label: one.name ?? '' }))} />
      )}
      <Problem error={error} />
      <div className="actions">
        <Button icon="add" isDisabled={isBusy} onPress={() => void issue()}>{k.badges.issue}</Button>
      </div>
    </>
  );
}

/** What is printed: enough to find the badge's owner in a room, and nothing that tells a stranger who it is. */
function Card(props: { issued: Issued; name: string; onDone(): void }): React.JSX.Element {
  const { k } = useKiosk();
  const { code, unit } = props.issued;
  return (
    <div className="note" role="group" aria-label={k.badges.shown}>
      <p role="status">{k.badges.shownLead}</p>
      <div className="badge-card">
        {/* Without dashes, which hand scanners type differently on a Swedish keyboard. */}
        <Code text={code.replaceAll('-', '')} label={k.badges.qr} />
        <div>
          <p className="badge-name">{props.name}</p>
          <p className="badge-code">{code}</p>
          <p>{unit}</p>
        </div>
      </div>
      <div className="actions">
        <Button tone="main" onPress={() => print()}>{k.badges.print}</Button>
        <Button onPress={props.onDone}>{k.badges.done}</Button>
      </div>
    </div>
  );
}

/** Dark on light in both themes, with its quiet edge, since cameras want it so. */
function Code({ text, label }: { text: string; label: string }): React.JSX.Element {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="badge-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
