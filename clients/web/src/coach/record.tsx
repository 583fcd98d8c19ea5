/**
 * What is done with the record itself: more protection, a proposal that two records are of one person,
 * and what the participant has a right to be given.
 */
import { useDeferredValue, useState } from 'react';
import type { BryggaError } from 'brygga';
import { asError, useDoor, useObserved } from '../door/useDoor';
import { Button, Check, Choice, Empty, Field, Row, Rows, Section, Tag, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { FormDialog, given, useSaving, useTexts } from './forms';
import type { Person } from './person';
import { namedStaff, useSeesRestricted } from './profile';

interface Props {
  person: Person;
  onClose(): void;
}

export const PROTECTION_MOST = 2;

export function RecordSection({ person }: { person: Person }): React.JSX.Element {
  const { w } = useWords();
  const sees = useSeesRestricted(person);
  const [doing, setDoing] = useState<'protect' | 'join' | 'export' | null>(null);
  const close = () => setDoing(null);
  const proposals = person.join_proposals.filter((one) => one.status === 'open');
  return (
    <Section title={w.record.title}>
      {proposals.length > 0 && (
        <Rows>
          {proposals.map((one) => (
            <Proposal key={one.id} proposal={one} here={person.id} />
          ))}
        </Rows>
      )}
      <div className="actions down">
        {sees && person.protection < PROTECTION_MOST && <Button tone="quiet" icon="shield" onPress={() => setDoing('protect')}>{w.record.protect}</Button>}
        <Button tone="quiet" icon="people" onPress={() => setDoing('join')}>{w.record.propose}</Button>
        <Button tone="quiet" icon="page" onPress={() => setDoing('export')}>{w.record.export}</Button>
      </div>
      {doing === 'protect' && <ProtectForm person={person} onClose={close} />}
      {doing === 'join' && <ProposeForm person={person} onClose={close} />}
      {doing === 'export' && <ExportForm person={person} onClose={close} />}
    </Section>
  );
}

function Proposal(props: { proposal: Person['join_proposals'][number]; here: string }): React.JSX.Element {
  const { w } = useWords();
  const { proposal, here } = props;
  const other = proposal.participant === here ? proposal.other : proposal.participant;
  const { answer: found } = useObserved('participants.find', { text: other });
  const name = found?.matches.find((one) => one.id === other)?.name ?? w.person.unknownWriter;
  return (
    <Row
      title={w.record.proposed(name)}
      detail={[proposal.reason, proposal.proposed_by_name].filter(Boolean).join(' · ')}
      side={
        <>
          <Unsent is={proposal.unsent} />
          <Tag>{w.record.waits}</Tag>
        </>
      }
    />
  );
}

/** Raised by whoever is named for what is sensitive; lowered by the office alone. */
function ProtectForm({ person, onClose }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: me } = useObserved('me', {});
  const others = person.team.filter((one) => !one.until && one.access === 'restricted' && one.staff !== me?.account);
  const [texts, set] = useTexts({ level: String(person.protection + 1) }, true);
  const [named, setNamed] = useState<ReadonlySet<string>>(new Set());
  const doing = useSaving('participant.protect');
  const turn = (staff: string) => (isOn: boolean) =>
    setNamed((known) => new Set(isOn ? [...known, staff] : [...known].filter((one) => one !== staff)));
  const levels = [1, 2].filter((level) => level > person.protection);
  return (
    <FormDialog title={w.record.protect} action={w.record.protectNow} isOpen onClose={onClose} doing={doing} fields={['level']}
      save={() => doing.save({ participant: person.id, level: Number(texts.level), named: me?.account ? [me.account, ...named] : [...named] })}>
      <ul className="bullets">
        {w.record.protectMeans.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <Choice label={w.record.level} value={texts.level} onChange={set('level')} error={doing.fieldError('level')}
        options={levels.map((level) => ({ value: String(level), label: w.person.protected[level] ?? '' }))} />
      {others.length > 0 && (
        <fieldset className="checks">
          <legend>{w.record.whoStill}</legend>
          {others.map((one) => (
            <Check key={one.id} label={one.staff_name ?? w.person.unknownWriter} isOn={named.has(one.staff)} onChange={turn(one.staff)} />
          ))}
        </fieldset>
      )}
      <p className="soft small">{w.record.seesNow(f.list(namedStaff(person)))}</p>
    </FormDialog>
  );
}

function ProposeForm({ person, onClose }: Props): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ text: '', other: '', reason: '' }, true);
  const sought = useDeferredValue(texts.text.trim());
  const { answer } = useObserved('participants.find', { text: sought || person.last_name });
  const found = answer?.matches.filter((one) => one.id !== person.id) ?? [];
  const doing = useSaving('participant.propose_join');
  return (
    <FormDialog title={w.record.propose} action={w.record.proposeNow} isOpen onClose={onClose} doing={doing} fields={['other', 'reason']}
      save={() => doing.save({ participant: person.id, other: texts.other, reason: given(texts.reason) })}>
      <p className="soft">{w.record.proposeLead}</p>
      <Field label={w.record.seek} type="search" value={texts.text} onChange={set('text')} autoFocus />
      {found.length === 0 && <Empty>{w.people.noneFound}</Empty>}
      {found.length > 0 && (
        <Choice label={w.record.other} value={texts.other} onChange={set('other')} isRequired
          options={found.map((one) => ({ value: one.id, label: [one.name, one.district].filter(Boolean).join(', ') }))} />
      )}
      {doing.fieldError('other') && <p className="field-error" role="alert">{doing.fieldError('other')}</p>}
      <Field label={w.person.why} lines={2} value={texts.reason} onChange={set('reason')} error={doing.fieldError('reason')} />
    </FormDialog>
  );
}

/** The browser saves it among its downloads; the address of it is gone as soon as that has begun. */
function keepFile(name: string, html: string): void {
  const address = URL.createObjectURL(new Blob([html], { type: 'text/html;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function ExportForm({ person, onClose }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const door = useDoor();
  const [language, setLanguage] = useState(f.language);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<BryggaError | null>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const answer = await door.call('participant.export', { participant: person.id, language });
      // No name: it stands in the list of downloads, which others see.
      keepFile(`${w.record.fileName}-${answer.as_of}.html`, answer.html);
      return answer;
    } catch (failure) {
      setError(asError(failure));
      return null;
    } finally {
      setBusy(false);
    }
  };
  const doing = { act: () => Promise.resolve(null), isBusy, error, clear: () => setError(null) };
  return (
    <FormDialog title={w.record.export} action={w.record.exportNow} isOpen onClose={onClose} doing={doing} fields={[]} save={save}>
      <p>{w.record.exportLead}</p>
      <p className="note warn">{w.record.exportKept}</p>
      <Choice label={w.language.choose} value={language} onChange={(value) => setLanguage(value as typeof language)}
        options={(['sv', 'en'] as const).map((value) => ({ value, label: w.language[value] }))} />
    </FormDialog>
  );
}
