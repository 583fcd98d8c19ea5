/** Names and units for what a list gives by ids alone. */
import type { Answer, Door } from '../door/door';
import { useDoor } from '../door/useDoor';
import { useAsked, type Asked } from './ask';
import type { FiguresOfOutcomes } from './figures';

type Match = Answer<'participants.find'>['matches'][number];

/** Who these are: of those that this account may see. */
export function usePersons(ids: readonly string[]): ReadonlyMap<string, Match> {
  const door = useDoor();
  const wanted = [...new Set(ids)].sort();
  const { answer } = useAsked(wanted.join(' '), async () => {
    const found = await Promise.all(wanted.map((id) => door.call('participants.find', { text: id }).catch(() => null)));
    return new Map(found.flatMap((one) => one?.matches.map((match) => [match.id, match] as const) ?? []));
  });
  return answer ?? new Map<string, Match>();
}

const page_max = 1000;

/** Who has been enrolled in the programme at the unit of this key. */
async function enrolledAt(door: Door, programme: string, key: string): Promise<Set<string>> {
  const enrolled = new Set<string>();
  for (let offset = 0; ; offset += page_max) {
    const page = await door.call('report.explain', { report: 'outcomes', programme, by: ['unit'], figure: 'enrolled', group: key, limit: page_max, offset });
    for (const one of page.judged) if (one.participant && one.part === 'counted') enrolled.add(one.participant);
    if (offset + page_max >= page.total) return enrolled;
  }
}

export interface PeopleOfUnit {
  /** At this unit, and at no other one in this programme. */
  here: ReadonlySet<string>;
  /** At this unit and at another one. */
  unclear: ReadonlySet<string>;
}

/** Who is of a unit, of those that this account may see; null until it is known of all of them. */
export function usePeopleOf(programme: string, key: string): Asked<PeopleOfUnit> {
  const door = useDoor();
  return useAsked(`${programme} ${key}`, async () => {
    const { figures } = await door.call('report.show', { report: 'outcomes', programme, by: ['unit'] });
    const { groups } = figures as FiguresOfOutcomes;
    const keys = groups.filter((one) => one.figures.enrolled > 0).map((one) => one.key);
    const all = keys.includes(key) ? await enrolledAt(door, programme, key) : new Set<string>();
    const unclear = new Set<string>();
    for (const other of keys.filter((one) => one !== key)) {
      for (const person of await enrolledAt(door, programme, other)) if (all.has(person)) unclear.add(person);
    }
    return { here: new Set([...all].filter((one) => !unclear.has(one))), unclear };
  });
}
