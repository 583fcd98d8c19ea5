// The claims of bindings/wasm, in a real browser, with real files and a real office.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Browser } from './browser.mjs';
import { Office } from './office.mjs';
import { startSite } from './site.mjs';

let office;
let site;
let profile;
let browser;

before(async () => {
  site = await startSite(process.env.BRYGGA_PACKAGE);
});

after(() => site.close());

beforeEach(async () => {
  office = await Office.start();
  site.office = office.url;
  site.files = [];
  profile = mkdtempSync(path.join(tmpdir(), 'brygga-profile-'));
  browser = await Browser.start(profile);
});

afterEach(async () => {
  await browser.stop();
  rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  await office.stop();
});

/** A tab with the store open as `store`. */
async function tabWithStore() {
  const tab = await browser.tab(site.url);
  await tab.evaluate(async () => {
    globalThis.store = await Brygga.open({ name: 'alice' });
  });
  return tab;
}

/** The same, with the store Alice's, and what the office says to it stored. */
async function enrolledTab() {
  const tab = await tabWithStore();
  await tab.evaluate(
    async ([url, tenant, code]) => {
      await store.enrol({ url, tenant, code, deviceName: 'browser' });
      await store.sync();
    },
    [site.url, Office.tenant, office.invite()],
  );
  return tab;
}

test('a store opens in a page whose policy allows no eval, and says what it is', async () => {
  const tab = await tabWithStore();
  const status = await tab.evaluate(() => store.call('status'));
  assert.equal(status.enrolled, false);
  assert.deepEqual(tab.errors, []);
});

/** Adds participants one after the other; their names are prefix and a number. */
function add(tab, prefix, count) {
  return tab.evaluate(
    async ([name, many]) => {
      for (let i = 0; i < many; i++) {
        await store.call('participant.add', { first_name: `${name}${i}`, last_name: 'Ek' });
      }
    },
    [prefix, count],
  );
}

/** The first names of all participants that the tab shows. */
function names(tab) {
  return tab.evaluate(async () => {
    const found = [];
    for (;;) {
      const page = await store.call('participants.list', { limit: 500, offset: found.length });
      found.push(...page.participants.map((one) => one.first_name));
      if (found.length >= page.total) return found.sort();
    }
  });
}

test('what was saved is there after the page was loaded again, without a network', async () => {
  const tab = await enrolledTab();
  await add(tab, 'Amina', 3);
  site.office = null;
  await tab.reload();
  await tab.waitForFunction(() => document.title === 'ready');
  await tab.evaluate(async () => {
    globalThis.store = await Brygga.open({ name: 'alice' });
  });
  await add(tab, 'Bo', 1);
  assert.deepEqual(await names(tab), ['Amina0', 'Amina1', 'Amina2', 'Bo0']);
});

test('what was saved is there after the browser was closed and started again', async () => {
  await add(await enrolledTab(), 'Amina', 2);
  await browser.stop();
  browser = await Browser.start(profile);
  assert.deepEqual(await names(await tabWithStore()), ['Amina0', 'Amina1']);
});

test('a browser killed amid saves has every save that was acknowledged', async () => {
  await enrolledTab();
  let expected = [];
  for (let round = 0; round < 3; round++) {
    const tab = round === 0 ? browser.context.pages().at(-1) : await tabWithStore();
    const kept = await names(tab);
    for (const name of expected) assert.ok(kept.includes(name), `${name} is gone`);
    const acknowledged = [];
    const enough = new Promise((done) => {
      tab.on('console', (message) => {
        if (message.type() !== 'info') return;
        acknowledged.push(message.text());
        if (acknowledged.length === 60 + 25 * round) done();
      });
    });
    await tab.evaluate((prefix) => {
      globalThis.saving = (async () => {
        for (let i = 0; ; i++) {
          const name = `${prefix}n${i}`;
          await store.call('participant.add', { first_name: name, last_name: 'Ek' });
          console.info(name);
        }
      })();
    }, `r${round}`);
    await enough;
    await browser.kill();
    expected = [...expected, ...acknowledged];
    browser = await Browser.start(profile);
  }
  const kept = await names(await tabWithStore());
  for (const name of expected) assert.ok(kept.includes(name), `${name} is gone`);
  // How many more were saved than were told depends on the machine; that none is there twice, and
  // that none is missing before a later one, does not.
  for (let round = 0; round < 3; round++) {
    const numbers = kept.filter((name) => name.startsWith(`r${round}n`)).map((name) => Number(name.slice(3)));
    assert.deepEqual(numbers.sort((one, other) => one - other), [...numbers.keys()], `round ${round}`);
  }
});

test('two tabs work on one store, and the second takes over when the first is closed', async () => {
  const first = await enrolledTab();
  const second = await tabWithStore();
  await Promise.all([add(first, 'Amina', 20), add(second, 'Bo', 20)]);
  assert.equal((await names(first)).length, 40);
  assert.deepEqual(await names(second), await names(first));
  // Closed while the other tab is asking: nothing is lost, and nothing saved twice.
  const asking = add(second, 'Cia', 40);
  await first.close();
  await asking;
  const kept = await names(second);
  assert.equal(kept.length, 80);
  assert.equal(new Set(kept).size, 80);
  assert.deepEqual(second.errors, []);
});

test('a command that is repeated, also to another leader, is saved once', async () => {
  const first = await enrolledTab();
  const second = await tabWithStore();
  const commandId = '6ab7a6c4-3f0e-4f0f-9c5e-0d6f5d2f9a11';
  const once = (tab) =>
    tab.evaluate(
      (id) =>
        store.call('participant.add', { first_name: 'Amina', last_name: 'Ek' }, { commandId: id }),
      commandId,
    );
  const answers = [await once(second), await once(first)];
  await first.close();
  answers.push(await once(second));
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  assert.deepEqual(await names(second), ['Amina']);
});

test('a watched query tells what other tabs save, and goes on under a new leader', async () => {
  const first = await enrolledTab();
  const second = await tabWithStore();
  await second.evaluate(() => {
    globalThis.totals = [];
    globalThis.watching = (async () => {
      for await (const page of store.observe('participants.list')) totals.push(page.total);
    })();
  });
  const hasTold = (total) => second.waitForFunction((wanted) => totals.at(-1) === wanted, total);
  await hasTold(0);
  await add(first, 'Amina', 2);
  await hasTold(2);
  await first.close();
  await add(second, 'Bo', 1);
  await hasTold(3);
  await second.evaluate(async () => {
    await store.close();
    await watching;
  });
  const totals = await second.evaluate(() => globalThis.totals);
  assert.deepEqual(totals, [...new Set(totals)]);
});

test('a full disk is told as storage_full, loses nothing, and work goes on when there is room', async () => {
  const tab = await enrolledTab();
  await add(tab, 'Amina', 3);
  const session = await browser.context.newCDPSession(tab);
  const origin = site.url;
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 20_000 });
  const { error, saved } = await tab.evaluate(async () => {
    for (let i = 0; i < 5000; i++) {
      try {
        const last_name = 'Ek'.repeat(90);
        await store.call('participant.add', { first_name: `Full${i}`, last_name });
      } catch (failure) {
        const { kind, canRetry, sentence, sentenceSv } = failure;
        const isOurs = failure instanceof BryggaError;
        return { error: { isOurs, kind, canRetry, sentence, sentenceSv }, saved: i };
      }
    }
    return { error: null, saved: 5000 };
  });
  assert.equal(error?.isOurs, true, `${saved} were saved`);
  assert.equal(error.kind, 'storage_full');
  assert.equal(error.canRetry, true);
  assert.notEqual(error.sentence, error.sentenceSv);
  assert.equal((await names(tab)).length, 3 + saved);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await add(tab, 'Bo', 1);
  assert.equal((await names(tab)).length, 4 + saved);
});

test('an error says its code, kind, field and sentence in both languages', async () => {
  const tab = await enrolledTab();
  const error = await tab.evaluate(() =>
    store.call('participant.add', { first_name: 'Amina' }).catch((failure) => ({
      isOurs: failure instanceof BryggaError,
      code: failure.code,
      kind: failure.kind,
      field: failure.field,
      canRetry: failure.canRetry,
      sentences: [failure.sentence, failure.sentenceSv],
    })),
  );
  assert.equal(error.isOurs, true);
  assert.equal(error.code, 'missing_field');
  assert.equal(error.kind, 'invalid');
  assert.equal(error.field, 'last_name');
  assert.equal(error.canRetry, false);
  assert.notEqual(error.sentences[0], error.sentences[1]);
});

test('odd input is refused and does not end the worker', async () => {
  const tab = await tabWithStore();
  const codes = await tab.evaluate(async () => {
    const found = [];
    const code = (promise) => promise.then(() => found.push('ok'), (error) => found.push(error.code));
    await code(store.call('participant.teleport'));
    await code(store.call('participants.list', { limit: 'many' }));
    await code(store.call('participants.list', { search: '\ud800' }));
    await code(store.call('participants.list', { search: 'x'.repeat(1_000_000) }));
    let deep = {};
    for (let i = 0; i < 2000; i++) deep = { deep };
    await code(store.call('participants.list', deep));
    await code(store.call('participant.add', { command_id: 'no id', first_name: 'A', last_name: 'B' }));
    await code(store.call('status'));
    return found;
  });
  assert.equal(codes.at(-1), 'ok');
  assert.ok(codes.slice(0, -1).every((code) => code !== 'ok' && code !== 'internal'), `${codes}`);
});

// --- the office ------------------------------------------------------------------------------------

/** A second device of Alice's, in a browser of its own, for as long as the work lasts. */
async function withOtherBrowser(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'brygga-profile-'));
  const mine = browser;
  const other = await Browser.start(folder);
  try {
    browser = other;
    const tab = await enrolledTab();
    browser = mine;
    await work(tab);
  } finally {
    browser = mine;
    await other.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Until the tab shows so many participants. */
const shows = (tab, total) =>
  tab.waitForFunction(
    async (wanted) => (await store.call('participants.list')).total === wanted,
    total,
    { polling: 100, timeout: 20_000 },
  );

test('what one browser saves arrives in another as it happens, both ways', async () => {
  const mine = await enrolledTab();
  await withOtherBrowser(async (theirs) => {
    await mine.evaluate(() => store.startSync());
    await theirs.evaluate(() => store.startSync());
    await add(mine, 'Amina', 1);
    await shows(theirs, 1);
    await add(theirs, 'Bo', 1);
    await shows(mine, 2);
  });
});

test('work done while the office is away is sent when it is back, and the reports say so', async () => {
  const tab = await enrolledTab();
  await tab.evaluate(() => {
    globalThis.phases = [];
    void (async () => {
      for await (const report of store.reports()) phases.push(report.phase);
    })();
  });
  site.office = null;
  await add(tab, 'Cia', 2);
  assert.equal(await syncFails(tab), 'offline');
  assert.equal((await tab.evaluate(() => store.status())).unsent, 2);
  const unsent = await tab.evaluate(() => store.exportUnsent());
  assert.ok(JSON.stringify(unsent).includes('Cia1'));
  await tab.evaluate(() => store.startSync());
  await tab.waitForFunction(() => phases.includes('backing_off'));
  assert.equal(await syncFails(tab), 'busy');
  site.office = office.url;
  await tab.evaluate(() => store.startSync()); // again: at once
  await hasSentAll(tab);
  await tab.evaluate(() => store.stopSync());
  await tab.evaluate(() => store.sync());
});

test('watches that have ended take nobody else with them: saves are still told, and sent', async () => {
  const tab = await enrolledTab();
  await tab.evaluate(async () => {
    await store.startSync();
    for (let i = 0; i < 5; i++) {
      for await (const _ of store.observe('participants.list')) break;
    }
    globalThis.told = 0;
    void (async () => {
      for await (const _ of store.changes()) globalThis.told += 1;
    })();
  });
  await add(tab, 'Dan', 1);
  await tab.waitForFunction(() => globalThis.told > 0);
  await hasSentAll(tab);
});

test('a sync that is asked for is tried, too, when the page has said that there is no network', async () => {
  const tab = await enrolledTab();
  await tab.evaluate(() => store.hint({ online: false }));
  await add(tab, 'Cia', 1);
  await tab.evaluate(() => store.sync());
  assert.equal((await tab.evaluate(() => store.status())).unsent, 0);
});

test('a change is told to each tab, and several as one to who is slow', async () => {
  const first = await enrolledTab();
  const second = await tabWithStore();
  for (const tab of [first, second]) {
    await tab.evaluate(() => {
      globalThis.changes = store.changes()[Symbol.asyncIterator]();
    });
  }
  await add(first, 'Amina', 3);
  await names(second); // answered after what was told
  for (const tab of [first, second]) {
    const came = await tab.evaluate(() => changes.next());
    assert.ok(came.value.entities.includes('participant'));
    assert.equal(came.value.received, false);
    await tab.evaluate(() => {
      globalThis.later = changes.next();
    });
    const none = tab.evaluate(() => Promise.race([later, Promise.resolve('nothing')]));
    assert.equal(await none, 'nothing');
    await tab.evaluate(() => store.close());
    assert.equal((await tab.evaluate(() => later)).done, true);
  }
});

/** The kind of the error. */
const syncFails = (tab) => tab.evaluate(() => store.sync().then(() => null, (error) => error.kind));

const hasSentAll = (tab) =>
  tab.waitForFunction(async () => (await store.status()).unsent === 0, null, {
    polling: 100,
    timeout: 20_000,
  });

test('a tab that takes over goes on with the sync', async () => {
  const first = await enrolledTab();
  const second = await tabWithStore();
  await second.evaluate(() => store.startSync());
  await first.close();
  await add(second, 'Dag', 1);
  await hasSentAll(second);
});

test('what is done at a desk is loaded when it is asked for; calls, watches and the sync go on', async () => {
  const tab = await enrolledTab();
  const other = await tabWithStore();
  for (const one of [tab, other]) {
    await one.evaluate(async () => {
      globalThis.totals = [];
      void (async () => {
        for await (const page of store.observe('participants.list')) totals.push(page.total);
      })();
      await store.startSync();
    });
    await one.waitForFunction(() => totals.length > 0);
  }
  assert.ok(!site.files.includes('brygga-desk.wasm'));
  // Many at once, of both parts and from both tabs, while it is loaded.
  const results = await Promise.all(
    [tab, other].map((one, at) =>
      one.evaluate(async (name) => {
        const adding = (i) => store.call('participant.add', { first_name: `${name}${i}`, last_name: 'Ek' });
        const answers = await Promise.all([
          adding(0), store.call('commands.list'), adding(1), store.call('hours.show', { programme: 'none' })
            .catch((error) => error.code), adding(2),
        ]);
        return { commands: answers[1].commands.length, refused: answers[3] };
      }, at === 0 ? 'Åsa' : 'Bo'),
    ),
  );
  for (const { commands, refused } of results) {
    assert.ok(commands > 100);
    assert.equal(typeof refused, 'string');
    assert.notEqual(refused, 'unknown_name');
  }
  assert.equal(site.files.filter((file) => file === 'brygga-desk.wasm').length, 1);
  for (const one of [tab, other]) await one.waitForFunction(() => totals.at(-1) === 6);
  await hasSentAll(tab);
  await add(other, 'Cilla', 1);
  for (const one of [tab, other]) await one.waitForFunction(() => totals.at(-1) === 7);
  assert.equal(await tab.evaluate(() => store.call('no.such').catch((error) => error.code)), 'unknown_name');
  assert.deepEqual([...tab.errors, ...other.errors], []);
});

test('an enrolment that is under way while the desk is loaded is done once', async () => {
  const tab = await tabWithStore();
  let release;
  site.hold = new Promise((done) => {
    release = done;
  });
  try {
    await tab.evaluate(([url, tenant, code]) => {
      globalThis.enrolled = store.enrol({ url, tenant, code, deviceName: 'browser' })
        .then(() => 'enrolled', (error) => error.code);
      globalThis.listed = store.call('commands.list').then(({ commands }) => commands.length, (error) => error.code);
    }, [site.url, Office.tenant, office.invite()]);
    while (!site.files.includes('brygga-desk.wasm')) await new Promise((later) => setTimeout(later, 20));
    await new Promise((later) => setTimeout(later, 300));
  } finally {
    site.hold = null;
    release();
  }
  assert.equal(await tab.evaluate(() => enrolled), 'enrolled');
  assert.ok((await tab.evaluate(() => listed)) > 100);
});

test('a watch at a desk ends with an error where a tab takes over that cannot load it', async () => {
  const first = await enrolledTab();
  const second = await tabWithStore();
  await second.evaluate(async () => {
    globalThis.lists = 0;
    globalThis.ended = null;
    void (async () => {
      try {
        for await (const _ of store.observe('commands.list')) lists += 1;
      } catch (error) {
        globalThis.ended = error.code;
      }
    })();
  });
  await second.waitForFunction(() => lists === 1);
  site.missing = 'brygga-desk.wasm';
  try {
    await (await browser.context.newCDPSession(second)).send('Network.clearBrowserCache');
    await first.close();
    await second.waitForFunction(() => ended !== null);
    assert.equal(await second.evaluate(() => ended), 'part_not_loaded');
    await add(second, 'Eva', 1);
  } finally {
    site.missing = null;
  }
});

test('what is done at a desk and cannot be loaded is refused, and all else goes on', async () => {
  const tab = await enrolledTab();
  site.missing = 'brygga-desk.wasm';
  try {
    const refused = await tab.evaluate(() =>
      store.call('commands.list').catch(({ code, kind, sentenceSv, canRetry }) => ({ code, kind, sentenceSv, canRetry })));
    assert.deepEqual([refused.code, refused.kind, refused.canRetry], ['part_not_loaded', 'offline', true]);
    assert.match(refused.sentenceSv, /nätverk/);
    await add(tab, 'Dag', 1);
  } finally {
    site.missing = null;
  }
  assert.ok((await tab.evaluate(() => store.call('commands.list'))).commands.length > 100);
  assert.deepEqual(await names(tab), ['Dag0']);
});

test('a worker that breaks is replaced, and what it was asked is done once', async () => {
  const tab = await enrolledTab();
  await add(tab, 'Amina', 1);
  await tab.evaluate(() => {
    globalThis.totals = [];
    void (async () => {
      for await (const page of store.observe('participants.list')) totals.push(page.total);
    })();
  });
  // Without randomness no id can be made, and the core breaks off.
  await tab.workers()[0].evaluate(() => {
    crypto.getRandomValues = () => {
      throw new Error('no randomness');
    };
  });
  await add(tab, 'Bo', 1);
  assert.deepEqual(await names(tab), ['Amina0', 'Bo0']);
  await tab.waitForFunction(() => totals.at(-1) === 2);
});
