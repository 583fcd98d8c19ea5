/** A person's plan, notes, check-ins, placements and team. */
import { useState } from 'react';
import { useAct } from '../door/useDoor';
import { Button, Confirm, Empty, Facts, Problem, Row, Rows, Section, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { Badges } from './badges';
import { Consents } from './consents';
import { CorrectionForm } from './correction';
import { OutcomeForm } from './enrolmentForms';
import { PlacementForm, SectionForm } from './forms';
import { Handovers } from './handovers';
import type { Person, Programme } from './person';
import { ChangePlacementForm, EndPlacementForm } from './placementForms';
import { ChangePlanForm, PlanForm } from './planForms';
import { Team } from './team';
import { useViews, type Reason } from './view';

interface Props {
  person: Person;
  programme: Programme | null;
}

export function PlanTab(props: Props & { programmes: readonly Programme[] }): React.JSX.Element {
  const { person, programmes } = props;
  const { w, f } = useWords();
  const [isAgreeing, setAgreeing] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const [writing, setWriting] = useState<{ key: string; title: string } | null>(null);
  const plan = person.plans.at(-1);
  // A plan has the sections of the programme in which it was agreed on.
  const enrolment = person.enrolments.find((one) => one.id === plan?.enrolment);
  const programme = programmes.find((one) => one.id === enrolment?.programme) ?? props.programme;
  const sectionOf = (key: string) => person.plan_sections.filter((one) => one.plan === plan?.id && one.section === key).at(-1);
  return (
    <>
      <Section
        title={w.person.plan}
        note={plan?.agreed_on && w.person.agreedOn(f.day(plan.agreed_on))}
        actions={
          <>
            {plan && <Button icon="pen" aria-label={w.plan.change} onPress={() => setChanging(true)}>{w.change}</Button>}
            <Button onPress={() => setAgreeing(true)}>{w.person.agreePlan}</Button>
          </>
        }
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
            {plan.signature && (
              <img className="signed" src={`data:image/png;base64,${plan.signature}`} alt={w.plan.signedBy(person.name)} />
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
      {isAgreeing && <PlanForm person={person} onClose={() => setAgreeing(false)} />}
      {plan && isChanging && <ChangePlanForm plan={plan} onClose={() => setChanging(false)} />}
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
  const [correcting, setCorrecting] = useState<Person['checkins'][number] | null>(null);
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
              one.moment && w.person.moments[one.moment],
              one.place,
              one.moment === 'left' && one.counted_minutes > 0 && w.person.stayed(f.duration(one.counted_minutes)),
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
                {corrected.has(one.id) ? (
                  <Tag tone="warn">{w.person.corrected}</Tag>
                ) : (
                  <Button tone="quiet" aria-label={`${w.correction.begin}: ${f.moment(one.at)}`} onPress={() => setCorrecting(one)}>{w.correction.begin}</Button>
                )}
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
      {correcting && <CorrectionForm key={correcting.id} person={person} checkin={correcting} onClose={() => setCorrecting(null)} />}
    </Section>
  );
}

export function PlacementsTab({ person, programmes }: { person: Person; programmes: readonly Programme[] }): React.JSX.Element {
  const { w, f } = useWords();
  const [isBeginning, setBeginning] = useState(false);
  const [doing, setDoing] = useState<{ what: 'change' | 'end'; placement: Person['placements'][number] } | null>(null);
  const [isRecording, setRecording] = useState(false);
  const close = () => setDoing(null);
  const outcomeOf = (outcome: Person['outcomes'][number]) => {
    const enrolment = person.enrolments.find((one) => one.id === outcome.enrolment);
    return programmes.find((one) => one.id === enrolment?.programme)?.outcomes.find((one) => one.key === outcome.type);
  };
  return (
    <>
      <Section title={w.person.placements} actions={<Button icon="add" onPress={() => setBeginning(true)}>{w.person.beginPlacement}</Button>}>
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
                  {one.status !== 'ended' && (
                    <>
                      <Button tone="quiet" icon="pen" aria-label={w.placement.change} onPress={() => setDoing({ what: 'change', placement: one })} />
                      <Button onPress={() => setDoing({ what: 'end', placement: one })}>{w.person.endPlacement}</Button>
                    </>
                  )}
                </>
              }
            />
          ))}
        </Rows>
      </Section>
      <Section
        title={w.person.outcomes}
        actions={person.enrolments.length > 0 && <Button icon="add" onPress={() => setRecording(true)}>{w.outcome.record}</Button>}
      >
        {person.outcomes.length === 0 && <Empty>{w.person.noOutcomes}</Empty>}
        <Rows>
          {person.outcomes.map((one) => (
            <Row
              key={one.id}
              title={nameOf(outcomeOf(one), f.language) || one.type}
              detail={[one.to ? w.person.period(f.day(one.from), f.day(one.to)) : w.person.started(f.day(one.from)), one.source].filter(Boolean).join(' · ')}
              side={<Unsent is={one.unsent} />}
            />
          ))}
        </Rows>
      </Section>
      <PlacementForm participant={person.id} isOpen={isBeginning} onClose={() => setBeginning(false)} />
      {doing?.what === 'change' && <ChangePlacementForm key={doing.placement.id} placement={doing.placement} onClose={close} />}
      {doing?.what === 'end' && <EndPlacementForm key={doing.placement.id} placement={doing.placement} onClose={close} />}
      {isRecording && <OutcomeForm person={person} programmes={programmes} onClose={() => setRecording(false)} />}
    </>
  );
}

export function TeamTab(props: Props & { programmes: readonly Programme[] }): React.JSX.Element {
  const { person, programme, programmes } = props;
  return (
    <>
      <Team person={person} programme={programme} programmes={programmes} />
      <Handovers person={person} programme={programme} />
      <Consents person={person} programmes={programmes} />
      <Badges person={person} />
    </>
  );
}
