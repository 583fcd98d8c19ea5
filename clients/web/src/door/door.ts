/**
 * The one way from the app to casework: a name and JSON in, JSON out. Behind it is the store on this
 * device; the screens do not know.
 */
import type { Brygga, QueryName } from 'brygga';
import type { Calls } from 'brygga';
import type { Early } from './early';

export type { BryggaError } from 'brygga';
export type * from 'brygga';

export type CallName = keyof Calls;
export type Input<K extends CallName> = Calls[K]['input'];
export type Answer<K extends CallName> = Calls[K]['answer'];

export interface Door {
  /** A command is saved when the promise is fulfilled; with the id of a call before, it is saved once. */
  call<K extends CallName>(name: K, input: Input<K>, commandId?: string): Promise<Answer<K>>;
  /** The answer now, and again each time that it has changed. */
  observe<K extends QueryName>(name: K, input: Input<K>): AsyncIterable<Answer<K>>;
}

/** The door to the store; what was asked of it early is answered by that. */
export function localDoor(store: Brygga, early: Early): Door {
  // The library takes no input at all where a call needs none, which its types cannot say of all names.
  const call = store.call.bind(store) as (name: string, input: object, options?: object) => Promise<never>;
  const observe = store.observe.bind(store) as (name: string, input: object) => AsyncIterable<never>;
  return {
    call: (name, input, commandId) => call(name, input, commandId ? { commandId } : {}),
    observe: (name, input) => ({
      [Symbol.asyncIterator]: () => (early.take(name, input) ?? observe(name, input)[Symbol.asyncIterator]()) as AsyncIterator<never>,
    }),
  };
}
