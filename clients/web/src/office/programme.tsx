/** One programme's figures, each with its chart and its table; a number that people are counted in opens what is behind it. */
import { createContext, useContext, useState, type ReactNode } from 'react';
import { Button, Empty, Field, Form, Page, Problem, Section, Select, Tag } from '../parts/parts';
import { nameOf } from '../words/words';
import { useAnswer, useReportOf, type Asked } from './ask';
import { BarChart, Card, OpenNumber, ShareText, Table } from './chart';
import type { FiguresOfComparison, FiguresOfEquity, FiguresOfFidelity, FiguresOfIntake, FiguresOfLimits, FiguresOfOutcomes, FiguresOfSeats, FiguresOfTargets } from './figures';
import { monthName, percent, tenths } from './numbers';
import { InSight, printWhole } from './inSight';
import { isReadable } from './overview';
import { useOffice } from './said';
import { useOfficeViews, type Figure, type Period } from './view';

interface Asking {
  programme: string;
  by: Figure['by'];
  period: Period | null;
}

const AskingContext = createContext<Asking>({ programme: '', by: null, period: null });

/** The report of the programme and period that the page is about. */
function useReport<F>(report: Figure['report']): Asked<{ figures: F; as_of: string }> {
  const { programme, by, period } = useContext(AskingContext);
  return useReportOf<F>(report, { programme, ...(report === 'outcomes' && by && { by }), ...period });
}

/** A number that opens its figure: who is counted there, and nobody else. What is computed of others opens nothing. */
function Of(props: { report: Figure['report']; figure: string; group?: string; what: string; children: ReactNode }): React.JSX.Element {
  const asking = useContext(AskingContext);
  const { report, figure, group = '' } = props;
  return (
    <OpenNumber of={{ ...asking, by: report === 'outcomes' ? asking.by : null, report, figure, group }} what={props.what}>
      {props.children}
    </OpenNumber>
  );
}

function Waiting({ asked }: { asked: Asked<unknown> }): React.JSX.Element | null {
  const { o } = useOffice();
  if (asked.error) return <Problem error={asked.error} />;
  return asked.answer ? null : <p className="soft awaited" role="status">{o.waiting}</p>;
}

export function ProgrammePage(props: { programme: string; by: string | null; period: Period | null }): React.JSX.Element {
  const { o, f } = useOffice();
  const { back } = useOfficeViews();
  const { answer, error } = useAnswer('programmes.list', {});
  const programme = answer?.programmes.filter(isReadable).find((one) => one.key === props.programme);
  if (!programme) return <Page title={o.nav.today} onBack={back}><Problem error={error} /></Page>;
  const asking = { programme: props.programme, by: props.by?.split(',') ?? null, period: props.period };
  return (
    <AskingContext.Provider value={asking}>
      <Page title={nameOf(programme.name, f.language) || programme.title} lead={programme.commissioner} onBack={back} actions={<Button onPress={printWhole}>{o.invite.print}</Button>}>
        <Choosing {...props} />
        <Outcomes />
        {programme.targets.length > 0 && <InSight isTall title={o.targets.title}><Targets /></InSight>}
        {programme.comparison && <InSight isTall title={o.comparison.title}><Comparison /></InSight>}
        {programme.limit && <InSight isTall title={o.limits.title}><Limits /></InSight>}
        <InSight isTall title={o.intake.title}><Intake /></InSight>
        <InSight isTall title={o.equity.title}><Equity /></InSight>
        <InSight isTall title={o.fidelity.title}><Fidelity /></InSight>
        <InSight isTall title={o.seats.title}><Seats /></InSight>
      </Page>
    </AskingContext.Provider>
  );
}

function Choosing({ programme, by, period }: { programme: string; by: string | null; period: Period | null }): React.JSX.Element {
  const { o } = useOffice();
  const { replace } = useOfficeViews();
  const [from, setFrom] = useState(period?.from ?? '');
  const [until, setUntil] = useState(period?.until ?? '');
  const show = (nextBy: string | null, next: Period | null) => replace({ at: 'programme', programme, by: nextBy, period: next });
  return (
    <Form label={o.report.choose} onSubmit={() => show(by, from && until ? { from, until } : null)}>
      <div className="choosing">
        <Select label={o.report.by} value={by ?? ''} onChange={(value) => show(value || null, period)} empty={o.report.byProgramme}
          options={(['unit', 'district', 'year', 'commissioner', 'unit,year'] as const).map((value) => ({ value, label: o.report.groups[value] }))} />
        <Field label={o.report.from} type="date" value={from} onChange={setFrom} />
        <Field label={o.report.until} type="date" value={until} onChange={setUntil} />
        <Button type="submit">{o.report.show}</Button>
      </div>
    </Form>
  );
}

function Outcomes(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfOutcomes>('outcomes');
  const figures = asked.answer?.figures;
  const nameOfGroup = (group: FiguresOfOutcomes['groups'][number]) => group.parts.map((part) => part.name || part.key).join(' · ');
  const all = figures?.all;
  const rows = figures ? [...figures.groups.map((one) => ({ key: one.key, name: nameOfGroup(one), figures: one.figures })), { key: '', name: o.report.all, figures: figures.all }] : [];
  return (
    <Section title={o.outcomes.title} note={asked.answer && o.report.asOf(f.day(asked.answer.as_of))}>
      <Waiting asked={asked} />
      {all && figures && (
        <>
          <div className="cards">
            <Card name={o.outcomes.shareOfFinished} note={all.share_of_finished && o.report.of(f.number(all.share_of_finished.count), f.number(all.share_of_finished.of))}>
              {all.share_of_finished ? <Of report="outcomes" figure="share_of_finished" what={o.outcomes.shareOfFinished}><ShareText share={all.share_of_finished} /></Of> : <ShareText share={null} />}
            </Card>
            <Card name={o.outcomes.shareOfAll} note={all.share_of_all && o.report.of(f.number(all.share_of_all.count), f.number(all.share_of_all.of))}>
              {all.share_of_all ? <Of report="outcomes" figure="share_of_all" what={o.outcomes.shareOfAll}><ShareText share={all.share_of_all} /></Of> : <ShareText share={null} />}
            </Card>
          </div>
          {figures.groups.some((one) => one.figures.data) && figures.groups.length <= 24 && (
            <BarChart
              title={o.outcomes.title}
              bars={{
                labels: figures.groups.map(nameOfGroup),
                series: [
                  { name: o.outcomes.shareOfFinished, values: figures.groups.map((one) => one.figures.share_of_finished?.per_mille ?? null) },
                  { name: o.outcomes.shareOfAll, values: figures.groups.map((one) => one.figures.share_of_all?.per_mille ?? null) },
                ],
                max: 1000,
                format: (value) => percent(value, f.language),
              }}
            />
          )}
          <Table
            caption={o.outcomes.title}
            columns={[
              { name: o.report.group },
              ...[o.outcomes.ofFinished, o.outcomes.ofAll, o.outcomes.enrolled, o.outcomes.finished, o.outcomes.toWork, o.outcomes.toStudies].map((name) => ({ name, isNumber: true })),
            ]}
            rows={rows.map((row) => {
              const open = (figure: string, what: string, value: ReactNode) => (
                <Of report="outcomes" figure={figure} group={row.key} what={`${what}, ${row.name}`}>{value}</Of>
              );
              const { share_of_finished: ofFinished, share_of_all: ofAll } = row.figures;
              return {
                key: row.key,
                isSum: row.key === '',
                cells: [
                  row.name,
                  ofFinished ? open('share_of_finished', o.outcomes.shareOfFinished, percent(ofFinished.per_mille, f.language)) : <ShareText share={null} />,
                  ofAll ? open('share_of_all', o.outcomes.shareOfAll, percent(ofAll.per_mille, f.language)) : <ShareText share={null} />,
                  open('enrolled', o.outcomes.enrolled, f.number(row.figures.enrolled)),
                  open('finished', o.outcomes.finished, f.number(row.figures.finished)),
                  open('to_work', o.outcomes.toWork, f.number(row.figures.to_work)),
                  open('to_studies', o.outcomes.toStudies, f.number(row.figures.to_studies)),
                ],
              };
            })}
          />
          {figures.enrolments_elsewhere > 0 && <p className="soft small">{o.outcomes.elsewhere(figures.enrolments_elsewhere)}</p>}
          {all.succeeded_still_enrolled > 0 && <p className="soft small">{o.outcomes.still(all.succeeded_still_enrolled)}</p>}
        </>
      )}
    </Section>
  );
}

function Targets(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfTargets>('targets');
  return (
    <Section title={o.targets.title}>
      <Waiting asked={asked} />
      {asked.answer?.figures.targets.map((one) => (
        <div key={one.key} className="stack">
          <div className="cards">
            <Card name={nameOf(one, f.language)} note={o.targets.needed(f.number(one.percent_min), o.targets.of[one.of], f.number(one.needed), f.number(one.whole))}>
              {one.share ? <Of report="targets" figure={one.key} what={nameOf(one, f.language)}><ShareText share={one.share} /></Of> : <ShareText share={null} />}
              {one.met !== null && <Tag tone={one.met ? 'good' : 'warn'}>{one.met ? o.targets.met : o.targets.notMet}</Tag>}
            </Card>
          </div>
          {one.share && (
            <>
              <BarChart
                title={nameOf(one, f.language)}
                bars={{
                  labels: [o.targets.reached, o.targets.needs],
                  series: [{ name: nameOf(one, f.language), values: [one.reached, one.needed] }],
                  max: Math.max(one.whole, 1),
                  format: (value) => f.number(value),
                }}
              />
              <Table
                caption={nameOf(one, f.language)}
                columns={[{ name: o.targets.title }, { name: o.equity.persons, isNumber: true }]}
                rows={[
                  {
                    key: 'reached',
                    cells: [o.targets.reached, <Of key="n" report="targets" figure={one.key} what={`${o.targets.reached}, ${nameOf(one, f.language)}`}>{f.number(one.reached)}</Of>],
                  },
                  { key: 'needed', cells: [o.targets.needs, f.number(one.needed)] },
                ]}
              />
            </>
          )}
        </div>
      ))}
    </Section>
  );
}

function Comparison(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfComparison>('comparison');
  const found = asked.answer?.figures.comparison;
  return (
    <Section title={o.comparison.title}>
      <Waiting asked={asked} />
      {found && (
        <div className="cards">
          {(['before', 'after'] as const).map((which) => (
            <Card key={which} name={o.comparison[which]} note={`${f.day(found[which].from)} – ${f.day(found[which].until)}${found[which].running ? `, ${o.comparison.running}` : ''}`}>
              <Of report="comparison" figure={which} what={o.comparison[which]}>{f.number(found[which].exits)}</Of>
            </Card>
          ))}
          <Card name={o.comparison.ratio} note={found.normalised ? o.comparison.normalised : null}>
            {found.ratio_tenths !== null ? `${tenths(found.ratio_tenths, f.language)}×` : <ShareText share={null} />}
          </Card>
        </div>
      )}
    </Section>
  );
}

function Limits(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfLimits>('limits');
  const all = asked.answer?.figures.all;
  const units = asked.answer?.figures.units ?? [];
  const rows = all ? [...units.map((one) => ({ ...one })), { key: '', name: o.report.all, forecast: all }] : [];
  const hasPace = all?.months.some((one) => one.leave_before !== null) ?? false;
  return (
    <Section title={o.limits.title}>
      <Waiting asked={asked} />
      {all && !all.data && <Empty>{o.report.noData}</Empty>}
      {all?.data && (
        <>
          <p className="soft">{hasPace ? o.limits.forecast : o.limits.noPace}</p>
          <BarChart
            title={o.limits.title}
            bars={{
              labels: all.months.map((one) => monthName(one.month, f.language, 'short')),
              series: [
                { name: o.limits.due, values: all.months.map((one) => one.due) },
                ...(hasPace ? [{ name: o.limits.leave, values: all.months.map((one) => one.leave_before) }] : []),
              ],
              isUpright: true,
              format: (value) => f.number(value),
            }}
          />
          <Table
            caption={o.limits.byMonth}
            columns={[{ name: o.limits.month }, { name: o.limits.due, isNumber: true }, { name: o.limits.leave, isNumber: true }]}
            rows={all.months.map((one) => ({
              key: one.month,
              cells: [
                monthName(one.month, f.language),
                <Of key="due" report="limits" figure="due" group={one.month} what={`${o.limits.due}, ${monthName(one.month, f.language)}`}>{f.number(one.due)}</Of>,
                one.leave_before === null ? <ShareText key="leave" share={null} /> : o.limits.about(f.number(one.leave_before)),
              ],
            }))}
          />
          <Table
            caption={o.limits.byUnit}
            columns={[{ name: o.report.groups.unit }, ...[o.limits.running, o.limits.past, o.limits.extended, o.limits.lately].map((name) => ({ name, isNumber: true }))]}
            rows={rows.map((row) => ({
              key: row.key,
              isSum: row.key === '',
              cells: row.forecast.data
                ? [
                    row.name,
                    ...(['running', 'past', 'extended', 'ended_lately'] as const).map((figure) => (
                      <Of key={figure} report="limits" figure={figure} group={row.key} what={`${{ running: o.limits.running, past: o.limits.past, extended: o.limits.extended, ended_lately: o.limits.lately }[figure]}, ${row.name}`}>
                        {f.number(row.forecast[figure])}
                      </Of>
                    )),
                  ]
                : [row.name, ...[0, 1, 2, 3].map((at) => <ShareText key={at} share={null} />)],
            }))}
          />
        </>
      )}
    </Section>
  );
}

function Intake(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfIntake>('intake');
  const figures = asked.answer?.figures;
  const minutes = figures?.minutes_to_plan_median ?? null;
  const day_minutes = 1440;
  const median =
    minutes === null || !figures
      ? null
      : minutes % day_minutes === 0
        ? o.intake.days(f.number(minutes / day_minutes))
        : o.intake.hours(tenths(figures.hours_to_plan_tenths ?? 0, f.language));
  const streams = figures?.streams ?? [];
  return (
    <Section title={o.intake.title}>
      <Waiting asked={asked} />
      {figures && figures.intakes === 0 && <Empty>{o.report.noData}</Empty>}
      {figures && figures.intakes > 0 && (
        <>
          <div className="cards">
            <Card name={o.intake.intakes} note={figures.without_stream > 0 ? o.intake.withoutStream(f.number(figures.without_stream)) : null}>
              {f.number(figures.intakes)}
            </Card>
            <Card name={o.intake.median} note={o.intake.plans(f.number(figures.with_plan), f.number(figures.without_plan), f.number(figures.time_left_out))}>
              <Of report="intake" figure="time_to_plan" what={o.intake.median}>{median ?? <span className="none">{o.report.noData}</span>}</Of>
            </Card>
          </div>
          {streams.some((one) => one.share) && (
            <>
              <BarChart
                title={o.intake.streams}
                bars={{
                  labels: streams.map((one) => nameOf(one, f.language)),
                  series: [{ name: o.intake.share, values: streams.map((one) => one.share?.per_mille ?? null) }],
                  max: 1000,
                  format: (value) => percent(value, f.language),
                }}
              />
              <Table
                caption={o.intake.streams}
                columns={[{ name: o.intake.stream }, { name: o.intake.count, isNumber: true }, { name: o.intake.share, isNumber: true }]}
                rows={streams.map((one) => ({
                  key: one.key,
                  cells: [
                    nameOf(one, f.language),
                    one.share ? <Of key="n" report="intake" figure="stream" group={one.key} what={nameOf(one, f.language)}>{f.number(one.share.count)}</Of> : <ShareText key="n" share={null} />,
                    one.share ? <Of key="s" report="intake" figure="stream" group={one.key} what={`${o.intake.share}, ${nameOf(one, f.language)}`}>{percent(one.share.per_mille, f.language)}</Of> : <ShareText key="s" share={null} />,
                  ],
                }))}
              />
            </>
          )}
        </>
      )}
    </Section>
  );
}

function Equity(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfEquity>('equity');
  const figures = asked.answer?.figures;
  const rows = figures ? [...figures.districts, { ...figures.all, district: '' }] : [];
  const shown = figures?.districts.filter((one) => one.waiting_days_median.value !== null) ?? [];
  return (
    <Section title={o.equity.title}>
      <Waiting asked={asked} />
      {figures && figures.districts.length === 0 && <Empty>{o.report.noData}</Empty>}
      {figures && figures.districts.length > 0 && (
        <>
          <p className="soft">{o.equity.lead(figures.persons_min)}</p>
          {shown.length > 0 && (
            <BarChart
              title={o.equity.waiting}
              bars={{
                labels: shown.map((one) => one.district),
                series: [{ name: o.equity.waiting, values: shown.map((one) => one.waiting_days_median.value) }],
                format: (value) => o.intake.days(f.number(value)),
              }}
            />
          )}
          <Table
            caption={o.equity.title}
            columns={[{ name: o.equity.district }, ...[o.equity.persons, o.equity.waiting, o.equity.coaching, o.equity.praktik].map((name) => ({ name, isNumber: true }))]}
            rows={rows.map((row) => {
              const name = row.district || o.report.all;
              const cell = (figure: string, what: string, number: { hidden: boolean }, text: string | null) =>
                number.hidden ? (
                  <span key={figure} className="soft">{o.equity.hidden}</span>
                ) : text === null ? (
                  <ShareText key={figure} share={null} />
                ) : (
                  <Of key={figure} report="equity" figure={figure} group={row.district} what={`${what}, ${name}`}>{text}</Of>
                );
              const { persons, waiting_days_median: waiting, coaching_minutes_per_person: coaching, praktik } = row;
              return {
                key: row.district,
                isSum: row.district === '',
                cells: [
                  name,
                  cell('persons', o.equity.persons, persons, persons.value === null ? null : f.number(persons.value)),
                  cell('waiting_days', o.equity.waiting, waiting, waiting.value === null ? null : o.intake.days(f.number(waiting.value))),
                  cell('coaching_minutes', o.equity.coaching, coaching, coaching.value === null ? null : f.duration(coaching.value)),
                  cell('praktik', o.equity.praktik, praktik, praktik.value === null ? null : percent(praktik.value.per_mille, f.language)),
                ],
              };
            })}
          />
          <p className="soft small">
            {o.equity.leftOut(
              figures.protected_persons.hidden ? o.equity.hidden : f.number(figures.protected_persons.value ?? 0),
              figures.without_district.hidden ? o.equity.hidden : f.number(figures.without_district.value ?? 0),
            )}
          </p>
        </>
      )}
    </Section>
  );
}

const MEASURES = ['participants_per_coach', 'days_to_employer_contact', 'weekly_employer_contacts', 'community_time_percent'] as const;
type Measure = (typeof MEASURES)[number];

function Fidelity(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfFidelity>('fidelity');
  const [showsAll, setShowsAll] = useState(false);
  const figures = asked.answer?.figures;
  const computed = figures?.items.filter((one) => one.source !== 'not_scored' || MEASURES.includes(one.measure as Measure)) ?? [];
  const scored = computed.filter((one) => one.score !== null);
  const rows = showsAll ? (figures?.items ?? []) : computed;
  return (
    <Section title={o.fidelity.title} note={figures?.scale}>
      <Waiting asked={asked} />
      {figures && (
        <>
          <div className="cards">
            <Card name={o.fidelity.total} note={o.fidelity.scored(figures.scored, figures.of)}>
              {figures.scored > 0 ? o.report.of(f.number(figures.total), f.number(figures.total_max)) : <ShareText share={null} />}
              {figures.band && <Tag tone="good">{o.fidelity.bands[figures.band] ?? figures.band}</Tag>}
            </Card>
          </div>
          {!figures.band && figures.scored > 0 && <p className="soft">{o.fidelity.noBand}</p>}
          {scored.length > 0 && (
            <BarChart
              title={o.fidelity.title}
              bars={{
                labels: scored.map((one) => nameOf(one, f.language)),
                series: [{ name: o.fidelity.score, values: scored.map((one) => one.score) }],
                max: 5,
                format: (value) => f.number(value),
              }}
            />
          )}
          <Table
            caption={o.fidelity.title}
            columns={[{ name: o.fidelity.item }, { name: o.fidelity.measured, isNumber: true }, { name: o.fidelity.score, isNumber: true }, { name: o.fidelity.source }]}
            rows={rows.map((one) => ({
              key: one.key,
              cells: [
                nameOf(one, f.language),
                one.measured_tenths === null ? (
                  <ShareText key="m" share={null} />
                ) : (
                  <Of key="m" report="fidelity" figure={one.measure} what={nameOf(one, f.language)}>{o.fidelity.units[one.measure as Measure]?.(tenths(one.measured_tenths, f.language)) ?? tenths(one.measured_tenths, f.language)}</Of>
                ),
                one.score === null ? (
                  '–'
                ) : one.measured_tenths === null ? (
                  f.number(one.score)
                ) : (
                  <Of key="s" report="fidelity" figure={one.measure} what={`${o.fidelity.score}, ${nameOf(one, f.language)}`}>{f.number(one.score)}</Of>
                ),
                o.fidelity.sources[one.source],
              ],
            }))}
          />
          <div className="actions">
            <Button tone="quiet" aria-expanded={showsAll} onPress={() => setShowsAll(!showsAll)}>
              {showsAll ? o.fidelity.fewer : o.fidelity.allItems(figures.items.length)}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}

function Seats(): React.JSX.Element {
  const { o, f } = useOffice();
  const asked = useReport<FiguresOfSeats>('seats');
  const figures = asked.answer?.figures;
  const kinds = figures ? ([['praktik', figures.praktik], ['job', figures.job]] as const) : [];
  const hasAny = kinds.some(([, one]) => one.openings > 0);
  return (
    <Section title={o.seats.title}>
      <Waiting asked={asked} />
      {figures && !hasAny && <Empty>{o.seats.none}</Empty>}
      {figures && hasAny && (
        <>
          <BarChart
            title={o.seats.title}
            bars={{
              labels: kinds.map(([kind]) => o.seats.kinds[kind]),
              series: [
                { name: o.seats.taken, values: kinds.map(([, one]) => one.taken) },
                { name: o.seats.free, values: kinds.map(([, one]) => one.free) },
              ],
              format: (value) => f.number(value),
            }}
          />
          <Table
            caption={o.seats.title}
            columns={[{ name: o.seats.kind }, ...[o.seats.seats, o.seats.taken, o.seats.free, o.seats.over].map((name) => ({ name, isNumber: true }))]}
            rows={kinds.map(([kind, one]) => ({
              key: kind,
              cells: [
                o.seats.kinds[kind],
                <Of key="s" report="seats" figure={`${kind}_openings`} what={`${o.seats.seats}, ${o.seats.kinds[kind]}`}>{f.number(one.seats)}</Of>,
                <Of key="t" report="seats" figure={kind === 'job' ? 'jobs_taken' : 'praktik_taken'} what={`${o.seats.taken}, ${o.seats.kinds[kind]}`}>{f.number(one.taken)}</Of>,
                f.number(one.free),
                f.number(one.overbooked),
              ],
            }))}
          />
        </>
      )}
    </Section>
  );
}
