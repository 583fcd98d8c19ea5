/** An answer that is asked for once for each input: what many rows go into is not asked for each minute. */
import { useEffect, useState } from 'react';
import type { BryggaError } from 'brygga';
import type { Answer, CallName, Input } from '../door/door';
import { asError, useDoor } from '../door/useDoor';

export interface Asked<T> {
  /** Null until it comes; that of the input before stays until then. */
  answer: T | null;
  error: BryggaError | null;
}

export function useAsked<T>(key: string, ask: () => Promise<T>): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ answer: null, error: null });
  useEffect(() => {
    let isOver = false;
    ask().then(
      (answer) => !isOver && setAsked({ answer, error: null }),
      (error: unknown) => !isOver && setAsked({ answer: null, error: asError(error) }),
    );
    return () => {
      isOver = true;
    };
    // What is asked for follows from the key.
  }, [key]);
  return asked;
}

export function useAnswer<K extends CallName>(name: K, input: Input<K>): Asked<Answer<K>> {
  const door = useDoor();
  return useAsked(`${name} ${JSON.stringify(input)}`, () => door.call(name, input));
}

type Report = Answer<'report.show'>['report'];

/** The figures of one report, of the type that the report has. */
export function useReportOf<F>(report: Report, input: Omit<Input<'report.show'>, 'report'>): Asked<Omit<Answer<'report.show'>, 'figures'> & { figures: F }> {
  return useAnswer('report.show', { ...input, report }) as never;
}
