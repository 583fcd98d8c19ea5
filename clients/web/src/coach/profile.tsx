/**
 * What a participant can and wants, and, for named staff alone, what stands in the way of work and
 * what helps. Who does not see the latter on this device sees no trace of it.
 */
import { useState } from 'react';
import { useObserved } from '../door/useDoor';
import { Icon } from '../parts/icons';
import { Button, Empty, Facts, Section, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import type { Person } from './person';
import { HealthForm, ProfileForm } from './profileForms';

type Profile = Person['profile'][number];
type Health = Person['health'][number];

/** Whether this device's person is named for what is sensitive, as the team says. */
export function useSeesRestricted(person: Person): boolean {
  const { answer: me } = useObserved('me', {});
  return person.team.some((one) => one.staff === me?.account && !one.until && one.access === 'restricted');
}

/** Who sees what is sensitive, by name. */
export function namedStaff(person: Person): string[] {
  const names = person.team.filter((one) => !one.until && one.access === 'restricted').map((one) => one.staff_name ?? '');
  return [...new Set(names.filter(Boolean))];
}

export function ProfileTab({ person }: { person: Person }): React.JSX.Element {
  const { w } = useWords();
  const sees = useSeesRestricted(person);
  const [isWriting, setWriting] = useState(false);
  return (
    <>
      <Section
        title={w.profile.title}
        actions={
          <Button icon="pen" aria-label={w.profile.write} onPress={() => setWriting(true)}>
            {person.profile.length > 0 ? w.change : w.profile.begin}
          </Button>
        }
      >
        <p className="soft small">{w.profile.seenBy}</p>
        {person.profile.length === 0 && <Empty>{w.profile.none}</Empty>}
        {person.profile.map((one) => (
          <ProfileShown key={one.id} profile={one} />
        ))}
      </Section>
      {(sees || person.health.length > 0) && <HealthSection person={person} />}
      {isWriting && <ProfileForm person={person} onClose={() => setWriting(false)} />}
    </>
  );
}

function Bullets({ title, of }: { title: string; of: readonly string[] }): React.JSX.Element | null {
  if (of.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="bullets">
        {of.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}

export function ProfileShown({ profile }: { profile: Profile }): React.JSX.Element {
  const { w } = useWords();
  return (
    <div className="stack">
      <div className="lists">
        <Bullets title={w.profile.skills} of={profile.skills} />
        <Bullets title={w.profile.credentials} of={profile.credentials} />
        <Bullets title={w.profile.wishes} of={profile.wishes} />
        <Bullets title={w.profile.avoid} of={profile.avoid} />
      </div>
      <Facts
        of={[
          [w.profile.swedish, profile.swedish_level && w.profile.levels[profile.swedish_level]],
          [w.profile.otherLanguages, profile.other_languages],
        ]}
      />
      {profile.narrative && (
        <div>
          <h3>{w.profile.narrative}</h3>
          <p className="prose">{profile.narrative}</p>
        </div>
      )}
      <Unsent is={profile.unsent} />
    </div>
  );
}

function HealthSection({ person }: { person: Person }): React.JSX.Element {
  const { w, f } = useWords();
  const [isWriting, setWriting] = useState(false);
  return (
    <Section
      title={w.health.title}
      actions={
        <Button icon="pen" aria-label={w.health.write} onPress={() => setWriting(true)}>
          {person.health.length > 0 ? w.change : w.profile.begin}
        </Button>
      }
    >
      <p className="soft small with-icon">
        <Icon name="shield" />
        <span>{w.health.seenBy(f.list(namedStaff(person)))}</span>
      </p>
      {person.health.length === 0 && <Empty>{w.health.none}</Empty>}
      {person.health.map((one) => (
        <HealthShown key={one.id} health={one} />
      ))}
      {isWriting && <HealthForm person={person} onClose={() => setWriting(false)} />}
    </Section>
  );
}

export function HealthShown({ health }: { health: Health }): React.JSX.Element {
  const { w } = useWords();
  const texts = [
    [w.health.obstacles, health.obstacles],
    [w.health.adaptations, health.adaptations],
    [w.health.reasons, health.reasons],
    [w.health.notes, health.notes],
  ] as const;
  return (
    <div className="stack">
      {texts
        .filter(([, text]) => text)
        .map(([title, text]) => (
          <div key={title}>
            <h3>{title}</h3>
            <p className="prose">{text}</p>
          </div>
        ))}
      <Unsent is={health.unsent} />
    </div>
  );
}
