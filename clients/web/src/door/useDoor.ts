/** The door as React components use it. */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { BryggaError, type QueryName } from 'brygga';
import type { Answer, CallName, Door, Input } from './door';

const DoorContext = createContext<Door | null>(null);
export const DoorProvider = DoorContext.Provider;

export function useDoor(): Door {
  const door = useContext(DoorContext);
  if (!door) throw new Error('There is no door here.');
  return door;
}

/** An error as screens show it, whatever it was. */
export function asError(error: unknown): BryggaError {
  if (error instanceof BryggaError) return error;
  return new BryggaError({
    code: 'internal',
    kind: 'internal',
    sentence: `Something went wrong in the app (${String(error)}). Reload the page; what was saved is kept.`,
    sentence_sv: `Något gick fel i appen (${String(error)}). Ladda om sidan; det som sparats finns kvar.`,
    can_retry: true,
  });
}

export interface Observed<K extends CallName> {
  /** Null until the first answer; that of the input before stays until the next one comes. */
  answer: Answer<K> | null;
  error: BryggaError | null;
}

/** The query's answer, always as it is now. */
export function useObserved<K extends QueryName>(name: K, input: Input<K>): Observed<K> {
  const door = useDoor();
  const [observed, setObserved] = useState<Observed<K>>({ answer: null, error: null });
  const asked = JSON.stringify(input);
  useEffect(() => {
    const watch = door.observe(name, JSON.parse(asked) as Input<K>)[Symbol.asyncIterator]();
    let isOver = false;
    void (async () => {
      try {
        for (;;) {
          const next = await watch.next();
          if (isOver || next.done) return;
          setObserved({ answer: next.value, error: null });
        }
      } catch (error) {
        if (!isOver) setObserved({ answer: null, error: asError(error) });
      }
    })();
    return () => {
      isOver = true;
      void watch.return?.();
    };
  }, [door, name, asked]);
  return observed;
}

export interface Act {
  /** Null when it was refused; then `error` says why. */
  act<K extends CallName>(name: K, input: Input<K>): Promise<Answer<K> | null>;
  isBusy: boolean;
  error: BryggaError | null;
  clear(): void;
}

/**
 * Commands of one form. What a person did has one id until it is saved, so that a second tap, or a
 * retry after a worker broke, saves nothing twice.
 */
export function useAct(): Act {
  const door = useDoor();
  const [error, setError] = useState<BryggaError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const pending = useRef<{ what: string; id: string } | null>(null);
  const act = useCallback(
    async <K extends CallName>(name: K, input: Input<K>) => {
      const what = `${name} ${JSON.stringify(input)}`;
      if (pending.current?.what !== what) pending.current = { what, id: crypto.randomUUID() };
      setBusy(true);
      try {
        const answer = await door.call(name, input, pending.current.id);
        pending.current = null;
        setError(null);
        return answer;
      } catch (failure) {
        setError(asError(failure));
        return null;
      } finally {
        setBusy(false);
      }
    },
    [door],
  );
  return { act, isBusy, error, clear: useCallback(() => setError(null), []) };
}
