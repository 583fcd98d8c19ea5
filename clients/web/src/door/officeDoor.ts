/**
 * The door of who works at the office: each call is asked of the office itself, and nothing is kept
 * in the browser. When the session is over, calls wait until somebody has signed in again, so that
 * what was typed and sent is not lost.
 */
import { BryggaError } from 'brygga';
import type { Answer, CallName, Door, Input } from './door';

export type Me = Answer<'me'>;

/** What only the office can do; docs/PROTOCOL.md, "The web app". */
export interface OfficeCalls {
  'office.devices': { with: Record<string, never>; answer: { devices: Device[] } };
  'office.device.revoke': { with: { device: string }; answer: { device: string; state: Device['state'] } };
  'office.device.confirm': { with: { device: string }; answer: { device: string; state: Device['state'] } };
  'office.device.wipe': { with: { device: string }; answer: { device: string; wipe: Wipe } };
  'office.invite': { with: { staff: string; device_name?: string; hours?: number }; answer: OfficeInvitation };
  'office.openings': { with: { month?: string; staff?: string }; answer: OpeningsReview };
}

/** That a device is to be wiped, and its receipt. */
export interface Wipe {
  asked_at: string | null;
  asked_by_name: string | null;
  done_at: string | null;
  scopes: number;
  rows: number;
  unsent_lost: number;
}

export interface Device {
  number: string;
  name: string;
  staff: string;
  staff_name: string;
  state: 'active' | 'revoked' | 'unconfirmed_copy';
  /** The number under which somebody works at the office, and no tablet. */
  office: boolean;
  enrolled_at: string | null;
  last_seen: string | null;
  changes_taken: number;
  scopes: number;
  /** As it said last: how many of these it has whole (null: it has not said), and what it keeps unsent. */
  held_scopes: number | null;
  unsent: number;
  unsent_since: string | null;
  wipe: Wipe | null;
}

export interface OfficeInvitation {
  tenant: string;
  staff: string;
  staff_name: string;
  code: string;
  expires_at: string;
}

export interface OpeningsReview {
  openings: {
    at: string;
    /** Who opened it. */
    staff: string;
    staff_name: string;
    participant: string;
    /** Null of somebody whom this person may not see, or whose identity is protected. */
    participant_name: string | null;
    reason: string;
    what: string;
    outside_team: boolean;
  }[];
  /** `number` and `name` are the device's, as in `Device`. */
  broken_chains: { number: string; name: string | null; staff: string; staff_name: string; place: number; fault: string }[];
  outside_team: number;
}

type WebPath = 'sign-in' | 'password' | 'who' | 'call' | 'sign-out';

const unreachable = () =>
  new BryggaError({
    code: 'offline',
    kind: 'offline',
    sentence: 'The office cannot be reached. What you have typed is still here; try again.',
    sentence_sv: 'Kontoret går inte att nå. Det du har skrivit finns kvar; försök igen.',
    can_retry: true,
  });

type Refusal = ConstructorParameters<typeof BryggaError>[0];

/** One request to the office; rejected with a BryggaError, whatever went wrong. */
export async function askOffice<T>(path: WebPath, body: object): Promise<T> {
  let answer: { error?: Refusal };
  try {
    const response = await fetch(`/v1/web/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    answer = (await response.json()) as typeof answer;
  } catch {
    throw unreachable();
  }
  if (answer.error) throw new BryggaError(answer.error);
  return answer as T;
}

const again_ms = 60_000;
/** Nobody is asking who has gone: a page left open must not keep its session for the whole day. */
const rest_ms = 10 * 60_000;

export class OfficeDoor implements Door {
  private readonly listeners = new Set<() => void>();
  /** The questions on their way, none of them from before the last command. */
  private readonly asked = new Map<string, Promise<unknown>>();
  private waiting: { go(): void; giveUp(error: BryggaError): void }[] = [];
  private touched = Date.now();
  /** How many commands of this tab the office has taken: what was answered before one may be different now. */
  commands = 0;
  /** How many works are under way whose commands are told of at their end. */
  private works = 0;
  private hasUntold = false;

  /** `onSessionOver`: somebody has to sign in before any call goes on; told once each time. */
  constructor(private readonly onSessionOver: () => void) {}

  call<K extends CallName>(name: K, input: Input<K>, commandId?: string): Promise<Answer<K>> {
    return this.ask<Answer<K>>(name, input, commandId);
  }

  /** What only the office can do. */
  office<K extends keyof OfficeCalls>(name: K, input: OfficeCalls[K]['with']): Promise<OfficeCalls[K]['answer']> {
    return this.ask(name, input);
  }

  /** Several commands that screens see as one: what they show is asked for anew when all of it is done. */
  async asOne(work: () => Promise<void>): Promise<void> {
    this.works++;
    try {
      await work();
    } finally {
      this.works--;
      if (this.works === 0 && this.hasUntold) this.tell();
    }
  }

  private tell(): void {
    this.hasUntold = this.works > 0;
    if (this.hasUntold) return;
    for (const listener of this.listeners) listener();
  }

  /** Those that wait go on, with the session of now. */
  signedIn(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const one of waiting) one.go();
  }

  /** Whoever asked has gone: what waits is given up. */
  forget(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const one of waiting) one.giveUp(unreachable());
  }

  /** Somebody is here, and wants to see what is so now. */
  touch(): void {
    this.touched = Date.now();
  }

  restedMs(): number {
    return Date.now() - this.touched;
  }

  observe<K extends CallName>(name: K, input: Input<K>): AsyncIterable<Answer<K>> {
    return { [Symbol.asyncIterator]: () => this.watch(name, input) };
  }

  /** Asks now, after each command of this tab, when the tab comes into sight, and once a minute. */
  private watch<K extends CallName>(name: K, input: Input<K>): AsyncIterator<Answer<K>> {
    type Told = IteratorResult<Answer<K>>;
    let wanted: { resolve(told: Told): void; reject(error: unknown): void } | null = null;
    let latest: { value: Answer<K> } | { error: unknown } | null = null;
    let known = '';
    let isAsking = false;
    let asksAgain = false;
    let isOver = false;
    const tell = () => {
      if (!wanted || !latest) return;
      if ('error' in latest) wanted.reject(latest.error);
      else wanted.resolve({ done: false, value: latest.value });
      wanted = latest = null;
    };
    const ask = async () => {
      asksAgain = isAsking;
      if (isAsking || isOver) return;
      isAsking = true;
      try {
        const value = await this.ask<Answer<K>>(name, input);
        const text = JSON.stringify(value);
        if (text !== known) latest = { value };
        known = text;
      } catch (error) {
        // A screen that shows something keeps it while the office cannot be reached.
        const isAway = error instanceof BryggaError && error.kind === 'offline';
        if (known === '' || !isAway) latest = { error };
      }
      isAsking = false;
      if (!isOver) tell();
      if (asksAgain) void ask();
    };
    const whenSeen = () => document.visibilityState === 'visible' && void ask();
    const timer = setInterval(() => this.restedMs() < rest_ms && whenSeen(), again_ms);
    const again = () => void ask();
    this.listeners.add(again);
    document.addEventListener('visibilitychange', whenSeen);
    void ask();
    return {
      next: () =>
        new Promise<Told>((resolve, reject) => {
          wanted = { resolve, reject };
          tell();
        }),
      return: () => {
        isOver = true;
        clearInterval(timer);
        this.listeners.delete(again);
        document.removeEventListener('visibilitychange', whenSeen);
        wanted?.resolve({ done: true, value: undefined });
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** Two parts of a screen that ask the same at once are one question. */
  private ask<T>(name: string, input: object, commandId?: string): Promise<T> {
    if (commandId) return this.send<T>(name, input, commandId);
    const question = `${name} ${JSON.stringify(input)}`;
    const asked = this.asked.get(question) ?? this.send<T>(name, input);
    this.asked.set(question, asked);
    const forget = () => this.asked.get(question) === asked && this.asked.delete(question);
    asked.then(forget, forget);
    return asked as Promise<T>;
  }

  private async send<T>(name: string, input: object, commandId?: string): Promise<T> {
    const body = { call: name, with: commandId ? { ...input, command_id: commandId } : input };
    for (;;) {
      try {
        const answer = await askOffice<T>('call', body);
        // Only commands have ids; after one of them everything may look different.
        if (commandId) {
          this.commands++;
          this.asked.clear();
          this.tell();
        }
        return answer;
      } catch (error) {
        if (!(error instanceof BryggaError) || error.code !== 'not_signed_in') throw error;
        await new Promise<void>((go, giveUp) => {
          this.waiting.push({ go, giveUp });
          if (this.waiting.length === 1) this.onSessionOver();
        });
      }
    }
  }
}
