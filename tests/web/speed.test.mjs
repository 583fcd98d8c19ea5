// How quick the app is with many participants in its store, on a slow tablet.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { day, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

const programme = path.join(process.env.BRYGGA_PROGRAMMES, 'kompetenscenter.toml');

let site;
let office;

before(async () => {
  site = await startSite(process.env.BRYGGA_WEB_SITE);
  office = await Office.start();
  site.office = office.url;
});

after(async () => {
  await site.close();
  await office.stop();
});

/** So many cases in each of some files, all of them of this coach's. */
function givenCases(coach, many, files = 1) {
  const csv = path.join(tmpdir(), `brygga-cases-${process.pid}.csv`);
  const units = ['Hisingen', 'Centrum-Väster', 'Öster', 'Angered'];
  office.verb('staff', 'add', '--name', `Maja ${many}`, '--role', 'manager', ...units.flatMap((unit) => ['--manages', unit]));
  const desk = new Tablet(office, `Maja ${many}`);
  for (let seed = 1; seed <= files; seed++) {
    execFileSync(process.env.BRYGGA_MUNICIPALITY, [
      '--participants', String(many), '--years', '4', '--seed', String(seed), '--today', day(0),
      '--programme', programme, '--csv', '--output', csv, ...units.flatMap((unit) => ['--coach', `${coach}@${unit}`]),
    ]);
    desk.run('import', csv, '--programme', 'kompetenscenter');
    desk.sync();
  }
  desk.remove();
  rmSync(csv);
}

/** A browser in which this coach has received that many. */
async function withCases(coach, many) {
  const browser = await Browser.start();
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite(coach)}`);
  page.setDefaultTimeout(120_000);
  await page.getByRole('button', { name: 'Anslut', exact: true }).click();
  await page.getByRole('heading', { name: 'Idag' }).waitFor();
  await page.getByRole('button', { name: /^Läget/ }).click();
  await page.getByText('Appen finns på enheten och startar utan nätverk.').waitFor();
  await page.getByRole('button', { name: 'Deltagare', exact: true }).click();
  await page.getByText(`${new Intl.NumberFormat('sv-SE').format(many)} deltagare`).waitFor();
  return { browser, page };
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

test('a start with no network shows today within 1.5 s, with 2,000 participants on a processor four times slower', async (t) => {
  givenCases('Bob Berg', 2000);
  const { browser, page } = await withCases('Bob Berg', 2000);
  try {
    site.isAway = true;
    await page.close();
    const times = [];
    for (let i = 0; i < 5; i++) {
      const tab = await browser.context.newPage();
      const session = await browser.context.newCDPSession(tab);
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      // Taken by the page itself: when the lists of today have been drawn.
      await tab.addInitScript(() => {
        const look = () => {
          if (document.body?.innerText.includes('Att göra')) globalThis.drawnAt = performance.now();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await tab.goto(site.url);
      times.push(await tab.waitForFunction(() => globalThis.drawnAt).then((found) => found.jsonValue()));
      await tab.close();
    }
    t.diagnostic(`today after ${times.map(Math.round)} ms`);
    // What else runs on the machine only ever adds to it.
    assert.ok(Math.min(...times) <= 1500, `${times}`);
  } finally {
    site.isAway = false;
    await browser.stop();
  }
});

test('typing, searching and the list answer within 100 ms with 10,000 participants', async (t) => {
  givenCases('Alice Andersson', 10_000);
  const { browser, page } = await withCases('Alice Andersson', 10_000);
  try {
    // From each key until its sign stands in the field, and until the list is another one.
    await page.evaluate(() => {
      globalThis.keys = [];
      globalThis.lists = [];
      addEventListener('keydown', () => {
        const begun = performance.now();
        const list = document.querySelector('.count').innerText;
        requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - begun)));
        const look = () => {
          const took = performance.now() - begun;
          if (document.querySelector('.count').innerText !== list) lists.push(took);
          else if (took < 1000) requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }, true);
    });
    const field = page.getByRole('searchbox');
    await field.focus();
    for (const sign of 'anna') {
      await page.keyboard.type(sign);
      await page.waitForTimeout(1000);
    }
    const { keys, lists } = await page.evaluate(() => ({ keys, lists }));
    t.diagnostic(`keys ${keys.map(Math.round)} ms, lists ${lists.map(Math.round)} ms`);
    assert.ok(keys.length === 4 && lists.length > 1, `${keys.length} keys, ${lists.length} lists`);
    assert.ok(median(keys) <= 100, `keys: ${keys}`);
    assert.ok(median(lists) <= 100, `lists: ${lists}`);

    await field.fill('');
    await page.getByText(/10.000 deltagare/).waitFor();
    const rows = await page.evaluate(async () => {
      const times = [];
      for (let at = 0; at < 8; at++) {
        const begun = performance.now();
        scrollTo(0, (document.body.scrollHeight / 8) * at);
        for (;;) {
          await new Promise((drawn) => requestAnimationFrame(drawn));
          const shown = [...document.querySelectorAll('.window > li')].filter((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return bottom > 0 && top < innerHeight;
          });
          if (shown.length > 3 && shown.every((row) => row.querySelector('button'))) break;
          if (performance.now() - begun > 5000) break;
        }
        times.push(performance.now() - begun);
      }
      return { times, drawn: document.querySelectorAll('.window > li').length };
    });
    t.diagnostic(`rows in sight after ${rows.times.map(Math.round)} ms; ${rows.drawn} are drawn`);
    assert.ok(rows.drawn < 60, `${rows.drawn} rows are drawn`);
    assert.ok(median(rows.times) <= 100, `${rows.times}`);
  } finally {
    await browser.stop();
  }
});

test("the office's overview with 100,000 participants is drawn within 2 s", async (t) => {
  const many = Number(process.env.BRYGGA_MANY ?? 100_000);
  // In several files, since one holds no more than a municipality brings at a time.
  const files = 10;
  givenCases('Alice Andersson', many / files, files);
  office.verb('staff', 'add', '--name', 'Olga Ohlsson', '--role', 'office', '--role', 'manager', ...['Hisingen', 'Centrum-Väster', 'Öster', 'Angered'].flatMap((unit) => ['--manages', unit]));
  const browser = await Browser.start({ context: { viewport: { width: 1280, height: 800 } } });
  try {
    const page = await browser.tab(`${site.url}/#password=${Office.tenant}.${office.invite('Olga Ohlsson')}`);
    page.setDefaultTimeout(120_000);
    await page.getByLabel('Nytt lösenord').fill('en riktigt lång mening');
    await page.getByLabel('Samma lösenord igen').fill('en riktigt lång mening');
    await page.getByRole('button', { name: 'Spara och logga in' }).click();
    // The last of its numbers, of which none is there before the others.
    const drawn = page.getByRole('region', { name: 'Göteborgs kompetenscenter' }).getByText('Över tidsgränsen', { exact: true });
    await drawn.waitFor();
    const times = [];
    for (let i = 0; i < 5; i++) {
      await page.reload();
      const begun = await page.evaluate(() => performance.timeOrigin);
      await drawn.waitFor();
      times.push((await page.evaluate(() => performance.timeOrigin + performance.now())) - begun);
    }
    t.diagnostic(`overview of ${many} participants after ${times.map(Math.round)} ms`);
    // What else runs on the machine only ever adds to it.
    assert.ok(Math.min(...times) <= 2000, `${times}`);
  } finally {
    await browser.stop();
  }
});
