/** Who the person is and where they are reached, each with the form that changes it. */
import { useState, type ReactNode } from 'react';
import type { Answer } from '../door/door';
import { Button, Confirm, Empty, Facts, Field, Row, Rows, Section, Unsent } from '../parts/parts';
import { useAct } from '../door/useDoor';
import { useWords } from '../words/words';
import { changes, ContactForm, FormDialog, useSaving, useSeen, useTexts, Warnings, type Saving } from './forms';
import type { Person } from './person';
import { useSeesRestricted } from './profile';

type Contact = Person['contacts'][number];
type Identity = Person['identities'][number];

export function Contacts({ person }: { person: Person }): React.JSX.Element {
  const { w } = useWords();
  const [isAdding, setAdding] = useState(false);
  const [changing, setChanging] = useState<Contact | null>(null);
  return (
    <Section
      title={w.person.contacts}
      actions={<Button tone="quiet" icon="add" aria-label={w.person.addContact} onPress={() => setAdding(true)}>{w.add}</Button>}
    >
      {person.contacts.length === 0 && <Empty>{w.person.noContacts}</Empty>}
      <Rows>
        {person.contacts.map((one) => (
          <Row
            key={one.id}
            title={one.value}
            detail={[w.person.contactKinds[one.kind], one.label].filter(Boolean).join(' · ')}
            side={
              <>
                <Unsent is={one.unsent} />
                <Button tone="quiet" icon="pen" aria-label={w.changeOf(one.value)} onPress={() => setChanging(one)} />
              </>
            }
          />
        ))}
      </Rows>
      <ContactForm participant={person.id} isOpen={isAdding} onClose={() => setAdding(false)} />
      {changing && <ChangeContactForm key={changing.id} contact={changing} onClose={() => setChanging(null)} />}
    </Section>
  );
}

function ChangeContactForm(props: { contact: Contact; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.contact);
  const first = { value: seen.value, label: seen.label ?? '' };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('contact.change');
  const removing = useAct();
  const [isAsking, setAsking] = useState(false);
  const remove = () =>
    void removing.act('contact.remove', { contact: seen.id, version: seen.version }).then((gone) => gone && props.onClose());
  return (
    <FormDialog title={w.person.contactKinds[seen.kind]} isOpen onClose={props.onClose} doing={removing.error ? removing : doing} fields={['value', 'label']}
      remove={{ label: w.person.removeContact, onPress: () => setAsking(true) }}
      save={() => doing.change({ contact: seen.id, version: seen.version }, changes(first, texts, ['value']))}>
      <Field label={w.person.contactKinds[seen.kind]} value={texts.value} onChange={set('value')} error={doing.fieldError('value')} isRequired autoFocus
        type={seen.kind === 'phone' ? 'tel' : seen.kind === 'email' ? 'email' : 'text'} />
      <Field label={w.person.contactLabel} value={texts.label} onChange={set('label')} error={doing.fieldError('label')} />
      <Confirm title={w.person.removeContact} lead={w.person.removeContactLead(seen.value)} action={w.remove} tone="danger"
        isOpen={isAsking} onClose={() => setAsking(false)} onConfirm={remove} />
    </FormDialog>
  );
}

export function Details({ person }: { person: Person }): React.JSX.Element {
  const { w, f } = useWords();
  const sees = useSeesRestricted(person);
  const [isChanging, setChanging] = useState(false);
  const [number, setNumber] = useState<Identity | 'new' | null>(null);
  return (
    <Section
      title={w.person.details}
      actions={<Button tone="quiet" icon="pen" aria-label={w.person.changeDetails} onPress={() => setChanging(true)}>{w.change}</Button>}
    >
      <Facts
        of={[
          ...person.identities.map((one) => [
            one.number_type === 'personnummer' ? w.person.identity : w.person.coordination,
            <span key={one.id} className="with-icon">
              <span>{one.formatted ?? one.number}</span>
              <Unsent is={one.unsent} />
              <Button tone="quiet" icon="pen" aria-label={w.changeOf(one.formatted ?? one.number)} onPress={() => setNumber(one)} />
            </span>,
          ] as const),
          [w.person.district, person.district],
          [w.person.languages, f.list(person.languages.map(f.languageName))],
          [w.person.interpreter, person.interpreter && f.languageName(person.interpreter)],
          [w.person.coach, person.primary_coach_name],
        ]}
      />
      <Unsent is={person.unsent} />
      {sees && <div className="actions"><Button tone="quiet" icon="add" onPress={() => setNumber('new')}>{w.person.addNumber}</Button></div>}
      {number === 'new' && <AddNumberForm person={person} onClose={() => setNumber(null)} />}
      {number && number !== 'new' && <CorrectNumberForm key={number.id} number={number} onClose={() => setNumber(null)} />}
      {isChanging && <DetailsForm person={person} onClose={() => setChanging(false)} />}
    </Section>
  );
}

function DetailsForm(props: { person: Person; onClose(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const seen = useSeen(props.person);
  const first = {
    first_name: seen.first_name,
    last_name: seen.last_name,
    district: seen.district ?? '',
    languages: seen.languages.map(f.languageName).join(', '),
    interpreter: seen.interpreter ? f.languageName(seen.interpreter) : '',
  };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('participant.update');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  const save = () => {
    const { languages, interpreter, ...changed } = changes(first, texts, ['first_name', 'last_name']);
    return doing.change(
      { participant: seen.id, version: seen.version },
      {
        ...changed,
        ...(languages !== undefined && { languages: f.languageCodes(texts.languages) }),
        ...(interpreter !== undefined && { interpreter: f.languageCodes(texts.interpreter)[0] ?? null }),
      },
    );
  };
  return (
    <FormDialog title={w.person.changeDetails} isOpen onClose={props.onClose} doing={doing} save={save}
      fields={['first_name', 'last_name', 'district', 'languages', 'interpreter']}>
      <div className="fields">
        <Field label={w.intake.firstName} {...field('first_name')} isRequired />
        <Field label={w.intake.lastName} {...field('last_name')} isRequired />
        <Field label={w.person.languages} hint={w.intake.languagesHint} {...field('languages')} />
        <Field label={w.person.interpreter} hint={w.intake.interpreterHint} {...field('interpreter')} />
        <Field label={w.person.district} {...field('district')} />
      </div>
    </FormDialog>
  );
}

/** A number that came after the intake; it stands beside those that there are. */
function AddNumberForm(props: { person: Person; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ identity_number: '' }, true);
  const doing = useSaving('identity.add');
  return (
    <NumberForm title={w.person.addNumber} text={texts.identity_number} onText={set('identity_number')} doing={doing} onClose={props.onClose}
      save={() => doing.save({ participant: props.person.id, identity_number: texts.identity_number })} />
  );
}

function CorrectNumberForm(props: { number: Identity; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.number);
  const shown = seen.formatted ?? seen.number;
  const [texts, set] = useTexts({ identity_number: shown }, true);
  const doing = useSaving('identity.correct');
  const removing = useAct();
  const [isAsking, setAsking] = useState(false);
  const remove = () =>
    void removing.act('identity.remove', { identity: seen.id, version: seen.version }).then((gone) => gone && props.onClose());
  return (
    <NumberForm title={w.person.correctNumber} text={texts.identity_number} onText={set('identity_number')} doing={removing.error ? { ...doing, ...removing } : doing}
      onClose={props.onClose} remove={{ label: w.person.removeNumber, onPress: () => setAsking(true) }}
      save={() => doing.save({ identity: seen.id, version: seen.version, identity_number: texts.identity_number })}>
      <Confirm title={w.person.removeNumber} lead={w.person.removeNumberLead(shown)} action={w.remove} tone="danger"
        isOpen={isAsking} onClose={() => setAsking(false)} onConfirm={remove} />
    </NumberForm>
  );
}

function NumberForm(props: {
  title: string;
  text: string;
  onText(text: string): void;
  doing: Saving<'identity.add' | 'identity.correct'>;
  save(): Promise<Answer<'identity.add' | 'identity.correct'> | null>;
  remove?: { label: string; onPress(): void };
  onClose(): void;
  children?: ReactNode;
}): React.JSX.Element {
  const { w } = useWords();
  const [warnings, setWarnings] = useState<Answer<'identity.add'>['warnings']>([]);
  // It stays until what is to be looked at was read.
  const save = async () => {
    const saved = await props.save();
    if (!saved || saved.warnings.length === 0) return saved;
    setWarnings(saved.warnings);
    return null;
  };
  if (warnings.length > 0) return <Warnings of={warnings} onClose={props.onClose} />;
  return (
    <FormDialog title={props.title} isOpen onClose={props.onClose} doing={props.doing} fields={['identity_number']} save={save} {...(props.remove && { remove: props.remove })}>
      <Field label={w.intake.identity} hint={w.person.numberHint} value={props.text} onChange={props.onText} error={props.doing.fieldError('identity_number')}
        inputMode="numeric" isRequired autoFocus />
      {props.children}
    </FormDialog>
  );
}
