/** An employer: what was last promised and when, what is free there, what was said, and who is there. */
import { useState } from 'react';
import type { Answer } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Empty, Facts, Page, Problem, Row, Rows, Section, Tag, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { ChangeForm, OpeningForm, SaidForm, TrainingForm } from './employerForms';
import { useViews } from './view';

export type EmployerShown = Answer<'employer.show'>;
export type Opening = EmployerShown['openings'][number];

const CONTACTS = 10;
const CONTACTS_MAX = 1000;

type Doing = 'said' | 'change' | 'training' | 'opening' | null;

export function EmployerPage(props: { employer: string }): React.JSX.Element {
  const { w, f } = useWords();
  const { back, go } = useViews();
  const [limit, setLimit] = useState(CONTACTS);
  const { answer: employer, error } = useObserved('employer.show', { employer: props.employer, limit });
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  if (!employer) {
    return error ? (
      <Page title={w.employers.title} onBack={back}>
        {error.code === 'no_such_employer' ? <Empty>{w.employers.gone}</Empty> : <Problem error={error} />}
      </Page>
    ) : (
      <p className="soft" role="status">{w.waitingForStore}</p>
    );
  }
  return (
    <Page
      title={employer.name}
      onBack={back}
      lead={
        <span className="actions">
          <span>{[employer.unit_name, employer.sectors.length > 0 && f.list(employer.sectors)].filter(Boolean).join(' · ')}</span>
          <Unsent is={employer.unsent} />
        </span>
      }
      actions={
        <>
          <Button icon="pen" onPress={() => setDoing('change')}>{w.employers.change}</Button>
          <Button tone="main" icon="add" onPress={() => setDoing('said')}>{w.employers.contact}</Button>
        </>
      }
    >
      {employer.conflicts.length > 0 && (
        <Section title={w.employers.conflicts} tone="needs" actions={<Button onPress={() => go({ at: 'sync' })}>{w.today.open}</Button>}>
          <p>{f.list(employer.conflicts.map((one) => w.inbox.fields[one.name] ?? one.name))}</p>
        </Section>
      )}
      <Promised employer={employer} />
      <Openings employer={employer} onAdd={() => setDoing('opening')} />
      <There employer={employer} />
      <Said employer={employer} onAll={() => setLimit(CONTACTS_MAX)} />
      <Trainings employer={employer} onAdd={() => setDoing('training')} />
      <SaidForm employer={employer} isOpen={doing === 'said'} onClose={close} />
      <ChangeForm employer={employer} isOpen={doing === 'change'} onClose={close} />
      <OpeningForm employer={employer.id} opening={null} isOpen={doing === 'opening'} onClose={close} />
      <TrainingForm employer={employer.id} isOpen={doing === 'training'} onClose={close} />
    </Page>
  );
}

interface Props {
  employer: EmployerShown;
}

function Promised({ employer }: Props): React.JSX.Element {
  const { w, f } = useWords();
  return (
    <Section title={w.employers.promisedTitle} tone={employer.due ? 'needs' : 'calm'}>
      {employer.promised ? (
        <p className="said">
          {employer.promised}
          {employer.promised_at && <span className="soft small"> {w.employers.promisedOn(f.dayAt(employer.promised_at))}</span>}
        </p>
      ) : (
        <Empty>{w.employers.nothingPromised}</Empty>
      )}
      <Facts
        of={[
          [w.employers.next, employer.next_contact && <Tag tone={employer.due ? 'warn' : 'calm'}>{f.day(employer.next_contact)}</Tag>],
          [w.employers.last, employer.last_contact ? f.day(employer.last_contact) : w.employers.neverCalled],
          [w.employers.number, employer.organisation_number],
          [w.employers.channels, employer.channels.length > 0 && employer.channels.map((one) => <span key={one} className="block">{one}</span>)],
        ]}
      />
    </Section>
  );
}

function Openings({ employer, onAdd }: Props & { onAdd(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const [changing, setChanging] = useState<Opening | null>(null);
  const nameOf = (one: Opening) => [w.person.placementKinds[one.kind], one.title ?? one.role_title].filter(Boolean).join(' · ');
  return (
    <Section title={w.employers.openings} actions={<Button tone="quiet" icon="add" aria-label={w.employers.addOpening} onPress={onAdd}>{w.add}</Button>}>
      <Problem error={error} />
      {employer.openings.length === 0 ? <Empty>{w.employers.noOpenings}</Empty> : <p className="soft small">{w.employers.officeDecides}</p>}
      <Rows label={w.employers.openings}>
        {employer.openings.map((one) => {
          const isOpen = one.status === 'open';
          const name = nameOf(one);
          return (
            <Row
              key={one.id}
              title={name}
              detail={[
                isOpen ? w.employers.seatsFree(one.free, one.seats) : w.employers.seatCount(one.seats),
                one.reserved > 0 && w.employers.reserved(one.reserved),
                one.start && w.employers.starts(f.day(one.start)),
                one.title && one.role_title,
                one.shortage_tags.length > 0 && f.list(one.shortage_tags),
              ].filter(Boolean).join(' · ')}
              side={
                <>
                  <Unsent is={one.unsent} />
                  {isOpen ? one.free === 0 && <Tag tone="warn">{w.employers.full}</Tag> : <Tag>{w.employers.closed}</Tag>}
                  <Button aria-label={`${w.employers.change}: ${name}`} onPress={() => setChanging(one)}>{w.employers.change}</Button>
                  <Button
                    aria-label={`${isOpen ? w.employers.close : w.employers.reopen}: ${name}`}
                    onPress={() => void act(isOpen ? 'opening.close' : 'opening.reopen', { opening: one.id })}
                  >
                    {isOpen ? w.employers.close : w.employers.reopen}
                  </Button>
                </>
              }
            />
          );
        })}
      </Rows>
      <OpeningForm employer={employer.id} opening={changing} isOpen={changing !== null} onClose={() => setChanging(null)} />
    </Section>
  );
}

function There({ employer }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  return (
    <Section title={w.employers.there}>
      {employer.placements.length === 0 && <Empty>{w.employers.nobodyThere}</Empty>}
      <Rows label={w.employers.there}>
        {employer.placements.map((one) => (
          <Row
            key={one.id}
            title={one.name ?? w.employers.protectedPerson}
            detail={[
              w.person.placementKinds[one.kind as keyof typeof w.person.placementKinds],
              w.person.started(f.day(one.start)),
              one.supervisor && `${w.person.supervisor}: ${one.supervisor}`,
            ].filter(Boolean).join(' · ')}
            side={<Unsent is={one.unsent} />}
            onOpen={() => go({ at: 'person', participant: one.participant, reason: 'own_case', tab: 'placements' })}
          />
        ))}
      </Rows>
    </Section>
  );
}

function Said({ employer, onAll }: Props & { onAll(): void }): React.JSX.Element {
  const { w, f } = useWords();
  return (
    <Section title={w.employers.contacts} note={employer.contacts_total > 0 && employer.contacts_total}>
      {employer.contacts.length === 0 && <Empty>{w.employers.noContacts}</Empty>}
      <Rows label={w.employers.contacts}>
        {employer.contacts.map((one) => (
          <Row
            key={one.id}
            title={[w.employers.modes[one.mode], one.purpose].filter(Boolean).join(' · ')}
            detail={[f.dayAt(one.at), f.time(one.at), one.made_by_name && w.employers.by(one.made_by_name)].filter(Boolean).join(' ')}
            side={<Unsent is={one.unsent} />}
          >
            {(one.result || one.promised) && (
              <div className="prose">
                {one.result && <p>{one.result}</p>}
                {one.promised && <p><strong>{w.today.promised(one.promised)}</strong></p>}
              </div>
            )}
          </Row>
        ))}
      </Rows>
      {employer.contacts_total > employer.contacts.length && (
        <Button tone="quiet" onPress={onAll}>{w.employers.allContacts(employer.contacts_total)}</Button>
      )}
    </Section>
  );
}

/** What comes after a stage. */
const nextStages = { planned: 'held', held: 'followed_up', followed_up: null } as const;

function Trainings({ employer, onAdd }: Props & { onAdd(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  const { act, error } = useAct();
  const { answer: programmes } = useObserved('programmes.list', {});
  const hasRoles = programmes?.programmes.some((one) => 'gates' in one && one.gates.length > 0) ?? false;
  return (
    <Section
      title={w.employers.trainings}
      actions={
        <>
          {hasRoles && <Button tone="quiet" icon="roles" onPress={() => go({ at: 'roles' })}>{w.employers.toRoles}</Button>}
          <Button tone="quiet" icon="add" aria-label={w.employers.addTraining} onPress={onAdd}>{w.add}</Button>
        </>
      }
    >
      <Problem error={error} />
      {employer.trainings.length === 0 && <Empty>{w.employers.noTrainings}</Empty>}
      <Rows label={w.employers.trainings}>
        {employer.trainings.map((one) => {
          const next = nextStages[one.stage];
          const name = [w.employers.levels[one.level], one.session].filter(Boolean).join(' · ');
          return (
            <Row
              key={one.id}
              title={name}
              detail={[f.day(one.held_on), w.employers.sectorKinds[one.sector], one.headcount !== null && w.employers.persons(one.headcount)].filter(Boolean).join(' · ')}
              side={
                <>
                  <Unsent is={one.unsent} />
                  <Tag tone={one.stage === 'planned' ? 'calm' : 'good'}>{w.employers.stages[one.stage]}</Tag>
                  {next && (
                    <Button icon="check" aria-label={`${w.employers.marks[next]}: ${name}`} onPress={() => void act('employer.training_stage', { employer_training: one.id, stage: next })}>
                      {w.employers.marks[next]}
                    </Button>
                  )}
                </>
              }
            />
          );
        })}
      </Rows>
    </Section>
  );
}
