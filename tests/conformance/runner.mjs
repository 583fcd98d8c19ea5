// The conformance script in a browser; play.py says what a runner does. The stores are those of one
// page's origin, and the office is behind its site, as bindings/wasm/README.md asks of sites: in what
// the script gives and gets, the office's address stands where the page has the site's.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { Browser } from '../wasm/browser/browser.mjs';
import { startSite } from '../wasm/browser/site.mjs';

/** Runs in the page: gives it play(), which does one step. */
function preparePage() {
  const wait_ms = 10_000;
  const stores = new Map();
  const heard = [];

  function begun(iterator, next) {
    heard.push({ iterator, next });
    return { number: heard.length - 1 };
  }

  async function watch(store, query, input) {
    const iterator = store.observe(query, JSON.parse(input))[Symbol.asyncIterator]();
    // What cannot be watched is told in place of the first answer.
    const first = await iterator.next();
    return begun(iterator, Promise.resolve(first));
  }

  function observe(store) {
    const iterator = store.changes()[Symbol.asyncIterator]();
    return begun(iterator, iterator.next());
  }

  async function next(number) {
    const one = heard[number];
    const late = new Promise((done) => setTimeout(done, wait_ms, null));
    const came = await Promise.race([one.next, late]);
    if (came === null) return ['none', '{}'];
    one.next = one.iterator.next();
    return ['ok', JSON.stringify(came.value)];
  }

  function call(store, name, text) {
    let input;
    try {
      input = JSON.parse(text);
    } catch {
      // What nobody can give to call(); the core is to see it all the same.
      const asked = store.ask({ do: 'call', name, input: text, commandId: null });
      return asked.then(JSON.parse);
    }
    return store.call(name, input);
  }

  function enrol(store, { device_name: deviceName, ...rest }) {
    return store.enrol({ ...rest, deviceName });
  }

  async function done(verb, name, rest) {
    if (verb === 'open') {
      stores.set(name, await Brygga.open({ name }));
      return {};
    }
    const store = stores.get(name);
    const steps = {
      call: () => call(store, ...rest),
      enrol: () => enrol(store, JSON.parse(rest[0])),
      // Without a budget, it comes back when all is done.
      sync: () => store.sync().then(() => ({ finished: true })),
      start: () => store.startSync(),
      stop: () => store.stopSync(),
      hint: () => store.hint(JSON.parse(rest[0])),
      export: () => store.exportUnsent(),
      close: () => store.close(),
      watch: () => watch(store, ...rest),
      observe: () => observe(store),
      unwatch: () => heard[rest[0]].iterator.return().then(() => ({})),
      unobserve: () => heard[rest[0]].iterator.return().then(() => ({})),
    };
    return steps[verb]();
  }

  function textOf(error) {
    const { code, field, kind, sentence, problems } = error;
    const of_parts =
      problems.length > 0 ? { problems, problems_count: error.problemsCount } : {};
    const told = { can_retry: error.canRetry, code, field, kind, ...of_parts, sentence };
    return JSON.stringify({ error: { ...told, sentence_sv: error.sentenceSv } });
  }

  globalThis.play = async (verb, name, rest) => {
    try {
      if (verb === 'watched' || verb === 'observed') return await next(name);
      return ['ok', JSON.stringify((await done(verb, name, rest)) ?? {})];
    } catch (error) {
      if (!(error instanceof BryggaError)) throw error;
      return [error.kind, textOf(error)];
    }
  };
}

/** The site keeps its port when the runner is started again: stores belong to an origin. */
class Site {
  constructor(folder) {
    this.file = path.join(folder, 'site.json');
  }

  async start() {
    const kept = existsSync(this.file) ? JSON.parse(readFileSync(this.file, 'utf8')) : {};
    this.site = await startSite(process.env.BRYGGA_PACKAGE, kept.port);
    this.site.office = kept.office ?? null;
  }

  /** The step's part as the page gets it. */
  given(part) {
    const office = /http:\/\/127\.0\.0\.1:\d+/.exec(part)?.[0];
    if (office === undefined) return part;
    this.site.office = office;
    writeFileSync(this.file, JSON.stringify({ port: Number(new URL(this.site.url).port), office }));
    return part.replaceAll(office, this.site.url);
  }

  told(answer) {
    return answer.replaceAll(this.site.url, this.site.office);
  }
}

const folder = process.argv[2];
const site = new Site(folder);
await site.start();
// Of this program's process group: who kills the group kills the browser amid its work.
const browser = await Browser.start(path.join(folder, 'profile'), { detached: false });
const tab = await browser.tab(site.site.url);
await tab.evaluate(preparePage);
for await (const line of createInterface({ input: process.stdin })) {
  const step = line.split('\t').map((part) => site.given(part));
  const [verb, name, ...rest] = step;
  const [kind, answer] = await tab.evaluate((parts) => play(...parts), [verb, name, rest]);
  process.stdout.write(`${kind}\t${site.told(answer)}\n`);
}
await browser.stop();
await site.site.close();
