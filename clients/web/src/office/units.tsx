/** The municipality's units. */
import { useState } from 'react';
import type { Answer } from '../door/door';
import type { Me } from '../door/officeDoor';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Dialog, Empty, Field, Form, Page, Problem, Row, Rows, Section, useFieldError } from '../parts/parts';
import { useAnswer } from './ask';
import { keepsStaff } from './rights';
import { useOffice } from './said';
import { useOfficeViews } from './view';

type Unit = Answer<'units.list'>['units'][number];

export function UnitsPage({ me }: { me: Me }): React.JSX.Element {
  const { o, f } = useOffice();
  const { back } = useOfficeViews();
  const { answer, error } = useObserved('units.list', {});
  const { answer: people } = useObserved('staff.list', {});
  const [changing, setChanging] = useState<Unit | 'new' | null>(null);
  const keeps = keepsStaff(me);
  const working = (unit: Unit) =>
    people?.staff.filter((one) => one.status === 'active' && one.memberships.some((place) => place.id === unit.id)).length ?? 0;
  const units = [...(answer?.units ?? [])].sort((one, other) => one.name.localeCompare(other.name, 'sv'));
  return (
    <Page
      title={o.units.title}
      lead={o.units.lead}
      onBack={back}
      actions={keeps && <Button tone="main" onPress={() => setChanging('new')}>{o.units.add}</Button>}
    >
      <Problem error={error} />
      <Section title={o.units.title} note={answer && f.number(units.length)}>
        {answer?.units.length === 0 && <Empty>{o.units.none}</Empty>}
        <Rows>
          {units.map((one) => (
            <Row
              key={one.id}
              title={one.name}
              detail={[one.kind, one.district, one.opened && o.units.openedOn(f.day(one.opened)), people && o.units.staff(f.number(working(one)))].filter(Boolean).join(' · ')}
              side={keeps && <Button aria-label={`${o.staff.change}: ${one.name}`} onPress={() => setChanging(one)}>{o.staff.change}</Button>}
            />
          ))}
        </Rows>
      </Section>
      {changing === 'new' && <Add onClose={() => setChanging(null)} />}
      {changing !== null && changing !== 'new' && <Change key={changing.id} unit={changing.id} name={changing.name} onClose={() => setChanging(null)} />}
    </Page>
  );
}

interface Written {
  name: string;
  kind: string;
  district: string;
  opened: string;
}

const given = ({ name, kind, district, opened }: Written) => ({ name: name.trim(), kind: kind.trim() || null, district: district.trim() || null, opened: opened || null });

function Add({ onClose }: { onClose(): void }): React.JSX.Element {
  const { o } = useOffice();
  const acting = useAct();
  const [key, setKey] = useState('');
  const save = async (written: Written) => {
    if (await acting.act('unit.add', { ...given(written), key: key.trim() || null })) onClose();
  };
  return (
    <Dialog title={o.units.add} isOpen onClose={onClose}>
      <UnitForm seen={{ name: '', kind: '', district: '', opened: '' }} acting={acting} onSave={save} onClose={onClose} keyField={{ key, setKey }} />
    </Dialog>
  );
}

function Change({ unit, name, onClose }: { unit: string; name: string; onClose(): void }): React.JSX.Element {
  const { o } = useOffice();
  // Asked for once: what the person saw when they began is what is changed.
  const { answer: seen, error } = useAnswer('unit.show', { unit });
  const acting = useAct();
  const save = async (written: Written) => {
    if (seen && (await acting.act('unit.change', { unit, version: seen.version, ...given(written) }))) onClose();
  };
  return (
    <Dialog title={o.units.changeTitle(name)} isOpen onClose={onClose}>
      <Problem error={error} />
      {seen && (
        <UnitForm
          seen={{ name: seen.name, kind: seen.kind ?? '', district: seen.district ?? '', opened: seen.opened ?? '' }}
          acting={acting}
          onSave={save}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function UnitForm(props: {
  seen: Written;
  acting: ReturnType<typeof useAct>;
  onSave(written: Written): void;
  onClose(): void;
  /** A unit's key is chosen once, when it is added. */
  keyField?: { key: string; setKey(key: string): void };
}): React.JSX.Element {
  const { o, w } = useOffice();
  const [written, setWritten] = useState(props.seen);
  const { error, isBusy } = props.acting;
  const fieldError = useFieldError(error);
  const set = (part: Partial<Written>) => setWritten({ ...written, ...part });
  return (
    <Form onSubmit={() => props.onSave(written)}>
      <Field label={o.units.name} value={written.name} onChange={(name) => set({ name })} error={fieldError('name')} isRequired />
      <div className="fields">
        <Field label={o.units.kind} hint={o.units.kindHint} value={written.kind} onChange={(kind) => set({ kind })} error={fieldError('kind')} />
        <Field label={o.units.district} value={written.district} onChange={(district) => set({ district })} error={fieldError('district')} />
      </div>
      <Field label={o.units.opened} type="date" value={written.opened} onChange={(opened) => set({ opened })} error={fieldError('opened')} />
      {props.keyField && <Field label={o.units.key} hint={o.units.keyHint} value={props.keyField.key} onChange={props.keyField.setKey} error={fieldError('key')} />}
      <Problem error={error} shown={['name', 'kind', 'district', 'opened', ...(props.keyField ? ['key'] : [])]} />
      <div className="actions end">
        <Button onPress={props.onClose}>{w.cancel}</Button>
        <Button tone="main" type="submit" isDisabled={isBusy}>{o.staff.save}</Button>
      </div>
    </Form>
  );
}
