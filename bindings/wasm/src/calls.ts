import type { JsonObject } from './json.js';

/**
 * The commands and queries by name, each with what it takes and gives; docs/CASEWORK.md describes
 * them.
 */
export interface Calls {
  [name: string]: { input: JsonObject; result: JsonObject };
}

export type CallName = keyof Calls & string;
