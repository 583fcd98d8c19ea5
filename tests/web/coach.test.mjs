// A coach's day in the web app: a real browser, a real office, and no network for much of it.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { Browser, fillDay, fillTime, flaws, heading, press, smallTargets } from './browser.mjs';
import { again_ms_max, day, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

let site;
let office;
/** Another device of Alice's, which has her cases. */
let tablet;
let browser;

before(async () => {
  site = await startSite(process.env.BRYGGA_WEB_SITE);
});

after(() => site.close());

beforeEach(async () => {
  office = await Office.start();
  site.office = office.url;
  site.isAway = false;
  site.changed = {};
  tablet = new Tablet(office, 'Alice Andersson');
  browser = await Browser.start();
});

afterEach(async () => {
  const { errors } = browser;
  await browser.stop();
  tablet.remove();
  await office.stop();
  assert.deepEqual(errors, []);
});

/** Amina's case, at the office. */
const givenAmina = (more) => tablet.givenAmina(more);

const shown = (participant) => {
  tablet.sync();
  return tablet.call('participant.show', { participant });
};

/** Until the office has it, as the other device sees it. */
async function eventually(what, isSo) {
  const until = Date.now() + again_ms_max;
  while (!(await isSo())) {
    if (Date.now() > until) assert.fail(`not in time: ${what}`);
    await new Promise((later) => setTimeout(later, 300));
  }
}


/** The app, enrolled as Alice, showing today; ready for days with no network. */
async function enrolled() {
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Alice Andersson')}`);
  await press(page, 'Anslut');
  await heading(page, 'Idag');
  // What the office has to say has come: the place for roles is there with its programme.
  await page.getByRole('button', { name: 'Roller', exact: true }).waitFor();
  return page;
}

/** The texts that are kept on the device until they are saved. */
const keptDrafts = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('brygga.drafts');
        opening.onsuccess = () => {
          const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result.map((draft) => draft.body));
          };
        };
      }),
  );

/** Until the whole app is on the device. */
async function isKept(page) {
  await page.getByRole('button', { name: /^Läget/ }).click();
  await page.getByText('Appen finns på enheten och startar utan nätverk.').waitFor();
}

async function openAmina(page) {
  await press(page, 'Deltagare');
  await page.getByRole('button', { name: /Amina Åkesson/ }).click();
  await heading(page, 'Amina Åkesson');
}

async function writeNote(page, text) {
  await press(page, 'Ny anteckning');
  await page.getByRole('textbox', { name: 'Anteckning' }).fill(text);
}

/** Until the note stands in Amina's case: before that its text stands in the field in which it is written. */
async function isSaved(page, text) {
  await heading(page, 'Amina Åkesson');
  await page.getByText(text, { exact: true }).first().waitFor();
}

test('a link enrols a device, its code leaves the address at once, and today is shown', async () => {
  givenAmina();
  const code = office.invite('Alice Andersson');
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${code}`);
  await heading(page, 'Anslut den här enheten');
  assert.equal(page.url(), `${site.url}/`);
  assert.equal(await page.getByLabel('Engångskod').inputValue(), code);
  await press(page, 'Anslut');
  await heading(page, 'Idag');
  await page.getByRole('button', { name: /Ring Förskolan Linden.*Amina Åkesson/ }).waitFor();
  assert.equal(page.url(), `${site.url}/`);
});

test('of a long list today shows the first, and all of them when asked, from where one was', async () => {
  const participant = givenAmina();
  for (let n = 0; n < 12; n++) tablet.call('task.add', { participant, title: `Uppgift ${n}`, due: day(-n) });
  tablet.sync();
  const page = await enrolled();
  const tasks = page.getByRole('region', { name: 'Att göra' });
  await press(tasks, 'Visa alla 13');
  assert.equal(await tasks.getByRole('listitem').count(), 13);
  assert.equal(await page.evaluate(() => [...document.activeElement.closest('ul').children].indexOf(document.activeElement.closest('li'))), 8);
});

test('a wrong code is told in a sentence, and a right one typed after it enrols', async () => {
  const page = await browser.tab(site.url);
  await page.getByLabel('Kommun eller organisation').fill(Office.tenant);
  await page.getByLabel('Engångskod').fill('AAAA-BBBB-CCCC-DDDD');
  await press(page, 'Anslut');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Engångskod').fill(office.invite('Alice Andersson'));
  await press(page, 'Anslut');
  await heading(page, 'Idag');
  await page.getByText('Inga möten idag.').waitFor();
  // The browser says of each answer of 4xx that it was one.
  browser.errors = browser.errors.filter((text) => !text.includes('Failed to load resource'));
});

test('a day with no network from a cold start is saved, said to be unsent, and reaches the office', async () => {
  const participant = givenAmina();
  let page = await enrolled();
  await isKept(page);
  const { profile } = browser;
  await browser.stop({ keepsProfile: true });
  site.isAway = true;
  browser = await Browser.start({ profile });
  page = await browser.tab(site.url);
  await heading(page, 'Idag');
  await page.getByRole('button', { name: 'Markera som klart: Ring Förskolan Linden' }).click();
  await page.getByText('Inget som förfaller idag.').waitFor();
  await openAmina(page);
  await writeNote(page, 'Mötte arbetsgivaren idag.');
  await press(page, 'Spara och signera');
  await isSaved(page, 'Mötte arbetsgivaren idag.');
  await page.getByText('Inte skickat än').waitFor();
  await page.getByRole('tab', { name: 'Översikt' }).click();
  await press(page, 'Boka möte');
  const dialog = page.getByRole('dialog');
  await fillDay(dialog, 'Dag', day(7));
  await fillTime(dialog, 'Tid', '09:30');
  await dialog.getByLabel('Plats').fill('Förskolan Linden');
  await press(dialog, 'Spara');
  await page.getByText('Förskolan Linden').waitFor();
  await page.reload();
  await heading(page, 'Amina Åkesson');
  await page.getByRole('button', { name: /Läget/ }).click();
  await page.getByText(/3 ändringar är sparade på enheten/).waitFor();

  site.isAway = false;
  await press(page, 'Hämta och skicka nu');
  await page.getByText('Allt är skickat').first().waitFor();
  const amina = shown(participant);
  assert.equal(amina.tasks[0].status, 'done');
  assert.deepEqual(amina.notes.map((one) => [one.body, one.status]), [['Mötte arbetsgivaren idag.', 'signed']]);
  assert.equal(amina.appointments.at(-1).place, 'Förskolan Linden');
});

test('a note that was being written when the tab was killed is offered again, and saved once', async () => {
  const participant = givenAmina();
  let page = await enrolled();
  await openAmina(page);
  await writeNote(page, 'Halvskriven anteck');
  await page.getByText('Utkastet är sparat på enheten.').waitFor();
  const session = await browser.context.newCDPSession(page);
  void session.send('Page.crash').catch(() => {});
  await page.waitForEvent('crash');
  page = await browser.tab(site.url);
  await page.getByRole('button', { name: /^Läget/ }).click();
  await page.getByRole('button', { name: 'Fortsätt: Amina Åkesson' }).click();
  await page.getByText('Du skrev det här tidigare utan att spara. Det finns kvar.').waitFor();
  const body = page.getByRole('textbox', { name: 'Anteckning' });
  assert.equal(await body.inputValue(), 'Halvskriven anteck');
  await body.fill('Halvskriven anteckning, nu hel.');
  await press(page, 'Spara och signera');
  await isSaved(page, 'Halvskriven anteckning, nu hel.');
  await eventually('the note is at the office', () => shown(participant).notes.length === 1);
  await page.getByRole('button', { name: /^Läget/ }).click();
  await heading(page, 'Läget');
  assert.equal(await page.getByText('Påbörjat').count(), 0);
});

test('a tab that is killed in the middle of saving leaves each note once: saved, or offered again', async () => {
  const participant = givenAmina();
  let page = await enrolled();
  const waits_ms = [0, 1, 3, 6, 12];
  const texts = waits_ms.map((_, n) => `Anteckning ${n}`);
  for (const [n, wait_ms] of waits_ms.entries()) {
    await openAmina(page);
    // A draft whose note was saved before its tab died is still there now and then, and written over.
    await writeNote(page, texts[n]);
    await eventually('the draft is kept', async () => (await keptDrafts(page)).includes(texts[n]));
    const session = await browser.context.newCDPSession(page);
    await page.getByRole('button', { name: 'Spara som utkast' }).evaluate((button) => button.click());
    await new Promise((later) => setTimeout(later, wait_ms));
    void session.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    await page.close();

    page = await browser.tab(site.url);
    await openAmina(page);
    await page.getByRole('tab', { name: 'Anteckningar' }).click();
    await page.getByRole('region', { name: /^Anteckningar/ }).waitFor();
    const saved = page.getByText(texts[n], { exact: true });
    if ((await saved.count()) === 0) {
      await page.getByRole('button', { name: /^Läget/ }).click();
      await press(page, 'Fortsätt: Amina Åkesson');
      assert.equal(await page.getByRole('textbox', { name: 'Anteckning' }).inputValue(), texts[n]);
      await press(page, 'Spara som utkast');
      await isSaved(page, texts[n]);
    }
  }
  await eventually('all notes are at the office', () => shown(participant).notes.length >= texts.length);
  assert.deepEqual(shown(participant).notes.map((one) => one.body).sort(), texts);
});

test('more of a note that was saved just before its tab died is saved, too', async () => {
  const participant = givenAmina();
  let page = await enrolled();
  await openAmina(page);
  await writeNote(page, 'Ringde.');
  await eventually('the draft is kept', async () => (await keptDrafts(page)).includes('Ringde.'));
  // As if the tab died after the note was saved, and before its draft was forgotten.
  await page.evaluate(() => {
    IDBObjectStore.prototype.delete = () => {
      throw new Error('The tab is dead.');
    };
  });
  await press(page, 'Spara som utkast');
  await isSaved(page, 'Ringde.');
  await page.close();
  page = await browser.tab(site.url);
  await page.getByRole('button', { name: /^Läget/ }).click();
  await press(page, 'Fortsätt: Amina Åkesson');
  await page.getByRole('textbox', { name: 'Anteckning' }).fill('Ringde. Inget svar.');
  await press(page, 'Spara som utkast');
  await isSaved(page, 'Ringde. Inget svar.');
  await eventually('the draft is gone', async () => (await keptDrafts(page)).length === 0);
  await eventually('both are at the office', () => shown(participant).notes.length >= 2);
  assert.deepEqual(shown(participant).notes.map((one) => one.body).sort(), ['Ringde.', 'Ringde. Inget svar.']);
});

test('an office that was killed gets what was saved meanwhile by itself when it is up again', async () => {
  const participant = givenAmina();
  const page = await enrolled();
  await openAmina(page);
  await office.kill();
  await writeNote(page, 'Sparad medan kontoret var nere.');
  await press(page, 'Spara och signera');
  await isSaved(page, 'Sparad medan kontoret var nere.');
  await page.getByRole('button', { name: /^Läget/ }).getByText('1 väntar').waitFor();
  await office.serve();
  await page.getByRole('button', { name: /^Läget/ }).getByText('Skickat').waitFor({ timeout: again_ms_max });
  assert.equal(shown(participant).notes[0].status, 'signed');
});

test('what two devices have changed unseen is laid side by side, and one tap settles it', async () => {
  const participant = givenAmina();
  const other = new Tablet(office, 'Alice Andersson');
  for (const [device, district] of [[tablet, 'Lundby'], [other, 'Majorna']]) {
    const { version } = device.call('participant.show', { participant });
    device.call('participant.update', { participant, version, district });
  }
  tablet.sync();
  other.sync();
  other.remove();
  const page = await enrolled();
  await page.getByText('1 uppgift har två värden.').waitFor();
  await press(page, 'Öppna');
  await page.getByRole('heading', { name: 'Bostadsområde: Amina Åkesson' }).waitFor();
  await page.getByText('Majorna').waitFor();
  // Two districts are no district: there is either, and not both.
  assert.equal(await page.getByRole('button', { name: 'Behåll båda' }).count(), 0);
  await page.getByRole('button', { name: 'Behåll Lundby' }).click();
  await page.getByText('Inget behöver dig.').waitFor();
  await eventually('the office has Lundby', () => shown(participant).district === 'Lundby');
  assert.deepEqual(shown(participant).conflicts, []);
});

/** Goes on with the draft in Amina's case, with no network or with one. */
async function rewriteDraft(page, text) {
  await openAmina(page);
  await page.getByRole('tab', { name: 'Anteckningar' }).click();
  await press(page, 'Fortsätt skriva');
  await page.getByRole('textbox', { name: 'Anteckning' }).fill(text);
  await press(page, 'Spara som utkast');
  await isSaved(page, text);
}

test('two browsers and a command line change the same text offline: each is laid beside the others with who, when and where, and one tap settles it for all', async () => {
  const participant = givenAmina();
  const { staff } = tablet.call('staff.list');
  const bob = staff.find((one) => one.name === 'Bob Berg').id;
  tablet.call('team.add', { participant, staff: bob, role: 'jobbcoach' });
  const { note } = tablet.call('note.write', { participant, body: 'Ringer arbetsgivaren.' });
  tablet.sync();
  const page = await enrolled();
  await openAmina(page);
  const other = await Browser.start();
  try {
    const theirs = await other.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Bob Berg')}`);
    await press(theirs, 'Anslut');
    await heading(theirs, 'Idag');
    await openAmina(theirs);
    site.office = null;
    await rewriteDraft(page, 'Ringer Linden.');
    await rewriteDraft(theirs, 'Ringer Volvo.');
    const { version } = tablet.call('participant.show', { participant }).notes[0];
    tablet.call('note.edit', { note, version, body: 'Ringer hamnen.' });
    tablet.sync();
    site.office = office.url;
    for (const one of [page, theirs]) await one.getByRole('button', { name: /^Läget/ }).click();
    for (const one of [page, theirs]) {
      await one.getByRole('heading', { name: 'Text: Amina Åkesson' }).waitFor({ timeout: again_ms_max });
      await one.getByText('Tre har ändrat samma uppgift utan att veta om varandra.').waitFor({ timeout: again_ms_max });
    }
    const version_of = (one, text) => one.locator('.version').filter({ hasText: text }).first();
    await version_of(page, 'Ringer Linden.').getByText('Du, på den här enheten').waitFor();
    const bobs = version_of(page, 'Ringer Volvo.');
    await bobs.getByText('Bob Berg').waitFor();
    await bobs.getByText(/^Ändrat .*, på .+/).waitFor();
    // Of the command line's it is known that it is Alice's too, on another device of hers.
    await version_of(theirs, 'Ringer hamnen.').getByText('Alice Andersson').waitFor();
    await version_of(theirs, 'Ringer hamnen.').getByText(/^Ändrat .*, på .+/).waitFor();
    assert.deepEqual(await flaws(page), []);
    assert.deepEqual(await smallTargets(page), []);
    await press(page, 'Behåll alla');
    for (const one of [page, theirs]) await one.getByText('Inget behöver dig.').waitFor();
    const settled = () => shown(participant).notes[0].body;
    await eventually('all three have all three texts', () => settled().includes('Linden') && settled().includes('Volvo') && settled().includes('hamnen'));
    assert.deepEqual(shown(participant).conflicts, []);
    for (const one of [page, theirs]) {
      await openAmina(one);
      await one.getByRole('tab', { name: 'Anteckningar' }).click();
      for (const text of ['Ringer Linden.', 'Ringer Volvo.', 'Ringer hamnen.']) await one.getByText(text).first().waitFor();
    }
    assert.deepEqual(other.errors, []);
  } finally {
    await other.stop();
  }
});

test('a tablet that the office has wiped hands over its work, and keeps no note, draft, name or code', async () => {
  // That it is to be wiped is told by an answer of status 401.
  browser.forgives = 'Failed to load resource';
  const participant = givenAmina();
  const page = await enrolled();
  await openAmina(page);
  site.office = null;
  await writeNote(page, 'Skrivet utan nät.');
  await press(page, 'Spara som utkast');
  await isSaved(page, 'Skrivet utan nät.');
  await writeNote(page, 'Bara påbörjat.');
  await page.getByText('Utkastet är sparat på enheten.').waitFor();
  const devices = JSON.parse(office.verb('device', 'list', '--json'));
  const lost = devices.find((one) => one.number !== devices[0].number).number;
  office.verb('device', 'wipe', lost);
  site.office = office.url;
  await page.getByRole('heading', { name: 'Enheten har tömts', level: 1 }).waitFor({ timeout: again_ms_max });
  await page.getByText(/Den här enheten tömdes av kontoret/).waitFor();
  await eventually('the drafts are gone', async () => (await keptDrafts(page)).length === 0);
  const kept = await page.evaluate(async () => {
    const drafts = await new Promise((resolve, reject) => {
      const opening = indexedDB.open('brygga.drafts', 1);
      opening.onsuccess = () => {
        const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
        all.onsuccess = () => resolve(all.result);
        all.onerror = () => reject(all.error);
      };
      opening.onerror = () => reject(opening.error);
    });
    return { drafts, stores: JSON.parse(localStorage.getItem('brygga')).stores, shown: sessionStorage.length };
  });
  assert.deepEqual(kept.drafts, []);
  assert.equal(kept.shown, 0);
  assert.equal(kept.stores.length, 1);
  const { name, tenant, lock } = kept.stores[0];
  assert.deepEqual({ name, tenant, lock }, { name: null, tenant: null, lock: null });
  const wiped = () => JSON.parse(office.verb('device', 'list', '--json')).find((one) => one.number === lost);
  await eventually('the office has the receipt', () => wiped().wipe.done_ms > 0);
  assert.equal(wiped().wipe.unsent_lost, 0);
  assert.equal(wiped().state, 'revoked');
  assert.equal(shown(participant).notes[0].body, 'Skrivet utan nät.');
  await page.reload();
  await heading(page, 'Enheten har tömts');
  assert.deepEqual(await flaws(page), []);
  await press(page, 'Anslut med en ny kod');
  await heading(page, 'Anslut den här enheten');
});

test('a lock leaves nothing readable, in no tab, and the code opens where it was left', async () => {
  givenAmina();
  const page = await enrolled();
  const second = await browser.tab(site.url);
  await heading(second, 'Idag');
  // A tab behind another draws nothing, and what is pressed in it waits for that.
  await page.bringToFront();
  await press(page, 'Inställningar');
  await page.getByLabel('Ny kod, minst fyra siffror').fill('4711');
  await page.getByLabel('Samma kod igen').fill('4711');
  await press(page, 'Använd koden');
  await page.getByText('En kod krävs').waitFor();
  await openAmina(page);
  await press(page, 'Lås');
  await page.getByRole('dialog').getByText('Allt är skickat.').waitFor();
  await press(page.getByRole('dialog'), 'Lås');
  for (const tab of [page, second]) {
    await heading(tab, 'Vem ska arbeta?');
    assert.doesNotMatch(await tab.content(), /Amina|Åkesson|Linden/);
    assert.doesNotMatch(await tab.title(), /Amina/);
  }
  await page.reload();
  await page.getByRole('button', { name: /Alice Andersson/ }).click();
  await page.getByLabel('Kod').fill('1234');
  await press(page, 'Lås upp');
  await page.getByText('Koden stämmer inte.').waitFor();
  await page.getByLabel('Kod').fill('4711');
  await press(page, 'Lås upp');
  await heading(page, 'Amina Åkesson');
});

test('two coaches share a tablet: each sees her own cases, and what one has not sent is not lost', async () => {
  const participant = givenAmina();
  const page = await enrolled();
  await openAmina(page);
  site.office = null;
  await writeNote(page, 'Skrivet utan nät.');
  await press(page, 'Spara som utkast');
  await isSaved(page, 'Skrivet utan nät.');
  await press(page, 'Lås');
  await page.getByText(/1 ändring är|1 ändring/).first().waitFor();
  await press(page.getByRole('dialog'), 'Lås');
  await page.getByText('1 väntar').waitFor();
  site.office = office.url;
  await press(page, 'Anslut en person till');
  await page.getByLabel('Kommun eller organisation').fill(Office.tenant);
  await page.getByLabel('Engångskod').fill(office.invite('Bob Berg'));
  await press(page, 'Anslut');
  await heading(page, 'Idag');
  await press(page, 'Deltagare');
  await page.getByText('Inga deltagare på den här enheten ännu.').waitFor();
  await eventually("Alice's note is sent while Bob works", () => shown(participant).notes.length === 1);
});

test('a browser that has cleared its storage is told so, and enrolls anew with nothing lost', async () => {
  givenAmina();
  const page = await enrolled();
  const list = await page.evaluate(() => localStorage.getItem('brygga'));
  await page.goto('about:blank');
  const session = await browser.context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: site.url, storageTypes: 'all' });
  await page.goto(site.url);
  await page.evaluate((text) => localStorage.setItem('brygga', text), list);
  await page.reload();
  await page.getByText(/Webbläsaren har rensat/).waitFor();
  await page.getByLabel('Kommun eller organisation').fill(Office.tenant);
  await page.getByLabel('Engångskod').fill(office.invite('Alice Andersson'));
  await press(page, 'Anslut');
  await heading(page, 'Idag');
  await page.getByText('Ring Förskolan Linden').waitFor();
});

test('a newer version waits until it is asked for, and what is being written is kept over it', async () => {
  givenAmina();
  const page = await enrolled();
  await isKept(page);
  await openAmina(page);
  await writeNote(page, 'Skrivet före uppdateringen.');
  await page.getByText('Utkastet är sparat på enheten.').waitFor();
  const { default: fs } = await import('node:fs');
  const worker = fs.readFileSync(`${process.env.BRYGGA_WEB_SITE}/serviceWorker.js`, 'utf8');
  site.changed['/serviceWorker.js'] = `${worker}\n// A newer one.`;
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.getByRole('button', { name: /^Läget/ }).click();
  await page.getByRole('heading', { name: 'En nyare version finns här' }).waitFor();
  await Promise.all([page.waitForEvent('load'), press(page, 'Uppdatera')]);
  await heading(page, 'Läget');
  assert.equal(await page.getByText('En nyare version finns här').count(), 0);
  await page.getByRole('button', { name: 'Fortsätt: Amina Åkesson' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'Anteckning' }).inputValue(), 'Skrivet före uppdateringen.');
});

test('nothing of the office is kept in a cache, and nothing of a person in an address or the history', async () => {
  givenAmina();
  const page = await enrolled();
  await isKept(page);
  await openAmina(page);
  const { urls, address, state } = await page.evaluate(async () => {
    const urls = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
    }
    return { urls, address: location.href, state: JSON.stringify(history.state) };
  });
  assert.ok(urls.length > 5);
  assert.deepEqual(urls.filter((url) => url.startsWith('/v1/')), []);
  assert.equal(address, `${site.url}/`);
  assert.doesNotMatch(state, /Amina|Åkesson|9817/);
  await page.goBack();
  await heading(page, 'Deltagare');
  await page.goForward();
  await heading(page, 'Amina Åkesson');
});

test('the first load is at most 700 KB over the wire', async () => {
  await browser.stop();
  // What is fetched later, for days with no network, is no part of it.
  browser = await Browser.start({ context: { serviceWorkers: 'block' } });
  site.sent = {};
  const page = await enrolled();
  await page.getByText('Inga möten idag.').waitFor();
  const sent = Object.entries(site.sent);
  const bytes = sent.reduce((sum, [, size]) => sum + size, 0);
  assert.ok(bytes <= 700 * 1024, `${bytes} bytes: ${JSON.stringify(sent)}`);
  assert.ok(bytes > 400 * 1024, `${bytes} bytes are too few to be all`);
});

/** Goes on with Tab until what has the focus is called so. */
const tabbing = (page) => async (name) => {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const text = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element.labels?.[0]?.textContent ?? '';
      return element.getAttribute('aria-label') ?? `${label} ${element.textContent}`;
    });
    if (name.test(text)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
};

test('by keyboard alone a coach enrols, finds a participant and signs a note', async () => {
  const participant = givenAmina();
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Alice Andersson')}`);
  await heading(page, 'Anslut den här enheten');
  const tabTo = tabbing(page);
  await tabTo(/Engångskod/);
  await page.keyboard.press('Enter');
  await heading(page, 'Idag');
  await page.keyboard.press('Shift+Tab');
  await tabTo(/^\s*Idag/);
  await tabTo(/Deltagare/);
  await page.keyboard.press('Enter');
  await heading(page, 'Deltagare');
  await tabTo(/Sök/);
  await page.keyboard.type('åkes');
  await page.getByText('1 deltagare').waitFor();
  // On a busy machine the list may be drawn anew between the two.
  await eventually('Enter opens the record', async () => {
    await tabTo(/Amina Åkesson/);
    await page.keyboard.press('Enter');
    return heading(page, 'Amina Åkesson').then(() => true, () => false);
  });
  await tabTo(/Översikt/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.getByText('Inga anteckningar ännu.').waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('textarea:focus').waitFor();
  await page.keyboard.type('Skrivet med tangentbord.');
  await tabTo(/Spara och signera/);
  await page.keyboard.press('Enter');
  await page.getByText('Skrivet med tangentbord.').waitFor();
  await eventually('the note is at the office', () => shown(participant).notes[0]?.status === 'signed');
});

test('an intake with no network fits one screen; what the programme needs is asked for by the core', async () => {
  const page = await enrolled();
  site.office = null;
  await press(page, 'Ny deltagare');
  await page.getByLabel('Program', { exact: true }).selectOption('trelleborg');
  await page.getByLabel('Förnamn').fill('Noor');
  await page.getByLabel('Efternamn').fill('Haddad');
  await page.getByLabel('Personnummer eller samordningsnummer').fill('900203-9811');
  await press(page, 'Skriv in');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  await page.getByLabel('Personnummer eller samordningsnummer').fill('900203-9817');
  await page.getByText('Kan ta ett arbete i morgon').click();
  await page.getByLabel('Vad ska du göra för att komma i arbete eller studier?').fill('Söka praktik i kök.');
  await page.getByLabel('Första steget').fill('Ring tre kök');
  await fillDay(page, 'Senast', day(3));
  await press(page, 'Skriv in');
  await page.getByText(/möte/).and(page.getByRole('alert')).waitFor();
  await fillDay(page, 'Dag', day(5));
  await fillTime(page, 'Tid', '10:00');
  await press(page, 'Skriv in');
  await heading(page, 'Noor Haddad');
  site.office = office.url;
  let noor;
  await eventually('Noor is at the office', () => {
    tablet.sync();
    noor = tablet.call('participants.find', { text: '900203-9817' }).matches[0];
    return noor !== undefined;
  });
  const record = tablet.call('participant.show', { participant: noor.id });
  assert.equal(record.enrolments[0].answer, 'Söka praktik i kök.');
  assert.deepEqual(record.tasks.map((one) => one.title), ['Ring tre kök']);
  assert.equal(record.appointments.length, 1);
});

/** A line drawn with a finger, or whatever points. */
async function draw(page) {
  const box = await page.locator('canvas').boundingBox();
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 160, box.y + 90, { steps: 8 });
  await page.mouse.move(box.x + 240, box.y + 30, { steps: 8 });
  await page.mouse.up();
}

test('a check-in goes through three hands, each of which sees its own part alone, with no network', async () => {
  const participant = givenAmina();
  tablet.call('placement.begin', { participant, kind: 'praktik', start: day(-20), supervisor: 'Karin Holm' });
  tablet.sync();
  const page = await enrolled();
  await openAmina(page);
  site.office = null;
  await press(page, 'Checka in');
  await page.getByLabel('Plats').fill('Förskolan Linden');
  await page.getByLabel('Planerade minuter').fill('240');
  await press(page, 'Lämna till Amina');

  const isAlone = async () => {
    assert.doesNotMatch(await page.locator('body').innerText(), /Åkesson|Lundby|Angered|9817|Deltagare|Anteckning/);
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.deepEqual(await flaws(page), []);
    assert.deepEqual(await smallTargets(page), []);
  };
  // Amina speaks Somali and Swedish.
  await heading(page, 'Salaan Amina!');
  await isAlone();
  await page.getByRole('button', { name: 'العربية' }).click();
  assert.equal(await page.locator('main').getAttribute('dir'), 'rtl');
  await isAlone();
  await page.getByRole('button', { name: 'Svenska' }).click();
  await page.getByText('Mycket bra').click();
  await draw(page);
  await page.evaluate(() => new Promise((moved) => {
    addEventListener('popstate', () => moved(), { once: true });
    history.back();
  }));
  await heading(page, 'Hej Amina!');
  await eventually('what Amina has drawn is kept', async () => (await keptDrafts(page)).some((body) => JSON.parse(body).participantSignature !== ''));
  await page.reload();
  await page.getByText('Aad u fiican').waitFor();
  await isAlone();
  await press(page, 'Dhammaad');
  await page.getByText('Lämna surfplattan till Karin Holm.').waitFor();
  await isAlone();
  await press(page, 'Jag är handledare');
  await heading(page, 'Hur länge var Amina här?');
  await isAlone();
  await press(page, 'En kvart mindre');
  await draw(page);
  await press(page, 'Klar');
  await isAlone();
  await press(page, 'Jag är Alice Andersson');
  await page.getByText('Mycket bra').waitFor();
  await page.getByLabel('Kommentar').fill('Kom i tid.');
  await press(page, 'Spara incheckningen');
  await page.getByText('Kom i tid.', { exact: false }).first().waitFor();
  site.office = office.url;
  await eventually('the check-in is at the office', () => shown(participant).checkins.length === 1);
  const [checkin] = shown(participant).checkins;
  assert.deepEqual(
    [checkin.place, checkin.planned_minutes, checkin.attended_minutes, checkin.mood, checkin.supervisor, checkin.comment],
    ['Förskolan Linden', 240, 225, 5, 'Karin Holm', 'Kom i tid.'],
  );
  assert.ok(checkin.participant_signature.length > 100 && checkin.supervisor_signature.length > 100);
});

test('a case is handed over on two devices: offered by one coach, taken over by the other', async () => {
  const participant = givenAmina();
  const page = await enrolled();
  await openAmina(page);
  await page.getByRole('tab', { name: 'Team' }).click();
  await press(page, 'Erbjud');
  const dialog = page.getByRole('dialog');
  await press(dialog, 'Erbjud');
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Till').selectOption({ label: 'Bob Berg' });
  await dialog.getByLabel('Meddelande').fill('Flyttar till din del av stan.');
  await press(dialog, 'Erbjud');
  await page.getByText('Erbjudet till Bob Berg').waitFor();
  await page.getByRole('button', { name: /^Läget/ }).click();
  await page.getByText('Allt är skickat').first().waitFor();

  const other = await Browser.start();
  try {
    const theirs = await other.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Bob Berg')}`);
    await press(theirs, 'Anslut');
    await theirs.getByText('Någon vill lämna över ärendet till dig · Flyttar till din del av stan.').click();
    await heading(theirs, 'Amina Åkesson');
    await press(theirs, 'Ta över');
    await theirs.getByText('Erbjudet till dig').waitFor({ state: 'detached' });
    // Nobody hears of it from a browser that is closed before it was sent.
    await theirs.getByRole('button', { name: /^Läget/ }).click();
    await theirs.getByText('Allt är skickat').first().waitFor();
    assert.deepEqual(other.errors, []);
  } finally {
    await other.stop();
  }
  // What Alice holds no more is not shown to her, wherever she was.
  await press(page, 'Deltagare');
  await page.getByText('Inga deltagare på den här enheten ännu.').waitFor();
  tablet.sync();
  assert.equal(tablet.call('participants.find', { text: participant }).total, 0);
});

test('a role is drafted at a workplace with no network, and cannot be published before all its gates', async () => {
  const page = await enrolled();
  site.office = null;
  await press(page, 'Roller');
  await press(page, 'Ny roll');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Titel').fill('Serviceassistent');
  await dialog.getByLabel('Arbetsuppgifter').fill('Duka\nDiska\nStäda hallen');
  await dialog.getByLabel('Slags arbetsplats').fill('Förskola');
  await press(dialog, 'Spara');
  await page.getByRole('button', { name: /Serviceassistent/ }).click();
  await heading(page, 'Serviceassistent');
  await press(page, 'Publicera');
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await flaws(page), []);
  for (;;) {
    const decide = page.getByRole('button', { name: /^Beslut: / });
    const left = await decide.count();
    if (left === 0) break;
    await decide.first().click();
    await press(page.getByRole('dialog'), 'Spara');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually('the decision is shown', async () => (await decide.count()) < left);
  }
  await press(page, 'Publicera');
  await page.getByText('Publicerad').waitFor();
  site.office = office.url;
  await eventually('the role is at the office', () => {
    tablet.sync();
    return tablet.call('roles.list').roles[0]?.status === 'published';
  });
});

const region = (page, name) => page.getByRole('region', { name, exact: true });

test('what an employer promises is recorded with no network, and shown when it is time to call again', async () => {
  const page = await enrolled();
  site.office = null;
  await press(page, 'Arbetsgivare');
  await press(page, 'Ny arbetsgivare');
  const dialog = page.getByRole('dialog');
  await press(dialog, 'Spara');
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Namn').fill('Bergs Bageri');
  await press(dialog, 'Spara');
  await heading(page, 'Bergs Bageri');
  await region(page, 'Senast lovat').getByText('Inget är lovat ännu.').waitFor();
  await press(page, 'Anteckna kontakt');
  await dialog.getByText('Telefon').click();
  await dialog.getByLabel('Vad lovades?').fill('två platser i januari');
  await fillDay(dialog, 'Nästa kontakt', day(0));
  assert.deepEqual(await flaws(page), []);
  await press(dialog, 'Spara');
  await region(page, 'Senast lovat').getByText('två platser i januari').waitFor();
  await region(page, 'Kontakter').getByText(/av Alice Andersson/).waitFor();
  await press(page, 'Tillbaka');
  await page.getByRole('list', { name: 'Att kontakta' }).getByText('Lovat: två platser i januari').waitFor();
  const search = page.getByLabel('Sök namn eller organisationsnummer');
  await search.fill('finns inte');
  await page.getByText('Ingen arbetsgivare med det namnet på den här enheten.').waitFor();
  await search.fill('bage');
  await page.getByRole('button', { name: /Bergs Bageri/ }).click();
  await press(page, 'Ändra');
  await dialog.getByLabel('Organisationsnummer').fill('556036-0794');
  await press(dialog, 'Spara');
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Organisationsnummer').fill('556036-0793');
  await press(dialog, 'Spara');
  await region(page, 'Senast lovat').getByText('556036-0793').waitFor();
  site.office = office.url;
  await eventually('the promise is at the office', () => {
    tablet.sync();
    const { employers } = tablet.call('employers.list', { due: true });
    return employers[0]?.promised === 'två platser i januari' &&
      tablet.call('employer.show', { employer: employers[0].id }).organisation_number === '556036-0793';
  });
});

test('a seat at an employer is filled from a person and told as taken, and training is followed up, with no network', async () => {
  givenAmina();
  const { employer } = tablet.call('employer.add', { unit: tablet.unit('Hisingen'), name: 'Bergs Bageri' });
  tablet.sync();
  const page = await enrolled();
  // She and the employer have come before the network goes.
  await openAmina(page);
  await press(page, 'Arbetsgivare');
  await page.getByRole('button', { name: /Bergs Bageri/ }).click();
  await heading(page, 'Bergs Bageri');
  site.office = null;
  await press(page, 'Ny plats att fylla');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Beskrivning').fill('Kassan');
  await dialog.getByLabel('Antal platser').fill('0');
  await press(dialog, 'Spara');
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Antal platser').fill('1');
  await press(dialog, 'Spara');
  await region(page, 'Platser att fylla').getByText(/1 av 1 plats ledig/).waitFor();

  await openAmina(page);
  await page.getByRole('tab', { name: 'Platser' }).click();
  await press(page, 'Ny plats');
  await dialog.getByLabel('Hos vilken arbetsgivare?').fill('berg');
  await dialog.getByRole('button', { name: /Bergs Bageri/ }).click();
  await dialog.getByLabel('Plats', { exact: true }).selectOption({ label: 'Praktik · Kassan · 1 av 1 plats ledig' });
  await fillDay(dialog, 'Från', day(0));
  assert.deepEqual(await flaws(page), []);
  assert.deepEqual(await smallTargets(page), []);
  await press(dialog, 'Spara');
  await dialog.waitFor({ state: 'detached' });

  await press(page, 'Arbetsgivare');
  await page.getByRole('button', { name: /Bergs Bageri/ }).click();
  await region(page, 'Platser att fylla').getByText(/0 av 1 plats lediga · 1 väntar på kontorets besked/).waitFor();
  await region(page, 'Här är nu').getByRole('button', { name: /Amina Åkesson/ }).waitFor();
  await press(page, 'Ny utbildning');
  await dialog.getByText('Handledare').click();
  await dialog.getByLabel('Om vad?').fill('Att ta emot praktikanter');
  await fillDay(dialog, 'Dag', day(-1));
  await press(dialog, 'Spara');
  await press(page, 'Genomförd: Handledare · Att ta emot praktikanter');
  await press(page, 'Uppföljd: Handledare · Att ta emot praktikanter');
  await region(page, 'Utbildning av arbetsgivaren').getByText('Uppföljd').waitFor();
  assert.deepEqual(await flaws(page), []);
  site.office = office.url;
  await region(page, 'Platser att fylla').getByText('0 av 1 plats lediga', { exact: true }).waitFor({ timeout: again_ms_max });
  await press(page, 'Stäng: Praktik · Kassan');
  await region(page, 'Platser att fylla').getByText('Stängd').waitFor();
  await eventually('the seat is taken at the office', () => {
    tablet.sync();
    const there = tablet.call('employer.show', { employer });
    return there.openings[0]?.taken === 1 && there.openings[0].status === 'closed' && there.trainings[0]?.stage === 'followed_up';
  });
});

test('by keyboard alone an employer is found and a contact recorded', async () => {
  tablet.call('employer.add', { unit: tablet.unit('Hisingen'), name: 'Bergs Bageri' });
  tablet.sync();
  const page = await enrolled();
  const tabTo = tabbing(page);
  await tabTo(/^\s*Arbetsgivare/);
  await page.keyboard.press('Enter');
  await heading(page, 'Arbetsgivare');
  await tabTo(/Sök namn eller organisationsnummer/);
  await page.keyboard.type('berg');
  await tabTo(/Bergs Bageri/);
  await page.keyboard.press('Enter');
  await heading(page, 'Bergs Bageri');
  await tabTo(/Anteckna kontakt/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(/Vad blev sagt/);
  await page.keyboard.type('De vill ha någon i januari.');
  await tabTo(/^\s*Spara/);
  await page.keyboard.press('Enter');
  await region(page, 'Kontakter').getByText('De vill ha någon i januari.').waitFor();
});

test('what was written after a case had passed to another reaches the new coach', async () => {
  const participant = givenAmina();
  const page = await enrolled();
  await openAmina(page);
  site.office = null;
  await writeNote(page, 'Skrivet för sent.');
  await press(page, 'Spara och signera');
  await isSaved(page, 'Skrivet för sent.');
  await page.getByRole('tab', { name: 'Översikt' }).click();
  await press(page, 'Lägg till kontaktuppgift');
  await page.getByRole('dialog').getByLabel('Telefon').last().fill('070-123 45 67');
  await press(page.getByRole('dialog'), 'Spara');
  await page.getByText('070-123 45 67').waitFor();

  const bob = tablet.call('staff.list').staff.find((one) => one.name === 'Bob Berg').id;
  tablet.call('team.add', { participant, staff: bob, role: 'jobbcoach' });
  const { team } = tablet.call('participant.show', { participant });
  tablet.call('team.leave', { membership: team.find((one) => one.staff !== bob).id });
  tablet.sync();
  site.office = office.url;
  await page.getByRole('button', { name: /^Läget/ }).click();
  await press(page, 'Hämta och skicka nu');
  await page.getByText('Allt är skickat').first().waitFor();

  const other = await Browser.start();
  try {
    const theirs = await other.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Bob Berg')}`);
    await press(theirs, 'Anslut');
    await heading(theirs, 'Idag');
    await theirs.getByRole('button', { name: /^Läget/ }).click();
    await theirs.getByText('Skrivet för sent.').waitFor();
    const read = theirs.getByRole('button', { name: 'Jag har läst det' });
    for (let left = 2; left > 0; left--) {
      await eventually(`${left} are left to read`, async () => (await read.count()) === left);
      await read.first().click();
    }
    await theirs.getByText('Inget behöver dig.').waitFor();
  } finally {
    await other.stop();
  }
});
