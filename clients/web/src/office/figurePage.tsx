/** Who and what is behind one figure: the rule, who counts, and who does not and why. */
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Answer } from '../door/door';
import { Button, Empty, Page, Problem, Section, Tag } from '../parts/parts';
import { useAnswer } from './ask';
import { Card } from './chart';
import { useOffice } from './said';
import { useOfficeViews, type Figure } from './view';

type Judged = Answer<'report.explain'>['judged'][number];

const PAGE = 100;
const minutes = new Set(['time_to_plan', 'coaching_minutes', 'minutes', 'attended_minutes', 'community_time_percent']);
const days = new Set(['waiting_days', 'days_to_next', 'days_to_employer_contact']);

export function FigurePage({ of }: { of: Figure }): React.JSX.Element {
  const { o, f } = useOffice();
  const { back } = useOfficeViews();
  const [limit, setLimit] = useState(PAGE);
  const { answer, error } = useAnswer('report.explain', {
    report: of.report,
    programme: of.programme,
    figure: of.figure,
    ...(of.group && { group: of.group }),
    ...(of.by && { by: of.by }),
    ...of.period,
    limit,
  });
  return (
    <Page title={o.figure.title} lead={answer && answer.rule[f.language]} onBack={back}>
      <Problem error={error} />
      {!answer && !error && <p className="soft" role="status">{o.waiting}</p>}
      {answer?.hidden && <Section title={o.equity.hidden}><p>{o.figure.hidden}</p></Section>}
      {answer && !answer.hidden && (
        <>
          <div className="cards">
            <Card name={o.figure.counted}>{f.number(answer.counted)}</Card>
            <Card name={o.figure.of}>{f.number(answer.of)}</Card>
            <Card name={o.figure.leftOut}>{f.number(answer.left_out)}</Card>
          </div>
          <Section title={o.figure.reasons} note={[answer.programme.title, of.group, o.report.asOf(f.day(answer.as_of))].filter(Boolean).join(' · ')}>
            {answer.reasons.length === 0 && <Empty>{o.figure.nobody}</Empty>}
            <ul className="reasons">
              {answer.reasons.map((one) => (
                <li key={one.reason}>
                  <span>{one[f.language]}</span>
                  <strong>{f.number(one.count)}</strong>
                </li>
              ))}
            </ul>
          </Section>
          {answer.total > 0 && (
            <Section title={o.figure.behind} note={f.number(answer.total)}>
              <Lines of={of} lines={answer.judged} reasons={answer.reasons} />
              {answer.total > answer.judged.length && limit < 1000 && (
                <div className="actions">
                  <Button onPress={() => setLimit(Math.min(1000, limit + 300))}>{o.figure.more(f.number(answer.judged.length), f.number(answer.total))}</Button>
                </div>
              )}
              {limit >= 1000 && answer.total > 1000 && <p className="soft">{o.figure.tooMany}</p>}
            </Section>
          )}
          {answer.records_total > 0 && (
            <Section title={o.figure.records} note={f.number(answer.records_total)}>
              <Lines of={of} lines={answer.records} reasons={answer.reasons} />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

function Lines(props: { of: Figure; lines: readonly Judged[]; reasons: Answer<'report.explain'>['reasons'] }): React.JSX.Element {
  const { o, f } = useOffice();
  const { go } = useOfficeViews();
  const sentences = new Map(props.reasons.map((one) => [one.reason, one[f.language]]));
  const valueOf = (one: Judged) => {
    if (one.part === 'left_out') return null;
    if (minutes.has(props.of.figure)) return f.duration(one.value);
    return days.has(props.of.figure) ? o.intake.days(f.number(one.value)) : null;
  };
  return (
    <ul className="rows" role="list">
      {props.lines.map((one, at) => {
        const text = (
          <span className="row-text">
            <span className="row-title">{one.name ?? o.figure.unnamed}</span>
            <span className="row-detail">{[sentences.get(one.reason) ?? one.reason, valueOf(one)].filter(Boolean).join(' · ')}</span>
          </span>
        );
        const { participant } = one;
        return (
          <li key={`${one.participant}${one.record}${at}`} className="row">
            <div className="row-line">
              {participant ? (
                <AriaButton className="row-open" onPress={() => go({ at: 'person', participant, reason: 'review', tab: 'overview' })}>
                  {text}
                </AriaButton>
              ) : (
                <div className="row-open still">{text}</div>
              )}
              <div className="row-side">
                <Tag tone={one.part === 'counted' ? 'good' : 'calm'}>{o.figure.parts[one.part]}</Tag>
              </div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
