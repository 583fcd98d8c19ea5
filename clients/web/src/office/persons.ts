/** Names for what a list gives by ids alone. */
import type { Answer } from '../door/door';
import { useDoor } from '../door/useDoor';
import { useAsked } from './ask';

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
