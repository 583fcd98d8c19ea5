/**
 * A tab's worker. One tab at a time can open the store: the one that holds the browser's lock for
 * it, the leader. The others send it what their pages ask, and send it again when a new one leads,
 * since nobody knows what the old one had still done.
 */
import { Core, type Part } from './core.js';
import type { ErrorText } from './errors.js';
import type { JsonObject } from './json.js';
import { LACKING, Leader } from './leader.js';
import {
  internalError,
  lockOfStore,
  lockOfTab,
  type BetweenTabs,
  type FromWorker,
  type News,
  type Outcome,
  type Request,
  type ToWorker,
} from './messages.js';
import { openSlots } from './slots.js';

declare const self: DedicatedWorkerGlobalScope;

function toPage(message: FromWorker): void {
  self.postMessage(message);
}

/** Why the files could not be opened, in the core's form. */
function errorOfOpening(error: unknown): ErrorText {
  const name = error instanceof DOMException ? error.name : '';
  const isFull = name === 'QuotaExceededError';
  const detail = error instanceof Error ? error.message : String(error);
  return isFull
    ? {
        code: 'disk_full',
        kind: 'storage_full',
        sentence: 'There is no room left in this browser. Free some space and try again.',
        sentence_sv: 'Det finns ingen plats kvar i webbläsaren. Frigör utrymme och försök igen.',
        can_retry: true,
      }
    : {
        code: name === 'SecurityError' ? 'no_storage' : 'cannot_open',
        kind: 'storage',
        sentence: `The browser does not let this page keep files (${detail}). Is this a private window, or a page without https?`,
        sentence_sv: `Webbläsaren låter inte sidan spara filer (${detail}). Är det ett privat fönster, eller en sida utan https?`,
        can_retry: true,
      };
}

/** What is done at a desk is not loaded with the page. */
const NOT_LOADED: ErrorText = {
  code: 'part_not_loaded',
  kind: 'offline',
  sentence: 'This part of the program has not been loaded yet, and there is no network now. Try again with a network.',
  sentence_sv: 'Den här delen av programmet är inte hämtad än, och det finns inget nätverk just nu. Försök igen med nätverk.',
  can_retry: true,
};

class Tab {
  private readonly id = crypto.randomUUID();
  private readonly all: BroadcastChannel;
  private readonly mine: BroadcastChannel;
  private readonly others = new Map<string, BroadcastChannel>();
  /** Asked by the page and not answered yet, in the order of asking. */
  private readonly pending = new Map<string, Request>();
  /** What the page watches; a new leader has to be told. */
  private readonly watches = new Map<string, Request>();
  /** Of those that were asked for again: the watch by the id of the asking. */
  private readonly asked = new Map<string, string>();
  /** What the page knows of network and power; a new leader has to be told that, too. */
  private hints: JsonObject = {};
  private isSyncWanted = false;
  private leading: Leader | null = null;
  private slots: FileSystemSyncAccessHandle[] = [];
  /** While the larger part of the core is loaded. */
  private growing: Promise<ErrorText | null> | null = null;
  /** A code can be used once, so these are waited for before another leads here. */
  private readonly enrolments = new Set<Promise<void>>();
  private leader: string | null = null;
  /** The name of this tab's leader; it has another one when it was opened again. */
  private ownLeader: string | null = null;
  private readonly ending = new AbortController();
  private release: () => void = () => {};

  constructor(private readonly store: string) {
    this.all = new BroadcastChannel(lockOfStore(store));
    this.all.onmessage = (event) => this.heard(event.data as BetweenTabs);
    this.mine = new BroadcastChannel(lockOfTab(store, this.id));
    this.mine.onmessage = (event) => this.heard(event.data as BetweenTabs);
  }

  start(): void {
    // Held until this worker ends in whatever way: others wait for it to learn of that.
    void navigator.locks.request(lockOfTab(this.store, this.id), () => {
      this.send({ kind: 'who_leads' });
      return new Promise<never>(() => {});
    });
    // The leader's worker hears of the network by itself; others need not tell it.
    for (const online of [true, false]) {
      self.addEventListener(online ? 'online' : 'offline', () => this.networkIs(online));
    }
    navigator.locks
      .request(lockOfStore(this.store), { signal: this.ending.signal }, () => this.lead())
      .catch((error: unknown) => {
        if (!this.ending.signal.aborted) toPage({ kind: 'failed', error: errorOfOpening(error) });
      });
  }

  ask(id: string, request: Request): void {
    this.pending.set(id, request);
    this.remember(request);
    this.pass(id, request);
  }

  close(): void {
    this.ending.abort();
    this.leading?.close();
    this.leading = null;
    for (const slot of this.slots) slot.close();
    this.release();
    toPage({ kind: 'closed' });
    self.close();
  }

  // --- the leader --------------------------------------------------------------------------------

  /** Has the store open for as long as this promise lasts. */
  private async lead(): Promise<void> {
    const opened = await this.openStore();
    if ('error' in opened) {
      toPage({ kind: 'failed', error: opened.error });
      return;
    }
    this.leadsWith(opened.leader, this.id);
    await new Promise<void>((done) => {
      this.release = done;
    });
  }

  private async openStore(): Promise<{ leader: Leader } | { error: ErrorText }> {
    try {
      this.slots = await openSlots(this.store);
      const { leader, core } = await this.load('day');
      const error = core.start();
      if (error) {
        for (const slot of this.slots) slot.close();
        return { error };
      }
      leader.begin(core);
      return { leader };
    } catch (error) {
      return { error: errorOfOpening(error) };
    }
  }

  private async load(part: Part): Promise<{ leader: Leader; core: Core }> {
    const leader: Leader = new Leader(
      (tab, news) => {
        if (leader === this.leading) this.tell(tab, news);
      },
      (error) => this.crash(error),
    );
    return { leader, core: await Core.load(part, this.slots, leader) };
  }

  private serve(tab: string, id: string, request: Request): void {
    const served = this.answer(tab, id, request);
    if (request.do !== 'enrol') return;
    this.enrolments.add(served);
    void served.finally(() => this.enrolments.delete(served));
  }

  private async answer(tab: string, id: string, request: Request): Promise<void> {
    const leader = this.leading!;
    let outcome: Outcome | typeof LACKING;
    try {
      outcome = await leader.handle(tab, request);
    } catch (error) {
      this.crash(error);
      return;
    }
    // All that was under way is asked again of the one that leads now.
    if (leader !== this.leading) return;
    if (outcome === LACKING) {
      const error = await this.grow();
      if (error === null) return;
      outcome = { ok: false, error };
    }
    if (tab === this.id) {
      this.answered(id, outcome);
    } else {
      this.channelTo(tab).postMessage({ kind: 'answer', id, outcome } satisfies BetweenTabs);
    }
  }

  /** Opens the store with all of the core, as if another tab came to lead. */
  private grow(): Promise<ErrorText | null> {
    this.growing ??= this.openWithAll().finally(() => {
      this.growing = null;
    });
    return this.growing;
  }

  private async openWithAll(): Promise<ErrorText | null> {
    let next: { leader: Leader; core: Core };
    try {
      next = await this.load('all');
    } catch (error) {
      // A fetch that reached nobody; all else is a mistake of the site.
      if (error instanceof TypeError) return NOT_LOADED;
      const detail = error instanceof Error ? error.message : String(error);
      return internalError(`A part of the program could not be loaded: ${detail}`);
    }
    while (this.enrolments.size > 0) await Promise.allSettled(this.enrolments);
    // Closed meanwhile: nobody waits for an answer.
    if (this.leading === null) return null;
    try {
      this.leading.close();
      const error = next.core.start();
      if (error) throw new Error(error.sentence);
      next.leader.begin(next.core);
    } catch (error) {
      this.crash(error);
      return null;
    }
    this.leadsWith(next.leader, `${this.id} with all`);
    return null;
  }

  private leadsWith(leader: Leader, name: string): void {
    this.leading = leader;
    this.ownLeader = name;
    this.send({ kind: 'leading', leader: name });
    this.hasLeader(name);
  }

  private tell(tab: string | null, news: News): void {
    if (tab === null) this.send({ kind: 'news', news });
    if (tab === null || tab === this.id) {
      toPage({ kind: 'news', news });
    } else {
      this.channelTo(tab).postMessage({ kind: 'news', news } satisfies BetweenTabs);
    }
  }

  /** A tab's own channel, so that only it gets what it asked for; closed when the tab is gone. */
  private channelTo(tab: string): BroadcastChannel {
    let channel = this.others.get(tab);
    if (channel === undefined) {
      channel = new BroadcastChannel(lockOfTab(this.store, tab));
      this.others.set(tab, channel);
      void navigator.locks.request(lockOfTab(this.store, tab), () => {
        this.leading?.forgetTab(tab);
        this.others.get(tab)?.close();
        this.others.delete(tab);
      });
    }
    return channel;
  }

  /** The core has broken off: its memory cannot be trusted, the files can. */
  private crash(error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    toPage({ kind: 'crashed', error: internalError(`The core broke off: ${detail}`) });
    self.close();
  }

  private networkIs(online: boolean): void {
    if ('online' in this.hints) this.hints['online'] = online;
    if (this.leading) {
      const input = JSON.stringify({ online });
      this.serve(this.id, crypto.randomUUID(), { do: 'hint', input });
    }
  }

  // --- between tabs ------------------------------------------------------------------------------

  private send(message: BetweenTabs): void {
    this.all.postMessage(message);
  }

  private heard(message: BetweenTabs): void {
    switch (message.kind) {
      case 'who_leads':
        if (this.ownLeader) this.send({ kind: 'leading', leader: this.ownLeader });
        break;
      case 'leading':
        // From before this tab took over, where it leads itself.
        if (!this.leading) this.hasLeader(message.leader);
        break;
      case 'sync':
        this.isSyncWanted = message.wanted;
        break;
      case 'request':
        if (this.leading) this.serve(message.tab, message.id, message.request);
        break;
      case 'answer':
        this.answered(message.id, message.outcome);
        break;
      case 'news':
        toPage({ kind: 'news', news: message.news });
        break;
    }
  }

  private hasLeader(leader: string): void {
    if (leader === this.leader) return;
    const isFirst = this.leader === null;
    this.leader = leader;
    if (isFirst) toPage({ kind: 'opened' });
    // What is watched is asked for again below, unless it is pending anyway.
    const pending = new Set(this.pending.values());
    for (const [watch, request] of this.watches) {
      if (pending.has(request)) continue;
      const id = crypto.randomUUID();
      this.asked.set(id, watch);
      this.pass(id, request);
    }
    if (Object.keys(this.hints).length > 0) {
      this.pass(crypto.randomUUID(), { do: 'hint', input: JSON.stringify(this.hints) });
    }
    if (this.isSyncWanted) this.pass(crypto.randomUUID(), { do: 'sync', wanted: true });
    for (const [id, request] of this.pending) this.pass(id, request);
  }

  private remember(request: Request): void {
    if (request.do === 'watch') this.watches.set(request.watch, request);
    if (request.do === 'unwatch') this.watches.delete(request.watch);
    if (request.do === 'sync') {
      this.isSyncWanted = request.wanted;
      this.send({ kind: 'sync', wanted: request.wanted });
    }
  }

  private pass(id: string, request: Request): void {
    if (this.leading) {
      this.serve(this.id, id, request);
    } else if (this.leader !== null) {
      this.send({ kind: 'request', tab: this.id, id, request });
    }
  }

  private answered(id: string, outcome: Outcome): void {
    const request = this.pending.get(id);
    if (request) {
      this.pending.delete(id);
      if (request.do === 'hint' && outcome.ok) Object.assign(this.hints, JSON.parse(request.input));
      toPage({ kind: 'answer', id, outcome });
      return;
    }
    const watch = this.asked.get(id);
    this.asked.delete(id);
    // Nobody would tell this watch anything any more, which its page has to know.
    if (watch !== undefined && !outcome.ok && this.watches.delete(watch)) {
      toPage({ kind: 'news', news: { news: 'watched', watch, outcome } });
    }
  }
}

let tab: Tab | null = null;

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.kind === 'open') {
    tab ??= new Tab(message.name);
    tab.start();
  } else if (message.kind === 'request') {
    tab?.ask(message.id, message.request);
  } else {
    tab?.close();
  }
};
