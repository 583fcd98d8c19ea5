/** The office's words, and the coach's words where they speak of a device that is not there. */
import { createContext, useContext, useMemo } from 'react';
import { OfficeDoor } from '../door/officeDoor';
import { officeEn } from '../words/officeEn';
import { officeSv, type OfficeWords } from '../words/officeSv';
import type { Formats } from '../words/formats';
import { useWords, WordsContext, type Words } from '../words/words';

const dictionaries = { sv: officeSv, en: officeEn };

export function useOffice(): { o: OfficeWords; w: Words; f: Formats } {
  const { w, f } = useWords();
  return { o: dictionaries[f.language], w, f };
}

/** Screens that coaches have too say here "at the office" where they would say "on this device". */
export function OfficeWordsProvider({ children }: { children: React.ReactNode }): React.JSX.Element {
  const { o, w, f } = useOffice();
  const said = useMemo(
    () => ({
      f,
      w: {
        ...w,
        waitingForStore: o.waiting,
        people: { ...w.people, ...o.instead.people },
        person: { ...w.person, ...o.instead.person },
        inbox: { ...w.inbox, ...o.instead.inbox },
      },
    }),
    [o, w, f],
  );
  return <WordsContext.Provider value={said}>{children}</WordsContext.Provider>;
}

export const OfficeDoorContext = createContext<OfficeDoor | null>(null);
export const OfficeDoorProvider = OfficeDoorContext.Provider;

export function useOfficeDoor(): OfficeDoor {
  const door = useContext(OfficeDoorContext);
  if (!door) throw new Error('There is no office here.');
  return door;
}
