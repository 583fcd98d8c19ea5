/**
 * An answer that is asked for once for each input: what many rows go into is not asked for each minute.
 * Reports are counted over everybody whom the account sees, so they are asked for two at a time, in the
 * order in which they stand on the screen, and are at hand for a while when somebody comes back.
 */
import { useContext, useEffect, useState } from 'react';
import type { BryggaError } from 'brygga';
import type { Answer, CallName, Input } from '../door/door';
import { asError, useDoor } from '../door/useDoor';
import { OfficeDoorContext } from './said';

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

// --- what is at hand ---------------------------------------------------------------------------------

const fresh_ms = 60_000;
const kept_max = 60;

interface Kept {
  answer: unknown;
  at: number;
  /** Of the door when it was asked. */
  commands: number;
}

/** For as long as somebody is signed in, in memory alone. */
const memories = new WeakMap<object, Map<string, Kept>>();

function memoryOf(door: object): Map<string, Kept> {
  const memory = memories.get(door) ?? new Map<string, Kept>();
  memories.set(door, memory);
  return memory;
}

/** What a form begins with must be as it is now; figures and programmes may be a minute old. */
const isKept = (name: string) => name.startsWith('report.') || name === 'programmes.list';

// --- turns -------------------------------------------------------------------------------------------

const reports_at_once = 2;

/** Of one door, so that what somebody leaves unanswered keeps nobody else waiting. */
class Turns {
  /** Those that wait, in order; one whose screen has gone is never asked. */
  private readonly waiting: { isWanted(): boolean; begin(): Promise<unknown> }[] = [];
  private underWay = 0;

  take<T>(isWanted: () => boolean, ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        isWanted,
        begin: () => {
          const asked = ask();
          asked.then(resolve, reject);
          return asked;
        },
      });
      this.next();
    });
  }

  private next(): void {
    while (this.underWay < reports_at_once) {
      const one = this.waiting.shift();
      if (!one) return;
      if (!one.isWanted()) continue;
      this.underWay++;
      const end = () => {
        this.underWay--;
        this.next();
      };
      one.begin().then(end, end);
    }
  }
}

const turns = new WeakMap<object, Turns>();

function turnsOf(door: object): Turns {
  const known = turns.get(door) ?? new Turns();
  turns.set(door, known);
  return known;
}

export function useAnswer<K extends CallName>(name: K, input: Input<K>): Asked<Answer<K>> {
  const door = useDoor();
  const office = useContext(OfficeDoorContext);
  const key = `${name} ${JSON.stringify(input)}`;
  const atHand = () => (isKept(name) ? memoryOf(door).get(key) : undefined);
  const [asked, setAsked] = useState<Asked<Answer<K>>>(() => ({ answer: (atHand()?.answer as Answer<K> | undefined) ?? null, error: null }));
  useEffect(() => {
    let isOver = false;
    const commands = office?.commands ?? 0;
    const kept = atHand();
    if (kept) setAsked({ answer: kept.answer as Answer<K>, error: null });
    if (kept && kept.commands === commands && Date.now() - kept.at < fresh_ms) return;
    const ask = () => door.call(name, input);
    const asking = name.startsWith('report.') ? turnsOf(door).take(() => !isOver, ask) : ask();
    asking.then(
      (answer) => {
        if (isKept(name)) keep(memoryOf(door), key, { answer, at: Date.now(), commands });
        if (!isOver) setAsked({ answer, error: null });
      },
      (error: unknown) => !isOver && setAsked({ answer: null, error: asError(error) }),
    );
    return () => {
      isOver = true;
    };
    // What is asked for follows from the key.
  }, [door, key]);
  return asked;
}

function keep(memory: Map<string, Kept>, key: string, kept: Kept): void {
  memory.delete(key);
  memory.set(key, kept);
  const [oldest] = memory.keys();
  if (memory.size > kept_max && oldest !== undefined) memory.delete(oldest);
}

type Report = Answer<'report.show'>['report'];

/** The figures of one report, of the type that the report has. */
export function useReportOf<F>(report: Report, input: Omit<Input<'report.show'>, 'report'>): Asked<Omit<Answer<'report.show'>, 'figures'> & { figures: F }> {
  return useAnswer('report.show', { ...input, report }) as never;
}
