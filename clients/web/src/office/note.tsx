/** Writing a note at the office, where nothing is kept in the browser: it is saved or it is not. */
import { useState } from 'react';
import type { Person } from '../coach/person';
import type { Reason } from '../coach/view';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Field, Form, Page, Problem, useFieldError } from '../parts/parts';
import { useOffice } from './said';
import { useOfficeViews } from './view';

interface Props {
  participant: string;
  reason: Reason;
  /** The draft that is gone on with; null: a new note. */
  note: string | null;
}

export function OfficeNote({ participant, reason, note }: Props): React.JSX.Element {
  const { w } = useOffice();
  const { back } = useOfficeViews();
  const { answer: person, error } = useObserved('participant.show', { participant, reason });
  return (
    <Page title={w.note.title} lead={person?.name} onBack={back}>
      <Problem error={error} />
      {person && <Editor person={person} note={note} onSaved={back} />}
    </Page>
  );
}

function Editor({ person, note, onSaved }: { person: Person; note: string | null; onSaved(): void }): React.JSX.Element {
  const { w } = useOffice();
  // What the person saw when they began is what is changed.
  const [seen] = useState(() => person.notes.find((one) => one.id === note) ?? null);
  const [body, setBody] = useState(seen?.body ?? '');
  const { act, error, isBusy } = useAct();
  const fieldError = useFieldError(error);
  const save = async () => {
    const saved = seen
      ? await act('note.edit', { note: seen.id, version: seen.version, body })
      : await act('note.write', { participant: person.id, body, sign: false });
    if (saved) onSaved();
  };
  return (
    <Form onSubmit={() => void save()}>
      <Field label={w.note.body} lines={12} value={body} onChange={setBody} error={fieldError('body')} isRequired autoFocus />
      <Problem error={error} shown={['body']} />
      <div className="actions">
        <Button tone="main" type="submit" isDisabled={isBusy}>
          {w.note.saveDraft}
        </Button>
      </div>
    </Form>
  );
}
