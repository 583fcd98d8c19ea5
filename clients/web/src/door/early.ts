/** Queries that are watched before the screens that show them are there. */
import type { Brygga, QueryName } from 'brygga';

type Watch = AsyncIterator<unknown, undefined>;

/** What no screen has taken by then is not watched any longer. */
const UNTAKEN_MS_MAX = 10_000;

export class Early {
  private readonly watches = new Map<string, Watch>();

  /** Watches these queries, which need no input. */
  ask(store: Brygga, queries: readonly QueryName[]): void {
    const observe = store.observe.bind(store) as (name: string, input: object) => AsyncIterable<unknown>;
    for (const query of queries) {
      this.watches.set(keyOf(query, {}), observe(query, {})[Symbol.asyncIterator]() as Watch);
    }
    setTimeout(() => {
      for (const watch of this.watches.values()) void watch.return?.();
      this.watches.clear();
    }, UNTAKEN_MS_MAX);
  }

  /** The watch of this query if there is one; for the first who asks. */
  take(name: string, input: object): Watch | null {
    const key = keyOf(name, input);
    const watch = this.watches.get(key) ?? null;
    this.watches.delete(key);
    return watch;
  }
}

const keyOf = (name: string, input: object) => `${name} ${JSON.stringify(input)}`;
