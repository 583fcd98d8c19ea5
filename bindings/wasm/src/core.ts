/** brygga.h for the rest of this folder: texts in, texts out, no pointers. */
import openModule, { type BryggaModule } from './brygga.js';
import type { ErrorText } from './errors.js';
import type { JsonObject } from './json.js';
import { internalError, type Change, type Outcome } from './messages.js';

const STORE_PATH = 'store.db';

/** How much of the core: a coach's day, or all, with what is done at a desk. */
export type Part = 'day' | 'all';

const STORAGE_DAMAGED: ErrorText = {
  code: 'damaged_slot',
  kind: 'corrupt',
  sentence: 'The browser\'s files of this store are damaged. They were left as they were.',
  sentence_sv: 'Webbläsarens filer för det här registret är skadade. De har lämnats som de var.',
  can_retry: false,
};

const STORAGE_FAILED: ErrorText = {
  code: 'io',
  kind: 'storage',
  sentence: 'The browser\'s files of this store cannot be read. Reload the page and try again.',
  sentence_sv: 'Webbläsarens filer för det här registret kan inte läsas. Ladda om sidan och försök igen.',
  can_retry: true,
};

/** The JSON of an error, as the core gives it. */
function errorOf(text: string): ErrorText {
  const answer: unknown = text === '' ? null : JSON.parse(text);
  if (typeof answer === 'object' && answer !== null && 'error' in answer) {
    return answer.error as ErrorText;
  }
  return internalError('The core failed without a reason.');
}

/** A request to the office that is to be made, and then ended. */
export interface Exchange {
  /** Of the core; freed by endExchange(). */
  handle: number;
  method: string;
  url: string;
  headers: Record<string, string>;
  timeoutMs: number;
  body: Uint8Array<ArrayBuffer>;
}

/** What the sync has to do now: an exchange, or waiting (for a save only, when waitMs is null). */
export type NextStep =
  | { ok: true; action: string; exchange: Exchange | null; waitMs: number | null; report: JsonObject | null }
  | { ok: false; error: ErrorText };

/** What brygga.h says of an exchange. */
interface ExchangeText {
  action?: string;
  wait_ms?: number | null;
  method: string;
  url: string;
  headers: Record<string, string>;
  timeout_ms: number;
  report?: JsonObject | null;
}

export interface CoreListener {
  /** From within a call, which must be left before the core is asked anything. */
  changed(change: Change): void;
  answered(watch: number, outcome: Outcome): void;
}

/** Where in `out` what is: pointers of 4 bytes, ids of 8. */
const DEVICE = 0;
const EXCHANGE = 4;
const TEXT = 8;
const BYTES = 12;
const LENGTH = 16;
const ID = 24;
const OUT_BYTES = 32;

/** One store. A call that throws has broken it: the worker ends, and the store with it. */
export class Core {
  private readonly encoder = new TextEncoder();
  /** Room for what the C functions hand out. */
  private readonly out: number;
  private device = 0;
  private names: ReadonlySet<string> = new Set();
  private commands: ReadonlySet<string> = new Set();
  private lastWatch = 0;
  /** The core's id of each watch: 64 bits, of which both halves count. */
  private readonly watches = new Map<number, { low: number; high: number }>();

  private constructor(
    private readonly module: BryggaModule,
    private readonly slots: number,
    private readonly part: Part,
  ) {
    this.out = module._malloc(OUT_BYTES);
  }

  /** A core for the store in these slots, which are the caller's; not open yet. */
  static async load(
    part: Part,
    slots: FileSystemSyncAccessHandle[],
    listener: CoreListener,
  ): Promise<Core> {
    const module = await openModule({
      slots,
      ...(part === 'all' && { wasmBinary: await desk() }),
      changed: (json) => listener.changed(JSON.parse(json) as Change),
      answered: (watch, status, json) => listener.answered(watch, outcomeOf(status, json)),
    });
    return new Core(module, slots.length, part);
  }

  /** Opens or makes the store. */
  start(): ErrorText | null {
    const { module } = this;
    const opened = module._brygga_open_slots(this.slots);
    if (opened !== 0) return opened === 1 ? STORAGE_DAMAGED : STORAGE_FAILED;
    const names = this.ask((text) => module._brygga_names(text));
    if (!names.ok) return names.error;
    const all = namesOf(names.text);
    this.names = new Set(all.map((one) => one.name));
    this.commands = new Set(all.filter((one) => one.kind === 'command').map((one) => one.name));
    const store = this.askWith([STORE_PATH], ([path], text) =>
      module._brygga_open(path!, 0, this.out + DEVICE, text));
    if (!store.ok) return store.error;
    this.device = module.getValue(this.out + DEVICE, '*');
    module._brygga_observe_all(this.device);
    return null;
  }

  close(): void {
    this.module._brygga_close(this.out + DEVICE);
  }

  /** Whether a larger part may know the name of a command or query that this one does not. */
  lacks(name: string): boolean {
    return this.part !== 'all' && !this.names.has(name);
  }

  /** commandId makes a command one that is saved once, however often it is sent. */
  call(name: string, input: string, commandId: string | null): Outcome {
    const asked = commandId !== null && this.commands.has(name) ? withId(input, commandId) : input;
    return this.askWith([name, asked], ([atName, atInput], text) =>
      this.module._brygga_call(this.device, atName!, atInput!, text));
  }

  exportUnsent(): Outcome {
    return this.ask((text) => this.module._brygga_export_unsent(this.device, text));
  }

  // --- watching ----------------------------------------------------------------------------------

  /** The number under which the answers come, at the next runWatches() and after. */
  watch(query: string, input: string): { ok: true; watch: number } | { ok: false; error: ErrorText } {
    const watch = ++this.lastWatch;
    const begun = this.askWith([query, input], ([atName, atInput], text) =>
      this.module._brygga_watch_as(this.device, atName!, atInput!, watch, this.out + ID, text));
    if (!begun.ok) return begun;
    const id = this.out + ID;
    this.watches.set(watch, {
      low: this.module.getValue(id, 'i32'),
      high: this.module.getValue(id + 4, 'i32'),
    });
    return { ok: true, watch };
  }

  unwatch(watch: number): void {
    const id = this.watches.get(watch);
    if (id !== undefined) this.module._brygga_unobserve(this.device, id.low, id.high);
    this.watches.delete(watch);
  }

  runWatches(): void {
    this.module._brygga_run_watches(this.device);
  }

  // --- the office --------------------------------------------------------------------------------

  /** What the browser knows of network and power; see brygga_hint. */
  hint(input: string): Outcome {
    return this.askWith([input], ([atInput], text) =>
      this.module._brygga_hint(this.device, atInput!, text));
  }

  nextExchange(isUrgent: boolean): NextStep {
    const options = isUrgent ? '{"now":true}' : '{}';
    const next = this.askWith([options], ([atOptions], text) =>
      this.module._brygga_exchange_next(this.device, atOptions!, this.out + EXCHANGE, text));
    if (!next.ok) return next;
    const said = JSON.parse(next.text) as ExchangeText;
    const exchange = this.exchangeOf(said);
    const { action = '', wait_ms: waitMs = null, report = null } = said;
    return { ok: true, action, exchange, waitMs, report };
  }

  beginEnrolment(input: string): { ok: true; exchange: Exchange } | { ok: false; error: ErrorText } {
    const begun = this.askWith([input], ([atInput], text) =>
      this.module._brygga_exchange_enrol(this.device, atInput!, this.out + EXCHANGE, text));
    if (!begun.ok) return begun;
    return { ok: true, exchange: this.exchangeOf(JSON.parse(begun.text) as ExchangeText)! };
  }

  /** status: of the answer; 0 when nobody answered, -1 when the request was cancelled. */
  endExchange(exchange: Exchange, status: number, body: Uint8Array): Outcome {
    const { module } = this;
    const at = this.copyIn(body);
    const place = module._malloc(4);
    new DataView(module.HEAPU8.buffer).setUint32(place, exchange.handle, true);
    const ended = this.ask((text) =>
      module._brygga_exchange_end(place, status, at, body.length, text));
    module._free(place);
    module._free(at);
    return ended;
  }

  stopSync(): void {
    this.module._brygga_sync_stop(this.device);
  }

  private exchangeOf(said: ExchangeText): Exchange | null {
    const { module, out } = this;
    const handle = module.getValue(out + EXCHANGE, '*');
    if (handle === 0) return null;
    module._brygga_exchange_body(handle, out + BYTES, out + LENGTH);
    const start = module.getValue(out + BYTES, '*');
    const body = module.HEAPU8.slice(start, start + module.getValue(out + LENGTH, 'i32'));
    const { method, url, headers, timeout_ms: timeoutMs } = said;
    return { handle, method, url, headers, timeoutMs, body };
  }

  // --- texts and memory --------------------------------------------------------------------------

  /** Runs a C function that hands out a text, and takes the text. */
  private ask(work: (text: number) => number): Outcome {
    const { module } = this;
    const at = this.out + TEXT;
    const status = work(at);
    const text = module.getValue(at, '*');
    const answer = text === 0 ? '' : module.UTF8ToString(text);
    module._brygga_free(text);
    return outcomeOf(status, answer);
  }

  /** The same, with texts copied into the module's memory for as long as the function runs. */
  private askWith(texts: string[], work: (pointers: number[], text: number) => number): Outcome {
    const pointers = texts.map((text) => this.copyIn(this.encoder.encode(`${text}\0`)));
    try {
      return this.ask((text) => work(pointers, text));
    } finally {
      for (const pointer of pointers) this.module._free(pointer);
    }
  }

  private copyIn(bytes: Uint8Array): number {
    const at = this.module._malloc(bytes.length + 1);
    // The memory's view is a new one after each growth, so it is looked up anew.
    this.module.HEAPU8.set(bytes, at);
    return at;
  }
}

function outcomeOf(status: number, text: string): Outcome {
  return status === 0 ? { ok: true, text } : { ok: false, error: errorOf(text) };
}

/** Not by the glue, which does not say why it could not load. */
async function desk(): Promise<ArrayBuffer> {
  const url = new URL('./brygga-desk.wasm', import.meta.url);
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status} ${answer.statusText}`);
  return answer.arrayBuffer();
}

function namesOf(text: string): { name: string; kind: string }[] {
  return (JSON.parse(text) as { names: { name: string; kind: string }[] }).names;
}

/** The object with one more name; its text is ours, from JSON.stringify. */
function withId(input: string, commandId: string): string {
  const rest = input.slice(1);
  return `{"command_id":${JSON.stringify(commandId)}${rest === '}' ? '' : ','}${rest}`;
}
