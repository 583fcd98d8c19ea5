/** A person's plan, notes, check-ins, placements and team. */
import { useState } from 'react';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Confirm, Empty, Facts, Problem, Row, Rows, Section, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { PlacementForm, PlanForm, SectionForm } from './forms';
import { Handovers } from './handovers';
import type { Person, Programme } from './person';
import { useViews, type Reason } from './view';

interface Props {
  person: Person;
  programme: Programme | null;
}

export function PlanTab({ person, programme }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const [isAgreeing, setAgreeing] = useState(false);
  const [writing, setWriting] = useState<{ key: string; title: string } | null>(null);
  const plan = person.plans.at(-1);
  const sectionOf = (key: string) => person.plan_sections.filter((one) => one.plan === plan?.id && one.section === key).at(-1);
  return (
    <>
      <Section
        title={w.person.plan}
        note={plan?.agreed_on && w.person.agreedOn(f.day(plan.agreed_on))}
        actions={<Button onPress={() => setAgreeing(true)}>{w.person.agreePlan}</Button>}
      >
        {!plan && <Empty>{w.person.noPlan}</Empty>}
        {plan && (
          <>
            <Facts of={[[w.person.stage, plan.se_stage && w.person.seStages[plan.se_stage]]]} />
            {plan.goals.length > 0 && (
              <>
                <h3>{w.person.goals}</h3>
                <ul className="bullets">
                  {plan.goals.map((goal) => (
                    <li key={goal}>{goal}</li>
                  ))}
                </ul>
              </>
            )}
            <Unsent is={plan.unsent} />
          </>
        )}
      </Section>
      {plan &&
        programme?.plan_sections.map((section) => {
          const written = sectionOf(section.key);
          const title = nameOf(section, f.language);
          return (
            <Section
              key={section.key}
              title={title}
              actions={
                <Button aria-label={`${written ? w.person.changeSection : w.person.writeSection}: ${title}`} onPress={() => setWriting({ key: section.key, title })}>
                  {written ? w.person.changeSection : w.person.writeSection}
                </Button>
              }
            >
              {written ? <p className="prose">{written.body}</p> : <Empty>{w.person.noSection}</Empty>}
              <Unsent is={written?.unsent ?? false} />
            </Section>
          );
        })}
      <PlanForm person={person} isOpen={isAgreeing} onClose={() => setAgreeing(false)} />
      {plan && writing && (
        <SectionForm
          key={writing.key}
          plan={plan.id}
          section={writing}
          written={sectionOf(writing.key) ?? null}
          onClose={() => setWriting(null)}
        />
      )}
    </>
  );
}

export function NotesTab({ person, reason }: { person: Person; reason: Reason }): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  const { act, error } = useAct();
  const [signing, setSigning] = useState<Person['notes'][number] | null>(null);
  const newestFirst = [...person.notes].reverse();
  return (
    <Section title={w.person.notes} note={person.notes_total}>
      <Problem error={error} />
      {newestFirst.length === 0 && <Empty>{w.person.noNotes}</Empty>}
      <Rows>
        {newestFirst.map((note) => (
          <Row
            key={note.id}
            title={w.person.by(note.written_by_name ?? w.person.unknownWriter, f.moment(note.written_at))}
            side={
              <>
                <Unsent is={note.unsent} />
                <Tag tone={note.status === 'signed' ? 'good' : 'calm'}>{note.status === 'signed' ? w.person.signed : w.person.draft}</Tag>
              </>
            }
          >
            <p className="prose">{note.body}</p>
            {note.addenda.map((text) => (
              <p key={text} className="prose note">
                <strong>{w.person.addendum}: </strong>
                {text}
              </p>
            ))}
            {note.status === 'draft' && (
              <div className="actions">
                <Button icon="pen" onPress={() => go({ at: 'note', participant: person.id, reason, note: note.id })}>
                  {w.person.editNote}
                </Button>
                <Button onPress={() => setSigning(note)}>{w.person.sign}</Button>
              </div>
            )}
          </Row>
        ))}
      </Rows>
      <Confirm
        title={w.person.signTitle}
        lead={w.person.signLead}
        action={w.person.sign}
        isOpen={signing !== null}
        onClose={() => setSigning(null)}
        onConfirm={() => signing && void act('note.sign', { note: signing.id, version: signing.version })}
      />
    </Section>
  );
}

export function CheckinsTab({ person }: { person: Person }): React.JSX.Element {
  const { w, f } = useWords();
  const corrected = new Set(person.checkins.map((one) => one.corrects));
  const newestFirst = [...person.checkins].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Section title={w.person.checkins} note={person.checkins_total}>
      {newestFirst.length === 0 && <Empty>{w.person.noCheckins}</Empty>}
      <Rows>
        {newestFirst.map((one) => (
          <Row
            key={one.id}
            title={f.moment(one.at)}
            detail={[
              one.place,
              one.attended_minutes !== null && w.person.attended(f.duration(one.attended_minutes)),
              one.planned_minutes !== null && w.person.planned(f.duration(one.planned_minutes)),
              one.comment,
            ]
              .filter(Boolean)
              .join(' · ')}
            side={
              <>
                <Unsent is={one.unsent} />
                {one.corrects && <Tag>{w.person.corrects}</Tag>}
                {corrected.has(one.id) && <Tag tone="warn">{w.person.corrected}</Tag>}
              </>
            }
          >
            <p className="soft small">
              {[
                (one.participant_signature || one.supervisor_signature) &&
                  w.person.signedBy(
                    f.list(
                      [
                        one.participant_signature ? w.person.participantSignature : '',
                        one.supervisor_signature ? (one.supervisor ?? w.person.supervisor) : '',
                      ].filter(Boolean),
                    ),
                  ),
                one.clock && w.person.clocks[one.clock],
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

export function PlacementsTab({ person, programme }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const [isBeginning, setBeginning] = useState(false);
  const [ending, setEnding] = useState<string | null>(null);
  return (
    <>
      <Section title={w.person.placements} actions={<Button icon="add" onPress={() => setBeginning(true)}>{w.person.beginPlacement}</Button>}>
        <Problem error={error} />
        {person.placements.length === 0 && <Empty>{w.person.noPlacements}</Empty>}
        <Rows>
          {[...person.placements].reverse().map((one) => (
            <Row
              key={one.id}
              title={[w.person.placementKinds[one.kind], one.employer_name].filter(Boolean).join(' · ')}
              detail={[
                one.ended ? w.person.period(f.day(one.start), f.day(one.ended)) : w.person.started(f.day(one.start)),
                one.supervisor && `${w.person.supervisor}: ${one.supervisor}`,
                one.tasks.length > 0 && f.list(one.tasks),
                one.subsidy,
              ]
                .filter(Boolean)
                .join(' · ')}
              side={
                <>
                  <Unsent is={one.unsent} />
                  <Tag tone={one.status === 'running' ? 'good' : 'calm'}>{w.person.placementStatuses[one.status]}</Tag>
                  {one.status !== 'ended' && <Button onPress={() => setEnding(one.id)}>{w.person.endPlacement}</Button>}
                </>
              }
            />
          ))}
        </Rows>
      </Section>
      <Section title={w.person.outcomes}>
        {person.outcomes.length === 0 && <Empty>{w.person.noOutcomes}</Empty>}
        <Rows>
          {person.outcomes.map((one) => (
            <Row
              key={one.id}
              title={nameOf(programme?.outcomes.find((each) => each.key === one.type), f.language) || one.type}
              detail={[one.to ? w.person.period(f.day(one.from), f.day(one.to)) : w.person.started(f.day(one.from)), one.source].filter(Boolean).join(' · ')}
              side={<Unsent is={one.unsent} />}
            />
          ))}
        </Rows>
      </Section>
      <PlacementForm participant={person.id} isOpen={isBeginning} onClose={() => setBeginning(false)} />
      <Confirm
        title={w.person.endPlacement}
        lead={w.person.endLead}
        action={w.person.endPlacement}
        isOpen={ending !== null}
        onClose={() => setEnding(null)}
        onConfirm={() => ending && void act('placement.end', { placement: ending })}
      />
    </>
  );
}

export function TeamTab({ person, programme }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: programmes } = useObserved('programmes.list', {});
  const partners = programmes?.programmes.flatMap((one) => ('partners' in one ? one.partners : [])) ?? [];
  const partnerName = (key: string) => nameOf(partners.find((one) => one.key === key), f.language) || key;
  const roleName = (key: string) => nameOf(programme?.team_roles.find((one) => one.key === key), f.language) || key;
  return (
    <>
      <Section title={w.person.team}>
        {person.team.length === 0 && <Empty>{w.person.noTeam}</Empty>}
        <Rows>
          {person.team.map((one) => (
            <Row
              key={one.id}
              title={one.staff_name ?? w.person.unknownWriter}
              detail={[roleName(one.role), one.partner && partnerName(one.partner), w.person.access[one.access], one.until && w.person.until(f.day(one.until))].filter(Boolean).join(' · ')}
              side={
                <>
                  <Unsent is={one.unsent} />
                  {one.staff === person.primary_coach && <Tag tone="good">{w.person.coach}</Tag>}
                </>
              }
            />
          ))}
        </Rows>
      </Section>
      <Handovers person={person} programme={programme} />
      <Section title={w.person.consents}>
        {person.consents.length === 0 && <Empty>{w.person.noConsents}</Empty>}
        <Rows>
          {person.consents.map((one) => (
            <Row
              key={one.id}
              title={w.person.consentTo(partnerName(one.partner), w.person.consentGroups[one.data_group])}
              detail={`${one.purpose} · ${w.person.period(f.day(one.valid_from), f.day(one.valid_to))}`}
              side={
                <>
                  <Unsent is={one.unsent} />
                  <Tag tone={one.status === 'given' ? 'good' : 'bad'}>{w.person.consentStatuses[one.status]}</Tag>
                </>
              }
            />
          ))}
        </Rows>
      </Section>
    </>
  );
}
