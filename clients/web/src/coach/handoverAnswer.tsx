/** Yes or no to an offered case, on the person's page and in the list of today. */
import { useState } from 'react';
import { useAct } from '../door/useDoor';
import { Button, Field, Problem } from '../parts/parts';
import { useWords } from '../words/words';
import { FormDialog, useSaving } from './forms';

/** `of`: whose case it is, where several stand in one list. */
export function HandoverAnswer(props: { handover: string; of?: string }): React.JSX.Element {
  const { w } = useWords();
  const { act, error, isBusy } = useAct();
  const [isDeclining, setDeclining] = useState(false);
  const named = (words: string) => (props.of ? { 'aria-label': `${words}: ${props.of}` } : {});
  return (
    <>
      <Problem error={error} />
      <Button tone={props.of ? 'plain' : 'main'} isDisabled={isBusy} {...named(w.person.accept)} onPress={() => void act('handover.accept', { handover: props.handover })}>
        {w.person.accept}
      </Button>
      <Button {...named(w.person.decline)} onPress={() => setDeclining(true)}>{w.person.decline}</Button>
      {isDeclining && <DeclineForm handover={props.handover} onClose={() => setDeclining(false)} />}
    </>
  );
}

function DeclineForm(props: { handover: string; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const [answer, setAnswer] = useState('');
  const doing = useSaving('handover.decline');
  return (
    <FormDialog title={w.person.decline} action={w.person.decline} isOpen onClose={props.onClose} doing={doing} fields={['answer']}
      save={() => doing.save({ handover: props.handover, answer })}>
      <Field label={w.person.why} lines={3} value={answer} onChange={setAnswer} error={doing.fieldError('answer')} isRequired autoFocus />
    </FormDialog>
  );
}
