/** All programmes at a glance: both shares, always together, and who is near the limit. */
import type { Answer } from '../door/door';
import { Button, Empty, Page, Problem, Section, Tag } from '../parts/parts';
import { nameOf } from '../words/words';
import { useAnswer, useReportOf } from './ask';
import { Card, OpenNumber, ShareText } from './chart';
import { InSight } from './inSight';
import { useOffice } from './said';
import type { FiguresOfLimits, FiguresOfOutcomes } from './figures';
import { useOfficeViews, type Figure } from './view';

type Known = Answer<'programmes.list'>['programmes'][number];
export type Programme = Extract<Known, { team_roles: unknown }>;

export const isReadable = (one: Known): one is Programme => 'team_roles' in one;

export function OverviewPage(): React.JSX.Element {
  const { o, f } = useOffice();
  const { answer, error } = useAnswer('programmes.list', {});
  return (
    <Page title={o.nav.today} lead={o.overview.lead}>
      <Problem error={error} />
      {!answer && !error && <p className="soft" role="status">{o.waiting}</p>}
      {answer?.programmes.length === 0 && <Empty>{o.overview.none}</Empty>}
      {answer?.programmes.map((one) =>
        isReadable(one) ? (
          <InSight key={one.id} title={nameOf(one.name, f.language) || one.title}><Glance programme={one} /></InSight>
        ) : (
          <Section key={one.id} title={one.title}>
            <Empty>{o.overview.unreadable}</Empty>
          </Section>
        ),
      )}
    </Page>
  );
}

function Glance({ programme }: { programme: Programme }): React.JSX.Element {
  const { o, f } = useOffice();
  const { go } = useOfficeViews();
  const { key } = programme;
  const outcomes = useReportOf<FiguresOfOutcomes>('outcomes', { programme: key });
  const limits = useReportOf<FiguresOfLimits>('limits', { programme: key });
  const all = outcomes.answer?.figures.all;
  const clock = limits.answer?.figures.all;
  const figure = (report: Figure['report'], name: string): Figure => ({ programme: key, report, figure: name, group: '', by: null, period: null });
  const title = nameOf(programme.name, f.language) || programme.title;
  return (
    <Section
      title={title}
      actions={
        <Button aria-label={`${o.overview.open}: ${title}`} onPress={() => go({ at: 'programme', programme: key, by: null, period: null })}>
          {o.overview.open}
        </Button>
      }
    >
      <Problem error={outcomes.error ?? limits.error} />
      {!all && !outcomes.error && <p className="soft" role="status">{o.waiting}</p>}
      {all && (
        <div className="cards">
          <Card name={o.outcomes.enrolled} note={<OpenNumber of={figure('outcomes', 'finished')} what={o.outcomes.finished}>{o.outcomes.finishedOf(f.number(all.finished))}</OpenNumber>}>
            <OpenNumber of={figure('outcomes', 'enrolled')} what={o.outcomes.enrolled}>{f.number(all.enrolled)}</OpenNumber>
          </Card>
          <Card name={o.outcomes.shareOfFinished} note={all.share_of_finished && o.report.of(f.number(all.share_of_finished.count), f.number(all.share_of_finished.of))}>
            {all.share_of_finished ? (
              <OpenNumber of={figure('outcomes', 'share_of_finished')} what={o.outcomes.shareOfFinished}><ShareText share={all.share_of_finished} /></OpenNumber>
            ) : <ShareText share={null} />}
          </Card>
          <Card name={o.outcomes.shareOfAll} note={all.share_of_all && o.report.of(f.number(all.share_of_all.count), f.number(all.share_of_all.of))}>
            {all.share_of_all ? (
              <OpenNumber of={figure('outcomes', 'share_of_all')} what={o.outcomes.shareOfAll}><ShareText share={all.share_of_all} /></OpenNumber>
            ) : <ShareText share={null} />}
          </Card>
          {programme.limit && clock?.data && (
            <Card name={o.limits.past} note={<OpenNumber of={figure('limits', 'running')} what={o.limits.running}>{o.limits.runningOf(f.number(clock.running))}</OpenNumber>}>
              <OpenNumber of={figure('limits', 'past')} what={o.limits.past}>{f.number(clock.past)}</OpenNumber>
              {clock.past > 0 && <Tag tone="bad">{o.limits.needs}</Tag>}
            </Card>
          )}
        </div>
      )}
    </Section>
  );
}
