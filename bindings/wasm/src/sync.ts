/**
 * Keeps the store in step with the office: asks the core what to do, does it with fetch, tells it
 * what came of it, and asks again.
 */
import type { Core, Exchange } from './core.js';
import type { ErrorText } from './errors.js';
import { internalError, type Outcome } from './messages.js';

/** What the core says after an exchange; see brygga_report in brygga.h. */
interface Report {
  phase: string;
  error?: ErrorText;
}

interface Reply {
  /** Of the answer; 0: nobody answered, -1: cancelled. */
  status: number;
  body: Uint8Array<ArrayBuffer>;
}

const NO_BODY = new Uint8Array(0);

/** What the loop waits after the core could not say what to do. */
const AFTER_ERROR_MS = 5_000;

class Cancelled {}

async function post(exchange: Exchange, cancel: AbortController): Promise<Reply> {
  const timer = setTimeout(() => cancel.abort(), exchange.timeoutMs);
  try {
    const answer = await fetch(exchange.url, {
      method: exchange.method,
      headers: exchange.headers,
      body: exchange.body,
      signal: cancel.signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
    return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    const isCancelled = cancel.signal.reason instanceof Cancelled;
    return { status: isCancelled ? -1 : 0, body: NO_BODY };
  } finally {
    clearTimeout(timer);
  }
}

export class Sync {
  private isOn = false;
  private isRunning = false;
  /** Asked for by a person, or by a network that is back: not to be put off. */
  private isUrgent = false;
  /** Ends a wait, or a request that only listens. */
  private wake: () => void = () => {};
  private waiting: { resolve(outcome: Outcome): void }[] = [];

  constructor(
    private readonly core: Core,
    private readonly tell: (report: string) => void,
    private readonly broke: (error: unknown) => void,
  ) {}

  start(): void {
    this.isOn = true;
    this.isUrgent = true;
    this.run();
  }

  stop(): void {
    this.isOn = false;
    this.wake();
  }

  /** Something was saved here. */
  saved(): void {
    this.wake();
  }

  /**
   * Comes back when both sides have all that the other has, or with why not. Not beside the sync
   * that goes on by itself, as in other languages: that one has its own time for the next attempt.
   */
  once(): Promise<Outcome> {
    if (this.isOn) return Promise.resolve({ ok: false, error: UNDER_WAY });
    this.isUrgent = true;
    const done = new Promise<Outcome>((resolve) => this.waiting.push({ resolve }));
    this.run();
    return done;
  }

  async enrol(input: string): Promise<Outcome> {
    // The answer may have been lost after the office used the code: the same attempt asks again.
    for (let attempt = 0; ; attempt++) {
      const begun = this.core.beginEnrolment(input);
      if (!begun.ok) return begun;
      const reply = await post(begun.exchange, new AbortController());
      const ended = this.core.endExchange(begun.exchange, reply.status, reply.body);
      if (reply.status !== 0 || attempt > 0) return ended;
    }
  }

  // --- the loop ----------------------------------------------------------------------------------

  private run(): void {
    this.wake();
    if (this.isRunning) return;
    this.isRunning = true;
    this.loop().then(() => {
      this.isRunning = false;
      // The next start asks at once, whatever this one was waiting for.
      this.core.stopSync();
    }).catch(this.broke);
  }

  private async loop(): Promise<void> {
    while (this.isOn || this.waiting.length > 0) {
      const next = this.core.nextExchange(this.isUrgent);
      this.isUrgent = false;
      if (!next.ok) {
        this.settle({ ok: false, error: next.error });
        await this.pause(AFTER_ERROR_MS);
        continue;
      }
      this.reported(next.report as Report | null);
      if (next.exchange === null) {
        if (next.action === 'again') continue;
        this.settle({ ok: true, text: '{}' });
        if (this.isOn) await this.pause(next.waitMs);
        continue;
      }
      await this.exchange(next.exchange, next.action === 'listen');
    }
  }

  private async exchange(exchange: Exchange, isListening: boolean): Promise<void> {
    if (isListening) this.settle({ ok: true, text: '{}' });
    const cancel = new AbortController();
    if (isListening) this.wake = () => cancel.abort(new Cancelled());
    // Whoever only wanted to catch up does not listen.
    if (isListening && !this.isOn) this.wake();
    const reply = await post(exchange, cancel);
    this.wake = () => {};
    const ended = this.core.endExchange(exchange, reply.status, reply.body);
    if (ended.ok) this.reported((JSON.parse(ended.text) as { report: Report | null }).report);
    else this.settle(ended);
  }

  private pause(ms: number | null): Promise<void> {
    return new Promise((done) => {
      const timer = ms === null ? null : setTimeout(done, ms);
      this.wake = () => {
        if (timer !== null) clearTimeout(timer);
        this.wake = () => {};
        done();
      };
    });
  }

  private reported(report: Report | null): void {
    if (report === null) return;
    this.tell(JSON.stringify(report));
    if (report.error) this.settle({ ok: false, error: report.error });
    else if (report.phase === 'offline') this.settle({ ok: false, error: OFFLINE });
  }

  private settle(outcome: Outcome): void {
    for (const { resolve } of this.waiting.splice(0)) resolve(outcome);
  }
}

const UNDER_WAY: ErrorText = {
  code: 'sync_under_way',
  kind: 'busy',
  sentence: 'A sync is at work on this store already. It sends what is saved by itself.',
  sentence_sv: 'Överföringen pågår redan. Den skickar det du sparar av sig själv.',
  can_retry: true,
};

const OFFLINE: ErrorText = {
  ...internalError('There is no network now. What you saved is kept here.'),
  code: 'offline',
  kind: 'offline',
  sentence_sv: 'Det finns inget nätverk just nu. Det du har sparat finns kvar här.',
  can_retry: true,
};
