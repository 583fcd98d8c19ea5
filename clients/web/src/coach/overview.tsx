/** The first of a person's pages: who, where in the programme, what is next. */
import { Button, Section } from '../parts/parts';
import { useWords } from '../words/words';
import { Contacts, Details } from './details';
import { Enrolments } from './enrolments';
import { Meetings } from './meetings';
import type { Person, Programme } from './person';
import { RecordSection } from './record';
import { Tasks } from './tasks';
import { useViews, type Reason } from './view';

export function Overview(props: { person: Person; reason: Reason; programmes: readonly Programme[] }): React.JSX.Element {
  const { person, reason, programmes } = props;
  const { w, f } = useWords();
  const { go } = useViews();
  return (
    <>
      {person.conflicts.length > 0 && (
        <Section
          title={w.person.conflicts}
          tone="needs"
          actions={<Button onPress={() => go({ at: 'sync' })}>{w.today.open}</Button>}
        >
          <p>{f.list(person.conflicts.map((one) => w.inbox.fields[one.name] ?? one.name))}</p>
        </Section>
      )}
      <div className="columns">
        <div className="stack">
          <Enrolments person={person} reason={reason} programmes={programmes} />
          <Contacts person={person} />
          <Details person={person} />
        </div>
        <div className="stack">
          <Tasks person={person} />
          <Meetings person={person} />
        </div>
      </div>
      <RecordSection person={person} />
    </>
  );
}
