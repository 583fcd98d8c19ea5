/** Reports and participant hours as files that a Swedish Excel opens. */
import { useState } from 'react';
import type { BryggaError } from 'brygga';
import type { Answer } from '../door/door';
import { asError, useDoor, useObserved } from '../door/useDoor';
import { Button, Field, Form, Page, Problem, Section, Select, useFieldError } from '../parts/parts';
import { isReadable } from './overview';
import { useOffice } from './said';

type Report = Answer<'report.csv'>['report'];
const REPORTS = ['outcomes', 'targets', 'comparison', 'limits', 'intake', 'steps', 'equity', 'fidelity', 'seats', 'employers', 'county', 'coaching', 'hours'] as const satisfies readonly Report[];

/** The browser saves it; the address of it is gone as soon as that has begun. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function ExportPage({ report: chosen }: { report?: Report }): React.JSX.Element {
  const { o } = useOffice();
  const door = useDoor();
  const { answer: known } = useObserved('programmes.list', {});
  const [programme, setProgramme] = useState('');
  const [report, setReport] = useState<Report>(chosen ?? 'outcomes');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [saved, setSaved] = useState('');
  const fieldError = useFieldError(error);
  const programmes = (known?.programmes ?? []).filter(isReadable).map((one) => ({ value: one.key, label: one.title }));
  const fetchFile = async () => {
    setBusy(true);
    setError(null);
    setSaved('');
    try {
      const of = programme || (programmes[0]?.value ?? '');
      const answer = await door.call('report.csv', { programme: of, report, from: from || null, until: until || null });
      const name = `${of}-${report}-${answer.as_of}.csv`;
      download(name, answer.csv);
      setSaved(name);
    } catch (failure) {
      setError(asError(failure));
    } finally {
      setBusy(false);
    }
  };
  const listsPersons = report === 'coaching' || report === 'hours';
  return (
    <Page title={o.nav.export} lead={o.exports.lead}>
      <Section title={o.exports.title}>
        <Form onSubmit={() => void fetchFile()}>
          <div className="fields">
            <Select label={o.imports.programme} value={programme} onChange={setProgramme} options={programmes} error={fieldError('programme')} />
            <Select label={o.exports.report} value={report} onChange={(value) => setReport(value as Report)} options={REPORTS.map((value) => ({ value, label: o.exports.reports[value] }))} error={fieldError('report')} />
          </div>
          <div className="fields">
            <Field label={o.report.from} type="date" value={from} onChange={setFrom} error={fieldError('from')} />
            <Field label={o.report.until} type="date" value={until} onChange={setUntil} error={fieldError('until')} />
          </div>
          {listsPersons && <p className="note warn">{o.exports.persons}</p>}
          <Problem error={error} shown={['programme', 'report', 'from', 'until']} />
          {saved && <p className="note" role="status">{o.exports.saved(saved)}</p>}
          <div className="actions">
            <Button tone="main" type="submit" isDisabled={isBusy || programmes.length === 0}>{o.exports.download}</Button>
          </div>
        </Form>
      </Section>
    </Page>
  );
}
