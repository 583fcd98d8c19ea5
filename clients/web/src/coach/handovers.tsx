/** Handing a case over: an offer that a colleague says yes or no to. */
import { useState } from 'react';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Check, Field, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { FormDialog, given, useSaving, useStaffOptions, useTexts, type FormProps } from './forms';
import { HandoverAnswer } from './handoverAnswer';
import type { Person, Programme } from './person';

interface Props {
  person: Person;
  programme: Programme | null;
}

export function Handovers({ person, programme }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: me } = useObserved('me', {});
  const { act, error } = useAct();
  const [isOffering, setOffering] = useState(false);
  const open = person.handovers.filter((one) => one.status === 'offered');
  return (
    <Section title={w.person.handover} actions={<Button onPress={() => setOffering(true)}>{w.person.offer}</Button>}>
      <Problem error={error} />
      <Rows>
        {open.map((one) => {
          const isToMe = one.to_staff === me?.account;
          return (
            <Row
              key={one.id}
              title={isToMe ? w.person.offeredToYou : w.person.offeredTo(one.to_staff_name ?? w.person.unknownWriter)}
              detail={[nameOf(programme?.team_roles.find((each) => each.key === one.role), f.language) || one.role, one.message].filter(Boolean).join(' · ')}
              side={
                <>
                  <Unsent is={one.unsent} />
                  <Tag>{w.today.answerBy(f.day(one.answer_by))}</Tag>
                </>
              }
            >
              <div className="actions">
                {isToMe && <HandoverAnswer handover={one.id} />}
                {one.offered_by === me?.account && (
                  <Button onPress={() => void act('handover.withdraw', { handover: one.id })}>{w.person.withdraw}</Button>
                )}
              </div>
            </Row>
          );
        })}
      </Rows>
      <OfferForm person={person} programme={programme} isOpen={isOffering} onClose={() => setOffering(false)} />
    </Section>
  );
}

function OfferForm(props: FormProps & Props): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: me } = useObserved('me', {});
  const staff = useStaffOptions(props.person);
  const roles = props.programme?.team_roles ?? [];
  const [texts, set] = useTexts({ to: '', role: roles[0]?.key ?? '', message: '', keeps: '', restricted: '' }, props.isOpen);
  const doing = useSaving('handover.offer');
  const isOn = (text: string) => text === 'yes';
  const turn = (field: 'keeps' | 'restricted') => (on: boolean) => set(field)(on ? 'yes' : '');
  return (
    <FormDialog {...props} title={w.person.handover} action={w.person.offer} doing={doing} fields={['to_staff', 'role', 'message']}
      save={() =>
        doing.save({
          participant: props.person.id,
          to_staff: texts.to,
          role: texts.role,
          message: given(texts.message),
          keeps: isOn(texts.keeps),
          restricted: isOn(texts.restricted),
        })
      }>
      <Select label={w.person.handoverTo} value={texts.to} onChange={set('to')} empty="–" isRequired error={doing.fieldError('to_staff')}
        options={staff.filter((one) => one.value !== me?.account)} />
      <Select label={w.person.role} value={texts.role} onChange={set('role')} error={doing.fieldError('role')}
        options={roles.map((one) => ({ value: one.key, label: nameOf(one, f.language) }))} />
      <Field label={w.person.message} lines={3} value={texts.message} onChange={set('message')} error={doing.fieldError('message')} />
      <Check label={w.person.keeps} isOn={isOn(texts.keeps)} onChange={turn('keeps')} />
      <Check label={w.person.restrictedToo} isOn={isOn(texts.restricted)} onChange={turn('restricted')} />
    </FormDialog>
  );
}
