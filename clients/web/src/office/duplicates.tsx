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
                <ProposalHere key={one.id} proposal={one} here={person.id} hereName={person.name} reason={props.reason} />
              ))}
            </Rows>
          </Section>
        </div>
      )}
    </div>
  );
}

function ProposalHere(props: { proposal: Proposal; here: string; hereName: string; reason: Reason }): React.JSX.Element {
  const { o } = useOffice();
  const { proposal, here } = props;
  const other = proposal.participant === here ? proposal.other : proposal.participant;
  const { answer: found } = useAnswer('participants.find', { text: other });
  const name = found?.matches.find((one) => one.id === other)?.name ?? o.figure.unnamed;
  return (
    <ProposalRow
      proposal={proposal.id}
      of={[here, other]}
      names={[props.hereName, name]}
      detail={[proposal.reason, proposal.proposed_by_name].filter(Boolean).join(' · ')}
      opens={other}
      reason={props.reason}
    />
  );
}

/** Two records, the second of which may be joined to the first. */
function ProposalRow(props: {
  proposal: string;
  of: readonly [string, string];
  names: readonly [string, string];
  detail: string;
  /** Whose page the row leads to. */
  opens: string;
  reason: Reason;
}): React.JSX.Element {
  const { o } = useOffice();
  const { go } = useOfficeViews();
  const { act, error, isBusy } = useAct();
  const [isAsking, setAsking] = useState(false);
  const [participant, other] = props.of;
  const both = o.duplicates.same(...props.names);
  return (
    <Row
      title={both}
      detail={props.detail}
      onOpen={() => go({ at: 'person', participant: props.opens, reason: props.reason, tab: 'overview' })}
      side={
        <>
          <Button isDisabled={isBusy} aria-label={`${o.duplicates.join}: ${both}`} onPress={() => setAsking(true)}>{o.duplicates.join}</Button>
          <Button isDisabled={isBusy} aria-label={`${o.duplicates.apart}: ${both}`} onPress={() => void act('participant.keep_apart', { join_proposal: props.proposal })}>{o.duplicates.apart}</Button>
        </>
      }
    >
      <Problem error={error} />
      <Confirm
        title={o.duplicates.join}
        lead={o.duplicates.joinLead(...props.names)}
        action={o.duplicates.join}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void act('participant.join', { participant, other })}
      />
    </Row>
  );
}

const PAGE = 25;

/** All that were proposed, among those that this account sees. */
export function Proposals(): React.JSX.Element | null {
  const { o, f } = useOffice();
  const [limit, setLimit] = useState(PAGE);
  const { answer, error } = useObserved('join_proposals.list', { limit });
  if (answer?.total === 0) return null;
  return (
    <Section title={o.duplicates.title} note={answer && f.number(answer.total)}>
      <p className="soft">{o.duplicates.lead}</p>
      <Problem error={error} />
      {!answer && !error && <p className="soft" role="status">{o.waiting}</p>}
      <Rows>
        {answer?.join_proposals.map((one) => (
          <ProposalRow
            key={one.id}
            proposal={one.id}
            of={[one.participant, one.other]}
            names={[one.name ?? o.figure.unnamed, one.other_name ?? o.figure.unnamed]}
            detail={[f.list([...new Set([one.district, one.other_district].flatMap((place) => place ?? []))]), one.reason, one.proposed_by_name && o.duplicates.by(one.proposed_by_name)].filter(Boolean).join(' · ')}
            opens={one.participant}
            reason="review"
          />
        ))}
      </Rows>
      {answer && answer.total > answer.join_proposals.length && limit < 500 && (
        <div className="actions">
          <Button onPress={() => setLimit(Math.min(500, limit + 100))}>{o.figure.more(f.number(answer.join_proposals.length), f.number(answer.total))}</Button>
        </div>
      )}
    </Section>
  );
}
