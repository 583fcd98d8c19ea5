/** Writing a note. It is kept on the device with every key, and offered again until it is saved. */
import { useEffect, useRef, useState } from 'react';
import type { BryggaError } from 'brygga';
import { asError, useDoor, useObserved } from '../door/useDoor';
import { Button, Confirm, Field, Form, Page, Problem, useFieldError } from '../parts/parts';
import { useWords } from '../words/words';
import { draftKey, dropDraft, keepDraft, readDraft, type Draft } from './drafts';
import type { Person } from './person';
import { useSession } from './session';
import { useViews, type Reason } from './view';

interface Props {
  participant: string;
  reason: Reason;
  /** The draft in the case that is gone on with; null: a new note. */
  note: string | null;
}

interface Begun {
  draft: Draft;
  wasFound: boolean;
  /** False: what is kept could not be read, and must not be written over unseen. */
  canKeep: boolean;
}

export function NotePage(props: Props): React.JSX.Element {
  const { w } = useWords();
  const { back } = useViews();
  const { id: store } = useSession();
  const { answer: person, error } = useObserved('participant.show', { participant: props.participant, reason: props.reason });
  const [begun, setBegun] = useState<Begun | null>(null);
  const key = draftKey(store, props.participant, props.note);
  const isShown = person !== null;

  useEffect(() => {
    if (!isShown || begun) return;
    const seen = person.notes.find((one) => one.id === props.note);
    const fresh: Draft = {
      key,
      store,
      participant: props.participant,
      note: props.note,
      version: seen?.version ?? null,
      body: seen?.body ?? '',
      commandId: crypto.randomUUID(),
      changedAt: Date.now(),
    };
    readDraft(key).then(
      (found) => setBegun({ draft: found ?? fresh, wasFound: found !== undefined, canKeep: true }),
      () => setBegun({ draft: fresh, wasFound: false, canKeep: false }),
    );
  }, [isShown, begun, person, key, store, props.participant, props.note]);

  return (
    <Page title={w.note.title} lead={person?.name} onBack={back}>
      <Problem error={error} />
      {person && begun && <Editor person={person} reason={props.reason} {...begun} />}
    </Page>
  );
}

function Editor(props: Begun & { person: Person; reason: Reason }): React.JSX.Element {
  const { w } = useWords();
  const door = useDoor();
  const { replace, back } = useViews();
  const [body, setBody] = useState(props.draft.body);
  const [isKept, setKept] = useState<'no' | 'kept' | 'failed'>(props.wasFound ? 'kept' : props.canKeep ? 'no' : 'failed');
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isDiscarding, setDiscarding] = useState(false);
  const fieldError = useFieldError(error);
  const draft = useRef(props.draft);
  /** The keeping of drafts, one after the other, so that an older text never comes last. */
  const keeping = useRef(Promise.resolve());

  const write = (text: string) => {
    setBody(text);
    draft.current = { ...draft.current, body: text, changedAt: Date.now() };
    const wanted = draft.current;
    if (!props.canKeep) return;
    keeping.current = keeping.current
      .then(() => keepDraft(wanted))
      .then(
        () => setKept('kept'),
        () => setKept('failed'),
      );
  };

  const forget = async () => {
    await keeping.current;
    if (props.canKeep) await dropDraft(draft.current.key).catch(() => {});
  };

  const save = async (signs: boolean) => {
    setBusy(true);
    setError(null);
    const { note, version, participant, commandId } = draft.current;
    const once = (id: string) =>
      note === null
        ? door.call('note.write', { participant, body, sign: signs }, id)
        : door.call('note.edit', { note, body, version: version ?? '' }, id);
    try {
      try {
        await once(commandId);
      } catch (failure) {
        // An earlier text of this draft was saved before its tab died; this is more of it.
        if (asError(failure).code !== 'command_id_reused') throw failure;
        await once(crypto.randomUUID());
      }
      await forget();
      replace({ at: 'person', participant, reason: props.reason, tab: 'notes' });
    } catch (failure) {
      setError(asError(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form onSubmit={() => void save(false)}>
      {props.wasFound && <p className="note" role="status">{w.note.found}</p>}
      <Field label={w.note.body} hint={w.note.hint} lines={14} value={body} onChange={write} error={fieldError('body')} autoFocus />
      <p className="soft small" role="status">
        {isKept === 'kept' && w.note.kept}
        {isKept === 'failed' && <strong>{w.note.notKept}</strong>}
      </p>
      <Problem error={error} shown={['body']} />
      <div className="actions">
        {props.draft.note === null && (
          <Button tone="main" icon="check" isDisabled={isBusy} onPress={() => void save(true)}>
            {w.note.saveSigned}
          </Button>
        )}
        <Button tone={props.draft.note === null ? 'plain' : 'main'} type="submit" isDisabled={isBusy}>
          {w.note.saveDraft}
        </Button>
        {(body !== props.draft.body || props.wasFound) && (
          <Button tone="danger" onPress={() => setDiscarding(true)}>
            {w.note.discard}
          </Button>
        )}
      </div>
      <Confirm
        title={w.note.discardTitle}
        lead={w.note.discardLead}
        action={w.note.discard}
        tone="danger"
        isOpen={isDiscarding}
        onClose={() => setDiscarding(false)}
        onConfirm={() => void forget().then(back)}
      />
    </Form>
  );
}
