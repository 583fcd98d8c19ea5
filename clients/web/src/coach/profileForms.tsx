/**
 * The forms of the profile and of health and support. A person has one of each: where another device
 * made it while this form was being filled in, it is shown above the fields, and added to.
 */
import type { Input } from '../door/door';
import { Field, Select } from '../parts/parts';
import { useWords } from '../words/words';
import { changes, FormDialog, linesOf, useSaving, useSeen, useTexts } from './forms';
import type { Person } from './person';
import { HealthShown, namedStaff, ProfileShown } from './profile';

interface Props {
  person: Person;
  onClose(): void;
}

const LISTS = ['skills', 'credentials', 'wishes', 'avoid'] as const;
const LEVELS = ['none', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native'] as const;

export function ProfileForm(props: Props): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.person.profile[0] ?? null);
  const made = seen ? null : (props.person.profile[0] ?? null);
  const first = {
    skills: seen?.skills.join('\n') ?? '',
    credentials: seen?.credentials.join('\n') ?? '',
    wishes: seen?.wishes.join('\n') ?? '',
    avoid: seen?.avoid.join('\n') ?? '',
    swedish_level: seen?.swedish_level ?? '',
    other_languages: seen?.other_languages ?? '',
    narrative: seen?.narrative ?? '',
  };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('profile.write');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  const save = () => {
    const changed = changes(first, texts);
    const lists = LISTS.filter((name) => name in changed).map((name) => [name, [...(made?.[name] ?? []), ...linesOf(texts[name])]]);
    return doing.change(
      { participant: props.person.id, version: (seen ?? made)?.version ?? null },
      { ...changed, ...Object.fromEntries(lists) } as Partial<Input<'profile.write'>>,
    );
  };
  return (
    <FormDialog title={w.profile.write} isOpen onClose={props.onClose} doing={doing} fields={Object.keys(first)} save={save}>
      <p className="soft">{w.profile.seenBy}</p>
      {made && (
        <div className="note warn" role="status">
          <p>{w.profile.meanwhile}</p>
          <ProfileShown profile={made} />
        </div>
      )}
      <div className="fields">
        <Field label={w.profile.skills} hint={w.profile.onePerLine} lines={3} {...field('skills')} />
        <Field label={w.profile.credentials} hint={w.profile.onePerLine} lines={3} {...field('credentials')} />
        <Field label={w.profile.wishes} hint={w.profile.onePerLine} lines={3} {...field('wishes')} />
        <Field label={w.profile.avoid} hint={w.profile.onePerLine} lines={3} {...field('avoid')} />
        <Select label={w.profile.swedish} {...field('swedish_level')} empty="–" options={LEVELS.map((value) => ({ value, label: w.profile.levels[value] }))} />
        <Field label={w.profile.otherLanguages} {...field('other_languages')} />
      </div>
      <Field label={w.profile.narrative} lines={5} {...field('narrative')} />
    </FormDialog>
  );
}

export function HealthForm(props: Props): React.JSX.Element {
  const { w, f } = useWords();
  const seen = useSeen(props.person.health[0] ?? null);
  const made = seen ? null : (props.person.health[0] ?? null);
  const first = {
    obstacles: seen?.obstacles ?? '',
    adaptations: seen?.adaptations ?? '',
    reasons: seen?.reasons ?? '',
    notes: seen?.notes ?? '',
  };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('health.write');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  return (
    <FormDialog title={w.health.title} isOpen onClose={props.onClose} doing={doing} fields={Object.keys(first)}
      save={() => doing.change({ participant: props.person.id, version: (seen ?? made)?.version ?? null }, changes(first, texts))}>
      <p className="soft">{w.health.seenBy(f.list(namedStaff(props.person)))}</p>
      {made && (
        <div className="note warn" role="status">
          <p>{w.profile.meanwhile}</p>
          <HealthShown health={made} />
        </div>
      )}
      <Field label={w.health.obstacles} lines={2} {...field('obstacles')} />
      <Field label={w.health.adaptations} lines={2} {...field('adaptations')} />
      <Field label={w.health.reasons} lines={2} {...field('reasons')} />
      <Field label={w.health.notes} lines={4} {...field('notes')} />
    </FormDialog>
  );
}
