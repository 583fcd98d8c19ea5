/**
 * The tab that has the store open: it does what all tabs ask, one thing at a time, and tells each
 * what it watches. What is asked twice by a tab that did not hear the answer is harmless: commands
 * carry an id, and everything else may be done again.
 */
import type { Core, CoreListener } from './core.js';
import type { ErrorText } from './errors.js';
import { internalError, type Change, type News, type Outcome, type Request } from './messages.js';
import { Sync } from './sync.js';

const DONE: Outcome = { ok: true, text: '{}' };

/** For a request that this version does not know: it came from a tab with a newer one. */
const OLDER_TAB: ErrorText = {
  code: 'older_tab',
  kind: 'too_new',
  sentence: 'Another tab has an older version of this site open. Close it, or load it again.',
  sentence_sv: 'En annan flik har en äldre version av sidan öppen. Stäng den eller ladda om den.',
  can_retry: true,
};

/** The part of the core that is loaded does not know what is asked for: a larger one may. */
export const LACKING = Symbol('lacking');

/** tab: null for all of them. */
export type Tell = (tab: string | null, news: News) => void;

export class Leader implements CoreListener {
  private core: Core | null = null;
  private sync: Sync | null = null;
  /** By the core's number: whose watch it is, and what that tab calls it. */
  private readonly watches = new Map<number, { tab: string; watch: string }>();
  private hasChanged = false;

  constructor(
    private readonly tell: Tell,
    private readonly broke: (error: unknown) => void,
  ) {}

  /** The core, which was opened with this as its listener. */
  begin(core: Core): void {
    this.core = core;
    this.sync = new Sync(core, (report) => this.tell(null, { news: 'sync', report }), this.broke);
    if (!navigator.onLine) core.hint('{"online":false}');
  }

  handle(tab: string, request: Request): Outcome | Promise<Outcome> | typeof LACKING {
    const { core, sync } = this;
    if (!core || !sync) return { ok: false, error: internalError('The store is not open yet.') };
    if ((request.do === 'call' || request.do === 'watch') && core.lacks(request.name)) return LACKING;
    switch (request.do) {
      case 'call':
        return core.call(request.name, request.input, request.commandId);
      case 'watch':
        return this.watch(core, tab, request.watch, request.name, request.input);
      case 'unwatch':
        this.forget((one) => one.watch === request.watch);
        return DONE;
      case 'enrol':
        return sync.enrol(request.input);
      case 'sync':
        if (request.wanted) sync.start();
        else sync.stop();
        return DONE;
      case 'sync_once':
        return sync.once();
      case 'hint':
        return this.hint(core, sync, request.input);
      case 'export_unsent':
        return core.exportUnsent();
    }
    return { ok: false, error: OLDER_TAB };
  }

  /** The tab is gone, and with it what it watched. */
  forgetTab(tab: string): void {
    this.forget((one) => one.tab === tab);
  }

  close(): void {
    this.sync?.stop();
    this.core?.close();
    this.core = null;
  }

  // --- what the core tells -----------------------------------------------------------------------

  changed(change: Change): void {
    if (!change.received && change.entities.length > 0) this.sync?.saved();
    this.tell(null, { news: 'changed', change });
    this.runWatchesSoon();
  }

  answered(number: number, outcome: Outcome): void {
    const watching = this.watches.get(number);
    if (watching) this.tell(watching.tab, { news: 'watched', watch: watching.watch, outcome });
  }

  // --- watching ----------------------------------------------------------------------------------

  private watch(core: Core, tab: string, watch: string, name: string, input: string): Outcome {
    this.forget((one) => one.watch === watch);
    const begun = core.watch(name, input);
    if (!begun.ok) return begun;
    this.watches.set(begun.watch, { tab, watch });
    this.runWatchesSoon();
    return DONE;
  }

  private forget(isMeant: (one: { tab: string; watch: string }) => boolean): void {
    for (const [number, one] of this.watches) {
      if (!isMeant(one)) continue;
      this.watches.delete(number);
      this.core?.unwatch(number);
    }
  }

  /** Not now: the core is telling this from within a call. */
  private runWatchesSoon(): void {
    if (this.hasChanged) return;
    this.hasChanged = true;
    queueMicrotask(() => {
      this.hasChanged = false;
      try {
        this.core?.runWatches();
      } catch (error) {
        this.broke(error);
      }
    });
  }

  private hint(core: Core, sync: Sync, input: string): Outcome {
    const known = core.hint(input);
    sync.saved();
    return known;
  }
}
