/** Participants by their ids: of those that this account may see. */
import type { Answer } from '../door/door';
import { useDoor } from '../door/useDoor';
import { useAsked } from './ask';

type Line = Answer<'participants.find'>['matches'][number];

export function useLines(ids: readonly string[]): ReadonlyMap<string, Line> {
  const door = useDoor();
  const wanted = [...new Set(ids)].sort();
  const { answer } = useAsked(wanted.join(' '), async () => {
    const found = await Promise.all(wanted.map((id) => door.call('participants.find', { text: id }).catch(() => null)));
    return new Map(found.flatMap((one) => one?.matches.map((match) => [match.id, match] as const) ?? []));
  });
  return answer ?? new Map<string, Line>();
}
