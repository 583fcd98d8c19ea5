/**
 * Brygga in a page: a store that is durable in this browser, works without a network, and is shared
 * by the site's tabs. All work happens in a worker; what is here hands it on.
 */
import type { Calls, QueryName } from './calls.js';
import { BryggaError, type ErrorKind, type ErrorText } from './errors.js';
import type { JsonObject } from './json.js';
import { Latest } from './latest.js';
import {
  internalError,
  type Change,
  type FromWorker,
  type News,
  type Outcome,
  type Request,
  type ToWorker,
} from './messages.js';

export type * from './calls.js';
export { BryggaError, type ErrorKind, type Problem } from './errors.js';
export type { Change } from './messages.js';
export type { JsonObject, JsonValue } from './json.js';

export interface OpenOptions {
  /** Which store of this site: letters, digits, dots, dashes; one for each person. */
  name: string;
  /** Where worker.js lies, when it was moved from beside this file. */
  worker?: string | URL;
}

export interface CallOptions {
  /**
   * The id of what the person did, a UUID: a command that is called again with it is saved once and
   * gives the first answer. Made anew for each call when it is missing.
   */
  commandId?: string;
}

export interface Enrolment {
  /** The office's address: "https://office.example.se". */
  url: string;
  tenant: string;
  /** The one-time code that the office gave the person. */
  code: string;
  deviceName: string;
}

/** To whom the store belongs now. */
export interface Enrolled {
  url: string;
  tenant: string;
  tenant_title: string;
  account_name: string;
}

/** What came of an exchange with the office. */
export interface SyncReport {
  /** `stopped`: the office turned this device away, and a person must act. */
  phase: 'idle' | 'sending' | 'listening' | 'backing_off' | 'offline' | 'stopped';
  /** Failures in a row. */
  failures: number;
  receipts: number;
  rows: number;
  edits_sent: number;
  bytes_sent: number;
  bytes_received: number;
  error?: SyncError;
}

/** Why an exchange failed. */
export interface SyncError {
  code: string;
  kind: ErrorKind;
  sentence: string;
  sentence_sv?: string;
  can_retry: boolean;
}

/** What is left out stays as it was said before. */
export interface Hint {
  online?: boolean;
  /** Each byte costs, or the network is slow: the store asks now and then instead of listening. */
  metered?: boolean;
  /** Without a charger, an office that cannot be reached is tried less often. */
  charging?: boolean;
}

/** The input may be left out where nothing in it is needed. */
type InputOf<K extends keyof Calls> =
  {} extends Calls[K]['input'] ? [input?: Calls[K]['input']] : [input: Calls[K]['input']];

interface Waiting {
  request: Request;
  resolve(text: string): void;
  reject(error: Error): void;
  /** How many workers this was given to; one that breaks on it may have broken because of it. */
  workers: number;
}

const WORKERS_MAX = 2;

const CLOSED: ErrorText = {
  code: 'closed',
  kind: 'invalid',
  sentence: 'The store is closed.',
  sentence_sv: 'Registret är stängt.',
  can_retry: false,
};

const INSECURE: ErrorText = {
  code: 'insecure_page',
  kind: 'storage',
  sentence: 'A browser keeps no files for a page that did not come over https. Open it with https.',
  sentence_sv: 'Webbläsaren sparar inga filer åt en sida utan https. Öppna den med https.',
  can_retry: false,
};

interface Watching {
  request: Request;
  tell(text: string): void;
  fail(error: Error): void;
  end(): void;
  /** What was told last: a new leader tells it again, and nothing has changed. */
  told: string;
  /** How many workers in a row it was given to without an answer. */
  workers: number;
}

export class Brygga {
  /**
   * Opens the store, making it when it is missing. The promise is rejected with a BryggaError when
   * this browser cannot keep files, or the store is damaged or newer than this program.
   */
  static async open(options: OpenOptions): Promise<Brygga> {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(options.name)) {
      throw new BryggaError({
        code: 'bad_name',
        kind: 'invalid',
        sentence: 'The name of the store has other signs than letters, digits, dots and dashes.',
        sentence_sv: 'Registrets namn har andra tecken än bokstäver, siffror, punkter och streck.',
        field: 'name',
        can_retry: false,
      });
    }
    // Browsers offer files and locks to pages that came over https only.
    if (!isSecureContext) throw new BryggaError(INSECURE);
    const brygga = new Brygga(options.name, options.worker);
    await brygga.opened;
    return brygga;
  }

  /**
   * Whether the browser promised to keep the store until a person removes it; without that, it may
   * clear it when the disk is full, and what was not sent is lost.
   */
  readonly isPersistent: Promise<boolean>;

  private worker: Worker;
  private readonly waiting = new Map<string, Waiting>();
  private readonly watches = new Map<string, Watching>();
  /** What a new worker has to be told. */
  private readonly hints: Hint = {};
  private isSyncWanted = false;
  private readonly reporting = new Set<Latest<SyncReport>>();
  private readonly noticing = new Set<Latest<Change>>();
  private readonly opened: Promise<void>;
  private hasOpened: { resolve(): void; reject(error: Error): void };
  private hasClosed: (() => void) | null = null;
  private whyClosed: ErrorText | null = null;

  private constructor(
    private readonly name: string,
    private readonly workerUrl: string | URL | undefined,
  ) {
    this.hasOpened = { resolve: () => {}, reject: () => {} };
    this.opened = new Promise((resolve, reject) => {
      this.hasOpened = { resolve, reject };
    });
    this.isPersistent = navigator.storage.persist().catch(() => false);
    this.worker = this.startWorker();
  }

  /** Runs a command or a query. A command is on disk when the promise is fulfilled. */
  async call<K extends keyof Calls>(
    name: K,
    ...rest: [...InputOf<K>, options?: CallOptions]
  ): Promise<Calls[K]['answer']> {
    const [input = {}, options = {}] = rest as unknown as [
      Calls[K]['input']?,
      CallOptions?,
    ];
    const commandId = 'command_id' in input ? null : (options.commandId ?? crypto.randomUUID());
    const text = await this.ask({ do: 'call', name, input: JSON.stringify(input), commandId });
    return JSON.parse(text) as Calls[K]['answer'];
  }

  /**
   * The query's result now, and again each time that it has changed, by whichever tab or by the
   * office. Who is slow gets the latest. Each loop over it watches anew, until it ends.
   */
  observe<K extends QueryName>(
    query: K,
    ...[input = {}]: InputOf<K>
  ): AsyncIterable<Calls[K]['answer']> {
    return { [Symbol.asyncIterator]: () => this.watch<K>(query, JSON.stringify(input)) };
  }

  /** Makes the store a device of the person to whom the one-time code belongs. */
  async enrol(enrolment: Enrolment): Promise<Enrolled> {
    const input = {
      url: enrolment.url,
      tenant: enrolment.tenant,
      code: enrolment.code,
      device_name: enrolment.deviceName,
    };
    const text = await this.ask({ do: 'enrol', input: JSON.stringify(input) });
    return JSON.parse(text) as Enrolled;
  }

  /**
   * Keeps the store in step with the office for as long as a tab is open: sends each save at once,
   * hears of others' changes as they happen, and backs off while the office cannot be reached. When
   * it does so already, this makes it try at once, and changes nothing else.
   */
  async startSync(): Promise<void> {
    this.isSyncWanted = true;
    await this.ask({ do: 'sync', wanted: true });
  }

  /** Stops that, for all tabs. */
  async stopSync(): Promise<void> {
    this.isSyncWanted = false;
    await this.ask({ do: 'sync', wanted: false });
  }

  /**
   * Exchanges with the office until both sides have all that the other has. Rejected with kind
   * `offline` when it cannot be reached, all work being kept, and with kind `busy` while startSync()
   * is at work.
   */
  async sync(): Promise<void> {
    await this.ask({ do: 'sync_once' });
  }

  /** What came of each exchange with the office, from now on. */
  reports(): AsyncIterable<SyncReport> {
    return heardFrom(this.reporting);
  }

  /**
   * What changes from now on, by whichever tab or by the office. Who is slow gets several as one.
   * What a tab changed that broke off at once is not told: what is shown is better observed.
   */
  changes(): AsyncIterable<Change> {
    return heardFrom(this.noticing, joinedChange);
  }

  /**
   * What the page knows and the worker cannot: that bytes cost, or that no charger is there. Gives
   * all that is known now.
   */
  async hint(hint: Hint): Promise<Required<Hint>> {
    const known = JSON.parse(await this.ask({ do: 'hint', input: JSON.stringify(hint) })) as Required<Hint>;
    Object.assign(this.hints, hint);
    return known;
  }

  /** What this store is, and what of it waits for the office; the query `status`. */
  status(): Promise<Calls['status']['answer']> {
    return this.call('status');
  }

  /**
   * All that was saved here and that the office has not taken, with its content: for a person to
   * keep when this store is given up.
   */
  async exportUnsent(): Promise<JsonObject> {
    return JSON.parse(await this.ask({ do: 'export_unsent' })) as JsonObject;
  }

  /**
   * Ends the loops over observers, and lets another tab have the store. What was not answered yet is
   * rejected as `closed`; it may have been saved. Twice is harmless.
   */
  async close(): Promise<void> {
    if (this.whyClosed) return;
    this.whyClosed = CLOSED;
    await new Promise<void>((done) => {
      this.hasClosed = done;
      this.toWorker({ kind: 'close' });
    });
    this.end(CLOSED);
  }

  // --- the worker --------------------------------------------------------------------------------

  private startWorker(): Worker {
    // Spelled out, since bundlers find a worker only where its options stand beside its address.
    const worker = this.workerUrl
      ? new Worker(this.workerUrl, { type: 'module' })
      : new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.heard(event.data);
    worker.onerror = (event) => {
      this.end(internalError(`The worker could not be started: ${event.message || 'not found'}`));
    };
    worker.postMessage({ kind: 'open', name: this.name } satisfies ToWorker);
    return worker;
  }

  private toWorker(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private heard(message: FromWorker): void {
    switch (message.kind) {
      case 'opened':
        this.hasOpened.resolve();
        break;
      case 'failed':
        this.end(message.error);
        break;
      case 'answer':
        this.answered(message.id, message.outcome);
        break;
      case 'news':
        this.toldNews(message.news);
        break;
      case 'crashed':
        this.startAgain(message.error);
        break;
      case 'closed':
        this.hasClosed?.();
        break;
    }
  }

  private ask(request: Request): Promise<string> {
    if (this.whyClosed) return Promise.reject(new BryggaError(this.whyClosed));
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { request, resolve, reject, workers: 1 });
      this.toWorker({ kind: 'request', id, request });
    });
  }

  private answered(id: string, outcome: Outcome): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    if (outcome.ok) waiting.resolve(outcome.text);
    else waiting.reject(new BryggaError(outcome.error));
  }

  /** A new worker gets everything that the broken one had not answered. */
  private startAgain(error: ErrorText): void {
    this.worker.terminate();
    this.worker = this.startWorker();
    for (const [id, waiting] of this.waiting) {
      if (++waiting.workers > WORKERS_MAX) {
        this.answered(id, { ok: false, error });
      } else {
        this.toWorker({ kind: 'request', id, request: waiting.request });
      }
    }
    // A watch may be what breaks it.
    for (const watching of this.watches.values()) {
      if (++watching.workers > WORKERS_MAX) watching.fail(new BryggaError(error));
      else this.ask(watching.request).catch(watching.fail);
    }
    if ('online' in this.hints) this.hints.online = navigator.onLine;
    const asked: Request[] = [];
    if (Object.keys(this.hints).length > 0) asked.push({ do: 'hint', input: JSON.stringify(this.hints) });
    if (this.isSyncWanted) asked.push({ do: 'sync', wanted: true });
    for (const request of asked) this.ask(request).catch(() => {});
  }

  /** Nothing more comes: all who wait are told why. */
  private end(error: ErrorText): void {
    this.whyClosed ??= error;
    this.worker.terminate();
    const reason = new BryggaError(error);
    this.hasOpened.reject(reason);
    for (const waiting of this.waiting.values()) waiting.reject(reason);
    this.waiting.clear();
    for (const watching of [...this.watches.values()]) {
      if (error === CLOSED) watching.end();
      else watching.fail(reason);
    }
    for (const latest of [...this.reporting, ...this.noticing]) {
      if (error === CLOSED) void latest.return();
      else latest.fail(reason);
    }
  }

  // --- watching ----------------------------------------------------------------------------------

  private watch<K extends QueryName>(name: K, input: string): Latest<Calls[K]['answer']> {
    const watch = crypto.randomUUID();
    const latest = new Latest<Calls[K]['answer']>(() => {
      this.watches.delete(watch);
      if (!this.whyClosed) void this.ask({ do: 'unwatch', watch }).catch(() => {});
    });
    const request: Request = { do: 'watch', watch, name, input };
    const tell = (text: string) => latest.put(JSON.parse(text) as Calls[K]['answer']);
    const fail = (error: Error) => latest.fail(error);
    const end = () => void latest.return();
    this.watches.set(watch, { request, tell, fail, end, told: '', workers: 1 });
    this.ask(request).catch(fail);
    return latest;
  }

  private toldNews(news: News): void {
    switch (news.news) {
      case 'watched':
        this.watched(news.watch, news.outcome);
        break;
      case 'changed':
        for (const latest of this.noticing) latest.put(news.change);
        break;
      case 'sync': {
        const report = JSON.parse(news.report) as SyncReport;
        for (const latest of this.reporting) latest.put(report);
        break;
      }
    }
  }

  private watched(watch: string, outcome: Outcome): void {
    const watching = this.watches.get(watch);
    if (!watching) return;
    watching.workers = 1;
    if (!outcome.ok) {
      watching.fail(new BryggaError(outcome.error));
    } else if (outcome.text !== watching.told) {
      watching.told = outcome.text;
      watching.tell(outcome.text);
    }
  }
}

/** Of all who listen there, from the moment when a loop begins until it ends. */
function heardFrom<T>(
  listeners: Set<Latest<T>>,
  joined?: (earlier: T, later: T) => T,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => {
      const latest: Latest<T> = new Latest(() => listeners.delete(latest), joined);
      listeners.add(latest);
      return latest;
    },
  };
}

function joinedChange(earlier: Change, later: Change): Change {
  return {
    entities: [...new Set([...earlier.entities, ...later.entities])],
    received: earlier.received || later.received,
    status: earlier.status || later.status,
  };
}
