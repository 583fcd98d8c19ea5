/** A person's page, and above it what was proposed: that two records are of one person. */
import { useState } from 'react';
import { Person } from '../coach/person';
import type { PersonTab, Reason } from '../coach/view';
import type { Answer } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Confirm, Problem, Row, Rows, Section } from '../parts/parts';
import { useAnswer } from './ask';
import { useOffice } from './said';
import { useOfficeViews } from './view';

type Proposal = Answer<'participant.show'>['join_proposals'][number];

export function OfficePerson(props: { participant: string; reason: Reason; tab: PersonTab }): React.JSX.Element {
  const { o } = useOffice();
  const { answer: person } = useObserved('participant.show', { participant: props.participant, reason: props.reason });
  const open = person?.join_proposals.filter((one) => one.status === 'open') ?? [];
  return (
    <div className="stack">
      <Person {...props} />
      {open.length > 0 && person && (
        <div className="page">
          <Section title={o.duplicates.title} tone="needs">
            <p className="soft">{o.duplicates.lead}</p>
            <Rows>
              {open.map((one) => (
                <ProposalRow key={one.id} proposal={one} here={person.id} hereName={person.name} reason={props.reason} />
              ))}
            </Rows>
          </Section>
        </div>
      )}
    </div>
  );
}

function ProposalRow(props: { proposal: Proposal; here: string; hereName: string; reason: Reason }): React.JSX.Element {
  const { o } = useOffice();
  const { go } = useOfficeViews();
  const { proposal, here } = props;
  const { act, error, isBusy } = useAct();
  const [isAsking, setAsking] = useState(false);
  const other = proposal.participant === here ? proposal.other : proposal.participant;
  const { answer: found } = useAnswer('participants.find', { text: other });
  const name = found?.matches.find((one) => one.id === other)?.name ?? o.figure.unnamed;
  return (
    <Row
      title={o.duplicates.same(props.hereName, name)}
      detail={[proposal.reason, proposal.proposed_by_name].filter(Boolean).join(' · ')}
      onOpen={() => go({ at: 'person', participant: other, reason: props.reason, tab: 'overview' })}
      side={
        <>
          <Button isDisabled={isBusy} onPress={() => setAsking(true)}>{o.duplicates.join}</Button>
          <Button isDisabled={isBusy} onPress={() => void act('participant.keep_apart', { join_proposal: proposal.id })}>{o.duplicates.apart}</Button>
        </>
      }
    >
      <Problem error={error} />
      <Confirm
        title={o.duplicates.join}
        lead={o.duplicates.joinLead(props.hereName, name)}
        action={o.duplicates.join}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void act('participant.join', { participant: here, other })}
      />
    </Row>
  );
}
