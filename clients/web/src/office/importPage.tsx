/** Taking over a file: first what it would do and which lines are wrong, and then, when it is right, for good. */
import { useState } from 'react';
import type { BryggaError } from 'brygga';
import { asError, useDoor, useObserved } from '../door/useDoor';
import { Button, Choice, Form, Page, Section, Select } from '../parts/parts';
import { sentenceOf } from '../words/words';
import { Table } from './chart';
import { isReadable } from './overview';
import { useOffice } from './said';

type Kind = 'participants' | 'outcomes' | 'employers';
interface Finding {
  line: number;
  column: string;
  sentence: string;
  sentence_sv: string;
}
interface Told {
  counts: Record<string, number>;
  warnings: readonly Finding[];
  warningsCount: number;
}
interface Chosen {
  name: string;
  base64: string;
}

/** In the order in which people think of them. */
const COUNTS = ['participants', 'identities', 'enrolments', 'finished', 'outcomes', 'employers'] as const;

/** Bytes as they are, whatever their letters are written in: the office reads them. */
const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read.'));
    reader.readAsDataURL(file);
  });

export function ImportPage(): React.JSX.Element {
  const { o, f } = useOffice();
  const door = useDoor();
  const { answer: known } = useObserved('programmes.list', {});
  const { answer: places } = useObserved('units.list', {});
  const [kind, setKind] = useState<Kind>('participants');
  const [programme, setProgramme] = useState('');
  const [unit, setUnit] = useState('');
  const [file, setFile] = useState<Chosen | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [done, setDone] = useState<Told | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  // One for each file, so that a second press takes nothing over twice.
  const [commandId, setCommandId] = useState('');

  const programmes = (known?.programmes ?? []).filter(isReadable).map((one) => ({ value: one.key, label: one.title }));
  const units = (places?.units ?? []).map((one) => ({ value: one.id, label: one.name })).sort((one, other) => one.label.localeCompare(other.label, 'sv'));
  const begin = () => {
    setTold(null);
    setDone(null);
    setError(null);
    setCommandId(crypto.randomUUID());
  };
  const choose = async (chosen: File | null) => {
    begin();
    setFile(null);
    if (!chosen) return;
    try {
      setFile({ name: chosen.name, base64: await base64Of(chosen) });
    } catch (failure) {
      setError(asError(failure));
    }
  };
  const send = async (dryRun: boolean): Promise<Told> => {
    const csv = { csv_base64: file?.base64 ?? '', dry_run: dryRun };
    const once = dryRun ? undefined : commandId;
    if (kind === 'participants') {
      const answer = await door.call('participants.import', { ...csv, programme: programme || (programmes[0]?.value ?? '') }, once);
      return { counts: { ...answer.counts }, warnings: answer.warnings, warningsCount: answer.warnings_count };
    }
    if (kind === 'outcomes') {
      const answer = await door.call('outcomes.import', { ...csv, programme: programme || (programmes[0]?.value ?? '') }, once);
      return { counts: { outcomes: answer.outcomes }, warnings: answer.warnings, warningsCount: answer.warnings_count };
    }
    const answer = await door.call('employers.import', { ...csv, unit: unit || (units[0]?.value ?? '') }, once);
    return { counts: { employers: answer.employers }, warnings: answer.warnings, warningsCount: answer.warnings_count };
  };
  const run = async (dryRun: boolean) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await send(dryRun);
      if (dryRun) setTold(answer);
      else {
        setDone(answer);
        setTold(null);
        setFile(null);
      }
    } catch (failure) {
      setTold(null);
      setError(asError(failure));
    } finally {
      setBusy(false);
    }
  };

  const findings = (list: readonly Partial<Finding>[], caption: string) => (
    <Table
      caption={caption}
      columns={[{ name: o.imports.line }, { name: o.imports.column }, { name: o.imports.wrong }]}
      rows={list.map((one, at) => ({
        key: `${at}`,
        cells: [one.line ? f.number(one.line) : '–', one.column || '–', (f.language === 'sv' && one.sentence_sv) || one.sentence || ''],
      }))}
    />
  );
  const counted = (counts: Record<string, number>) =>
    f.list(COUNTS.flatMap((what) => (counts[what] ? [`${f.number(counts[what])} ${o.imports.counts[what]}`] : [])));
  return (
    <Page title={o.nav.import} lead={o.imports.lead}>
      <Section title={o.imports.file}>
        <Form onSubmit={() => void run(true)}>
          <Choice label={o.imports.what} value={kind} onChange={(value) => { begin(); setKind(value as Kind); }}
            options={(['participants', 'outcomes', 'employers'] as const).map((value) => ({ value, label: o.imports.kinds[value] }))} />
          <p className="soft small">{o.imports.columns[kind]}</p>
          {kind === 'employers' ? (
            <Select label={o.imports.unit} value={unit} onChange={(value) => { begin(); setUnit(value); }} options={units} />
          ) : (
            <Select label={o.imports.programme} value={programme} onChange={(value) => { begin(); setProgramme(value); }} options={programmes} />
          )}
          <div className="field">
            <label htmlFor="import-file">{o.imports.choose}</label>
            <input key={done ? 'again' : 'first'} id="import-file" type="file" accept=".csv,.txt,text/csv" onChange={(event) => void choose(event.target.files?.[0] ?? null)} />
          </div>
          <div className="actions">
            <Button tone={told ? 'plain' : 'main'} type="submit" isDisabled={isBusy || !file}>{isBusy ? o.imports.busy : o.imports.preview}</Button>
          </div>
        </Form>
      </Section>
      {error && (
        <Section title={o.imports.refused} tone="needs">
          <p className="problem" role="alert">{sentenceOf(error, f.language)}</p>
          {error.problems.length > 0 && (
            <>
              <p>{o.imports.problems(f.number(error.problemsCount), f.number(error.problems.length))}</p>
              {findings(error.problems as readonly Partial<Finding>[], o.imports.refused)}
            </>
          )}
        </Section>
      )}
      {told && (
        <Section title={o.imports.would} tone="calm">
          <p role="status">{counted(told.counts) ? o.imports.wouldTake(counted(told.counts)) : o.imports.wouldTakeNothing}</p>
          {told.warningsCount > 0 && (
            <>
              <p className="note warn">{o.imports.warnings(f.number(told.warningsCount))}</p>
              {findings(told.warnings, o.imports.look)}
            </>
          )}
          <div className="actions">
            <Button tone="main" isDisabled={isBusy} onPress={() => void run(false)}>{o.imports.take}</Button>
          </div>
        </Section>
      )}
      {done && (
        <Section title={o.imports.done}>
          <p role="status">{o.imports.taken(counted(done.counts))}</p>
        </Section>
      )}
    </Page>
  );
}
