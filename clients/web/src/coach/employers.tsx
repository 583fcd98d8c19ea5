/** Employers: whom to call and what was promised, finding one, and recording what was said. */
import { useDeferredValue, useState } from 'react';
import type { Input } from '../door/door';
import { useObserved } from '../door/useDoor';
import { Button, Choice, Empty, Field, Page, Problem, Row, Rows, Section, Select, Tag } from '../parts/parts';
import { useWords } from '../words/words';
import { FormDialog, given, linesOf, useSaving, useTexts, type FormProps } from './forms';

interface Employer {
  id: string;
  name: string;
}

export function Employers(): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: today, error } = useObserved('today', {});
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const [isAdding, setAdding] = useState(false);
  const [calling, setCalling] = useState<Employer | null>(null);
  return (
    <Page
      title={w.employers.title}
      actions={
        <Button tone="main" icon="add" onPress={() => setAdding(true)}>
          {w.employers.add}
        </Button>
      }
    >
      <Problem error={error} />
      <Section title={w.today.employers}>
        {today?.employers.length === 0 && <Empty>{w.employers.nobodyToCall}</Empty>}
        <Rows label={w.today.employers}>
          {today?.employers.map((one) => (
            <Row
              key={one.id}
              title={one.name}
              detail={one.promised && w.today.promised(one.promised)}
              side={
                <>
                  <Tag>{f.day(one.next_contact)}</Tag>
                  <Button aria-label={`${w.employers.contact}: ${one.name}`} onPress={() => setCalling(one)}>
                    {w.employers.contact}
                  </Button>
                </>
              }
            />
          ))}
        </Rows>
      </Section>
      <Section title={w.employers.find}>
        <Field label={w.employers.search} type="search" value={typed} onChange={setTyped} />
        {text !== '' && <Found text={text} onChosen={setCalling} />}
      </Section>
      <EmployerForm isOpen={isAdding} onClose={() => setAdding(false)} />
      {calling && <ContactForm employer={calling} onClose={() => setCalling(null)} />}
    </Page>
  );
}

function Found({ text, onChosen }: { text: string; onChosen(employer: Employer): void }): React.JSX.Element {
  const { w } = useWords();
  const { answer, error } = useObserved('search', { text, kinds: ['employer'], limit: 50 });
  return (
    <>
      <Problem error={error} />
      {answer?.total === 0 && <Empty>{w.employers.noneFound}</Empty>}
      <Rows label={w.employers.find}>
        {answer?.hits.map((hit) => (
          <Row
            key={`${hit.id}${hit.field}`}
            title={hit.name ?? hit.excerpt}
            side={
              <Button aria-label={`${w.employers.contact}: ${hit.name ?? hit.excerpt}`} onPress={() => onChosen({ id: hit.id, name: hit.name ?? hit.excerpt })}>
                {w.employers.contact}
              </Button>
            }
          />
        ))}
      </Rows>
    </>
  );
}

function EmployerForm(props: FormProps): React.JSX.Element {
  const { w } = useWords();
  const { answer: me } = useObserved('me', {});
  const units = [...(me?.memberships ?? []), ...(me?.manages ?? [])];
  const [texts, set] = useTexts({ unit: '', name: '', number: '', sectors: '', promised: '', next: '' }, props.isOpen);
  const doing = useSaving('employer.add');
  return (
    <FormDialog {...props} title={w.employers.add} doing={doing} fields={['name', 'organisation_number', 'unit', 'sectors', 'promised', 'next_contact']}
      save={() =>
        doing.save({
          unit: texts.unit || (units[0]?.id ?? ''),
          name: texts.name,
          organisation_number: given(texts.number),
          sectors: linesOf(texts.sectors),
          promised: given(texts.promised),
          next_contact: given(texts.next),
        })
      }>
      <Field label={w.employers.name} value={texts.name} onChange={set('name')} error={doing.fieldError('name')} isRequired autoFocus />
      <div className="fields">
        <Field label={w.employers.number} value={texts.number} onChange={set('number')} error={doing.fieldError('organisation_number')} inputMode="numeric" />
        <Select label={w.intake.unit} value={texts.unit} onChange={set('unit')} error={doing.fieldError('unit')}
          options={units.map((one) => ({ value: one.id, label: one.name ?? '' }))} />
      </div>
      <Field label={w.employers.sectors} hint={w.person.placementTasksHint} lines={2} value={texts.sectors} onChange={set('sectors')} error={doing.fieldError('sectors')} />
      <Field label={w.employers.promised} value={texts.promised} onChange={set('promised')} error={doing.fieldError('promised')} />
      <Field label={w.employers.next} type="date" value={texts.next} onChange={set('next')} error={doing.fieldError('next_contact')} />
    </FormDialog>
  );
}

const MODES = ['visit', 'meeting', 'phone', 'video', 'email', 'other'] as const;

function ContactForm({ employer, onClose }: { employer: Employer; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ mode: 'visit', purpose: '', result: '', promised: '', next: '' }, true);
  const doing = useSaving('employer.contact');
  return (
    <FormDialog title={employer.name} isOpen onClose={onClose} doing={doing} fields={['mode', 'purpose', 'result', 'promised', 'next_contact']}
      save={() =>
        doing.save({
          employer: employer.id,
          mode: texts.mode as Input<'employer.contact'>['mode'],
          purpose: given(texts.purpose),
          result: given(texts.result),
          promised: given(texts.promised),
          next_contact: given(texts.next),
        })
      }>
      <p className="soft">{w.employers.namesNobody}</p>
      <Choice label={w.employers.mode} value={texts.mode} onChange={set('mode')} error={doing.fieldError('mode')}
        options={MODES.map((value) => ({ value, label: w.employers.modes[value] }))} />
      <Field label={w.person.purpose} value={texts.purpose} onChange={set('purpose')} error={doing.fieldError('purpose')} />
      <Field label={w.employers.result} lines={3} value={texts.result} onChange={set('result')} error={doing.fieldError('result')} />
      <Field label={w.employers.promised} value={texts.promised} onChange={set('promised')} error={doing.fieldError('promised')} />
      <Field label={w.employers.next} type="date" value={texts.next} onChange={set('next')} error={doing.fieldError('next_contact')} />
    </FormDialog>
  );
}
