// A kiosk in a real browser over a real office: a morning of participants with and without network,
// and what somebody may try who has the tablet in their hands.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { assertSound, Browser, flaws, smallTargets } from './browser.mjs';
import { again_ms_max, day, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

const { encode } = await import(createRequire(path.join(process.env.BRYGGA_WEB_NPM, 'package.json')).resolve('uqr'));

const KIOSK = 'Plattan vid dörren';
const STAFF_CODE = 'björk-och-ek';

let site;
let office;
/** Alice's tablet: a real second device, with her cases. */
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
  office.verb('staff', 'add', '--name', KIOSK, '--role', 'kiosk', '--unit', 'Hisingen');
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

const unit = () => tablet.call('units.list').units.find((one) => one.name === 'Hisingen').id;

/** Somebody with a badge, known to the office: the id and the code. */
function givenSomebody(first_name = 'Amina', last_name = 'Åkesson') {
  const { participant } = tablet.call('intake.record', {
    first_name, last_name, programme: 'kompetenscenter', unit: unit(), start: day(-30), stream: 'mapping',
  });
  const { code } = tablet.call('badge.issue', { participant, unit: unit() });
  tablet.sync();
  return { participant, code };
}

const shown = (participant) => {
  tablet.sync();
  return tablet.call('participant.show', { participant });
};

async function eventually(what, isSo) {
  const until = Date.now() + again_ms_max;
  while (!(await isSo())) {
    if (Date.now() > until) assert.fail(`not in time: ${what}`);
    await new Promise((later) => setTimeout(later, 300));
  }
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const heading = (page, name, timeout) => page.getByRole('heading', { name, level: 1 }).waitFor({ timeout });
const ready = (page, timeout) => heading(page, 'Visa din bricka', timeout);

async function setUp(page) {
  await heading(page, 'Gör enheten till kiosk');
  await page.getByLabel('Välj en personalkod').fill(STAFF_CODE);
  await page.getByLabel('Samma kod igen').fill(STAFF_CODE);
  await press(page, 'Starta kiosken');
  await ready(page);
}

/** A tab that has become a kiosk. */
async function kiosk() {
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite(KIOSK)}`);
  await press(page, 'Anslut');
  await setUp(page);
  return page;
}

/** As a hand scanner does: keys wherever the focus is, and Enter. */
async function scan(page, code) {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}

/** `said`: what is said to it, which goes after a few seconds and so is looked for from the press on. */
async function pass(page, code, name, way, said = null) {
  await scan(page, code);
  await heading(page, `Hej ${name}!`);
  await Promise.all([said && heading(page, said), press(page, way)]);
}

/** Nothing but the kiosk: no menu, no other store, no way in for anybody else. */
async function isKioskAlone(page, what) {
  await ready(page);
  const names = (await page.getByRole('button').allInnerTexts()).map((one) => one.trim());
  const known = ['Svenska', 'English', 'العربية', 'Soomaali', 'ትግርኛ', 'دری / فارسی', 'Українська', 'Fortsätt', 'Personal'];
  assert.deepEqual(names.filter((one) => !known.includes(one)), [], what);
  assert.equal(await page.getByRole('link').count(), 0, what);
  assert.equal(await page.getByRole('navigation').count(), 0, what);
  await eventually(`its address, ${what}`, () => page.url() === `${site.url}/`);
}

/** Whatever outlives the page, as one text. */
const outlives = (page) =>
  page.evaluate(async () => {
    const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state), document.title, location.href];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(request.url);
    }
    for (const { name } of await indexedDB.databases()) texts.push(name);
    return texts.join('\n');
  });

test('who comes and leaves is greeted by first name, saved, and seen by the coach with the time between', async () => {
  const amina = givenSomebody();
  const page = await kiosk();
  await eventually('the badge has come', async () => {
    await scan(page, amina.code.replaceAll('-', '').toLowerCase());
    return page.getByRole('heading', { name: 'Hej Amina!' }).isVisible();
  });
  assert.equal(await page.getByText('Åkesson').count(), 0);
  await page.getByRole('radio', { name: 'Bra', exact: true }).click({ force: true });
  await Promise.all([heading(page, 'Välkommen! Din tid är sparad.'), press(page, 'Jag kommer')]);
  // The screen is as before, in its own time.
  await ready(page);
  assert.equal(await page.getByText('Amina').count(), 0);
  assert.equal(await page.getByLabel('eller skriv koden på brickan').inputValue(), '');
  await eventually('the coach sees who came', () => shown(amina.participant).checkins.length === 1);
  const [arrival] = shown(amina.participant).checkins;
  assert.equal(arrival.moment, 'arrived');
  assert.equal(arrival.mood, 4);
  assert.equal(arrival.counted_as, 'no_departure');

  // The same again at once is known; leaving is another thing.
  await pass(page, amina.code, 'Amina', 'Jag kommer', 'Det är redan sparat.');
  await ready(page);
  await pass(page, amina.code, 'Amina', 'Jag går', 'Hej då! Din tid är sparad.');
  await eventually('the coach sees who left', () => shown(amina.participant).checkins.length === 2);
  const departure = shown(amina.participant).checkins.find((one) => one.moment === 'left');
  assert.equal(departure.counted_as, 'came_and_left');
  const minutes = Math.floor((Date.parse(departure.at) - Date.parse(arrival.at)) / 60_000);
  assert.equal(departure.counted_minutes, minutes);

  // And so does the office, which counts the hours.
  const lines = office.verb('export', 'attendance', '--programme', 'kompetenscenter', '--unit', 'hisingen').split('\r\n');
  assert.equal(lines.filter((line) => line.includes(';kom;')).length, 1);
  assert.equal(lines.filter((line) => line.includes(';gick;') && line.includes('tiden sedan incheckningen')).length, 1);
});

test('a morning with no network from a cold start is saved here and reaches the office afterwards', async () => {
  const amina = givenSomebody();
  const bo = givenSomebody('Bo', 'Ek');
  let page = await kiosk();
  await eventually('the badges have come', async () => {
    await scan(page, bo.code);
    return page.getByRole('heading', { name: 'Hej Bo!' }).isVisible();
  });
  await press(page, 'Avbryt');
  await ready(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await eventually('the app is kept', () => page.evaluate(async () => {
    const keys = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)));
    return keys.flat().some((url) => url.includes('kiosk')) && keys.flat().some((url) => url.includes('.wasm'));
  }));
  const { profile } = browser;
  await browser.stop({ keepsProfile: true });
  site.isAway = true;
  site.cut();

  browser = await Browser.start({ profile });
  page = await browser.tab(site.url);
  await isKioskAlone(page, 'after a cold start with no network');
  for (const [who, name] of [[amina, 'Amina'], [bo, 'Bo']]) {
    await pass(page, who.code, name, 'Jag kommer', 'Välkommen! Din tid är sparad.');
    await ready(page);
  }
  await pass(page, amina.code, 'Amina', 'Jag går', 'Hej då! Din tid är sparad.');
  await ready(page);

  // Staff read that it waits, and cannot end the kiosk over it.
  await press(page, 'Personal');
  await page.getByLabel('Personalkod').fill(STAFF_CODE);
  await press(page, 'Öppna');
  await page.getByText('3 incheckningar väntar på att skickas. De är sparade här.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Avsluta kiosken' }).isDisabled());
  site.isAway = false;
  await press(page, 'Skicka nu');
  await page.getByText('Allt som har sparats här har kontoret fått.').waitFor();
  assert.equal(shown(amina.participant).checkins.length, 2);
  assert.equal(shown(bo.participant).checkins[0].moment, 'arrived');
  for (const name of ['Amina', 'Åkesson', amina.participant]) assert.ok(!(await outlives(page)).includes(name), name);

  // The kiosk ends with what it held, also where another tab holds its files.
  const other = await browser.tab(site.url);
  await ready(other);
  await press(page, 'Avsluta kiosken');
  await page.getByRole('dialog').getByRole('button', { name: 'Avsluta kiosken' }).click();
  await heading(page, 'Anslut den här enheten');
  await heading(other, 'Anslut den här enheten');
  await eventually('its files are gone', () => page.evaluate(async () => {
    const stores = await (await navigator.storage.getDirectory()).getDirectoryHandle('brygga');
    for await (const name of stores.keys()) return name === null;
    return true;
  }));
});

test('wrong codes are told, wait longer and longer, and a reload does not shorten it', async () => {
  const amina = givenSomebody();
  const page = await kiosk();
  const unknown = page.getByText('Brickan är inte känd här. Fråga din coach.');
  for (let tries = 0; tries < 3; tries++) {
    await scan(page, 'AAAABBBBCCCCDDDD');
    await unknown.waitFor();
  }
  await scan(page, 'AAAABBBBCCCCDDDE');
  const waits = page.getByText(/^För många fel\. Vänta \d+ sekunder\.$/);
  await waits.waitFor();
  assert.ok(await page.getByLabel('eller skriv koden på brickan').isDisabled());
  await waits.waitFor({ state: 'detached' });
  await scan(page, 'AAAABBBBCCCCDDDF');
  await waits.waitFor();
  assert.ok(Number((await waits.innerText()).match(/\d+/)[0]) > 5);
  await page.reload();
  await waits.waitFor();
  // The right one is not looked at either, while it waits; afterwards it is.
  await scan(page, amina.code);
  assert.equal(await page.getByRole('heading', { name: 'Hej Amina!' }).count(), 0);
  await waits.waitFor({ state: 'detached' });
  await pass(page, amina.code, 'Amina', 'Avbryt');
  await ready(page);
  // A badge of one's own buys no more than half of the tries back.
  await scan(page, 'AAAABBBBCCCCDDDG');
  await unknown.waitFor();
  await scan(page, 'AAAABBBBCCCCDDDH');
  await waits.waitFor();
  for (const part of ['AAAABBBB', amina.code.slice(0, 4)]) assert.ok(!(await outlives(page)).includes(part));
});

test('who walks away in the middle leaves nothing on the screen, nor does half an hour of nobody', async () => {
  const amina = givenSomebody();
  const page = await kiosk();
  await page.clock.install();
  await page.reload();
  await ready(page);
  await eventually('the badge has come', async () => {
    await scan(page, amina.code);
    return page.getByRole('heading', { name: 'Hej Amina!' }).isVisible();
  });
  await press(page, 'Avbryt');
  await ready(page);
  // From here on as much time passes as is said here, however long the machine takes.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
  await scan(page, amina.code);
  await heading(page, 'Hej Amina!');
  await page.clock.fastForward('00:20');
  assert.ok(await page.getByRole('heading', { name: 'Hej Amina!' }).isVisible(), 'there is time to answer');
  await page.clock.fastForward('00:06');
  await ready(page);
  assert.equal(await page.getByText('Amina').count(), 0);
  await press(page, 'English');
  await page.getByLabel('or type the code on the badge').fill('7KQ2');
  await page.clock.fastForward('00:26');
  await ready(page);
  assert.equal(await page.getByLabel('eller skriv koden på brickan').inputValue(), '');
  assert.equal(await page.getByLabel('eller skriv koden på brickan').getAttribute('autocomplete'), 'off');
  assert.deepEqual(shown(amina.participant).checkins, []);

  await press(page, 'Personal');
  await page.getByLabel('Personalkod').fill('bj');
  await page.clock.fastForward('01:01');
  await isKioskAlone(page, 'staff who went away');
  // Where nobody was, nothing is drawn anew: the camera and the focus stay.
  await page.getByLabel('eller skriv koden på brickan').evaluate((field) => {
    field.dataset.same = 'yes';
  });
  await page.clock.fastForward('30:00');
  await isKioskAlone(page, 'half an hour later');
  assert.equal(await page.getByLabel('eller skriv koden på brickan').getAttribute('data-same'), 'yes');
});

test('nothing leads out of a kiosk: links, back, forward, reload, Escape, other tabs, other stores', async () => {
  const amina = givenSomebody();
  // Alice has worked on this device, and somebody has the office's sign-in open.
  const others = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Alice Andersson')}`);
  await press(others, 'Anslut');
  await heading(others, 'Idag');
  await press(others, 'Deltagare');
  await others.getByRole('button', { name: /Amina Åkesson/ }).click();
  await heading(others, 'Amina Åkesson');
  const signIn = await browser.tab(`${site.url}/#password=${Office.tenant}.AAAA-BBBB`);
  await heading(signIn, 'Välj lösenord');

  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite(KIOSK)}`);
  await press(page, 'Anslut');
  await page.getByText('På enheten finns också andra personers Brygga.').waitFor();
  await setUp(page);

  await isKioskAlone(others, 'a tab in which a coach was working');
  assert.equal(await others.getByText('Åkesson').count(), 0);
  await isKioskAlone(signIn, 'a tab with the office’s form');
  await others.goBack().catch(() => {});
  await isKioskAlone(others, 'back in the coach’s tab');

  const code = office.invite('Bob Berg');
  for (const hash of [`#enrol=${Office.tenant}.${code}`, `#password=${Office.tenant}.${code}`, '#today', '#']) {
    await page.evaluate((link) => {
      location.hash = link;
    }, hash);
    await isKioskAlone(page, `the link ${hash} in its tab`);
    const fresh = await browser.tab(`${site.url}/${hash}`);
    await isKioskAlone(fresh, `the link ${hash} in a new tab`);
    await fresh.close();
  }
  await page.goto(`${site.url}/index.html`);
  await ready(page);
  await page.goto(site.url);
  for (let times = 0; times < 4; times++) {
    await page.evaluate(() => history.back());
    await isKioskAlone(page, 'the back button');
  }
  await page.evaluate(() => history.forward());
  await isKioskAlone(page, 'forward');
  await page.evaluate(() => history.pushState({ store: 'office', view: { at: 'people' } }, '', '/'));
  await page.reload();
  await isKioskAlone(page, 'a reload of a history in which the office stands');
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await isKioskAlone(page, 'a reload of a tab that remembers nothing');
  for (const key of ['Escape', 'F5', 'Alt+ArrowLeft', 'BrowserBack', 'ContextMenu']) {
    await page.keyboard.press(key).catch(() => {});
    await isKioskAlone(page, key);
  }
  await page.mouse.click(300, 400, { button: 'right' });
  await isKioskAlone(page, 'a long press');
  const refused = await page.evaluate(() => {
    const keys = ['p', 's', 'o'].flatMap((key) => ['ctrlKey', 'metaKey'].map((held) => new KeyboardEvent('keydown', { key, [held]: true, bubbles: true, cancelable: true })));
    const files = ['dragover', 'drop'].map((type) => new DragEvent(type, { bubbles: true, cancelable: true }));
    return [...keys, ...files].map((event) => !document.body.dispatchEvent(event));
  });
  assert.deepEqual(refused, refused.map(() => true), 'print, save, open, a file that is dropped');
  // What the browser has kept of a page that was left is not shown again.
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => void setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))));
  await loaded;
  await isKioskAlone(page, 'a page that was brought back');

  // While somebody is greeted, too.
  await eventually('the badge has come', async () => {
    await scan(page, amina.code);
    return page.getByRole('heading', { name: 'Hej Amina!' }).isVisible();
  });
  await page.reload();
  await isKioskAlone(page, 'a reload in the middle');
  assert.equal(await page.getByText('Amina').count(), 0);

  // The engine itself has nothing to tell, whoever asks it.
  const names = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const found = [];
    for await (const name of root.keys()) found.push(name);
    return found.join();
  });
  assert.ok(!names.includes('Amina'));

  // Staff need their code, and wrong ones wait: what they wait for does not pass while the clock stands.
  await page.clock.setFixedTime(Date.now());
  await press(page, 'Personal');
  for (let tries = 0; tries < 3; tries++) {
    await page.getByLabel('Personalkod').fill(`fel-${tries}`);
    await press(page, 'Öppna');
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Öppna' }).and(page.locator(':enabled')).waitFor();
  }
  await page.getByText(/Vänta|vänta/).waitFor();
  await page.getByLabel('Personalkod').fill(STAFF_CODE);
  await press(page, 'Öppna');
  await page.getByText(/Vänta|vänta/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Avsluta kiosken' }).count(), 0);
  await press(page, 'Tillbaka till kiosken');
  await isKioskAlone(page, 'from the staff’s door');

  // When it has ended, nobody's case is open where it was.
  await page.clock.setFixedTime(Date.now() + 60_000);
  await press(page, 'Personal');
  await page.getByLabel('Personalkod').fill(STAFF_CODE);
  await press(page, 'Öppna');
  await press(page, 'Avsluta kiosken');
  await page.getByRole('dialog').getByRole('button', { name: 'Avsluta kiosken' }).click();
  for (const tab of [page, others, signIn]) await heading(tab, 'Vem ska arbeta?');
});

test('a kiosk that the office has wiped stays closed to all but its staff', async () => {
  // That it is to be wiped is told by an answer of status 401.
  browser.forgives = 'Failed to load resource';
  givenSomebody();
  const others = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Alice Andersson')}`);
  await press(others, 'Anslut');
  await heading(others, 'Idag');
  const page = await kiosk();
  const device = JSON.parse(office.verb('device', 'list', '--json')).at(-1);
  office.verb('device', 'wipe', device.number);
  await heading(page, 'Enheten har tömts');
  for (const tab of [page, others]) {
    await heading(tab, 'Enheten har tömts');
    await tab.reload();
    await heading(tab, 'Enheten har tömts');
    assert.deepEqual(await tab.getByRole('button').allInnerTexts(), ['English', 'Personal']);
  }
  await press(page, 'Personal');
  await page.getByLabel('Personalkod').fill('inte-den-koden');
  await press(page, 'Öppna');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Personalkod').fill(STAFF_CODE);
  await press(page, 'Öppna');
  await heading(page, 'Anslut den här enheten');
});

test('a device whose network goes right after it was enrolled says so, and tries again', async () => {
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite(KIOSK)}`);
  site.isLost = (url) => !url.includes('enrol');
  await press(page, 'Anslut');
  await heading(page, 'Registret kan inte öppnas');
  await page.getByRole('alert').waitFor();
  site.isLost = () => false;
  await press(page, 'Försök igen');
  await setUp(page);
});

/** A film of a badge's QR code, held before the camera: one grey picture, in the form that Chromium plays. */
function film(code) {
  const { data, size } = encode(code.replaceAll('-', ''), { ecc: 'M', border: 4 });
  const [width, height] = [640, 480];
  const scale = Math.floor(height / size);
  const light = Buffer.alloc(width * height, 235);
  for (let y = 0; y < size * scale; y++) {
    for (let x = 0; x < size * scale; x++) {
      if (data[Math.floor(y / scale)][Math.floor(x / scale)]) light[y * width + x + 80] = 16;
    }
  }
  const colour = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour]);
  const file = path.join(browser.profile, 'badge.y4m');
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame]));
  return file;
}

test('a badge that is shown to the camera greets its owner', async () => {
  const amina = givenSomebody();
  const file = film(amina.code);
  const { profile } = browser;
  await browser.stop({ keepsProfile: true });
  browser = await Browser.start({
    profile,
    args: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`],
    context: { permissions: ['camera'] },
  });
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite(KIOSK)}`);
  await press(page, 'Anslut');
  await heading(page, 'Gör enheten till kiosk');
  await page.getByText('Kameran är tillåten.').waitFor();
  await page.getByLabel('Välj en personalkod').fill(STAFF_CODE);
  await page.getByLabel('Samma kod igen').fill(STAFF_CODE);
  await press(page, 'Starta kiosken');
  await heading(page, 'Hej Amina!', 40_000);
  await Promise.all([heading(page, 'Välkommen! Din tid är sparad.'), press(page, 'Jag kommer')]);
  await eventually('the coach sees who came', () => shown(amina.participant).checkins.length === 1);
});

test('a coach issues a badge, sees its code once, and takes a lost one back', async () => {
  tablet.call('intake.record', { first_name: 'Amina', last_name: 'Åkesson', programme: 'kompetenscenter', unit: unit(), start: day(-30), stream: 'mapping' });
  tablet.sync();
  const page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite('Alice Andersson')}`);
  await press(page, 'Anslut');
  await heading(page, 'Idag');
  await press(page, 'Deltagare');
  await page.getByRole('button', { name: /Amina Åkesson/ }).click();
  await heading(page, 'Amina Åkesson');
  await page.getByRole('tab', { name: 'Team' }).click();
  await press(page, 'Lämna ut en bricka');
  const card = page.getByRole('group', { name: 'Ny bricka' });
  await card.waitFor();
  const code = (await card.innerText()).match(/[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/)[0];
  await card.getByRole('img', { name: 'Brickans QR-kod' }).waitFor();
  assert.ok(!(await card.innerText()).includes('Åkesson'));
  assert.deepEqual(await flaws(page), []);
  assert.deepEqual(await smallTargets(page), []);
  await card.scrollIntoViewIfNeeded();
  if (process.env.BRYGGA_SCREENSHOTS) await page.screenshot({ path: `${process.env.BRYGGA_SCREENSHOTS}/badge.png` });
  await page.emulateMedia({ media: 'print' });
  const printed = await page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, p, button, nav')].filter((one) => getComputedStyle(one).visibility === 'visible').map((one) => one.textContent),
  );
  assert.deepEqual(printed, ['Amina', code, 'Hisingen']);
  await page.emulateMedia({ media: 'screen' });
  await press(page, 'Klar');
  assert.equal(await page.getByText(code).count(), 0);
  assert.ok(!(await outlives(page)).includes(code));
  await eventually('the badge is at the office', () => {
    tablet.sync();
    return tablet.call('badges.list').badges.length === 1;
  });
  await press(page, 'Ta tillbaka brickan för Hisingen');
  await page.getByRole('dialog').getByRole('button', { name: 'Ta tillbaka', exact: true }).click();
  await page.getByText('återlämnad').waitFor();
  await eventually('so is its return', () => {
    tablet.sync();
    return tablet.call('badges.list').badges[0].status === 'returned';
  });
});

for (const language of ['sv', 'en']) {
  test(`axe finds nothing on the kiosk's screens, and they are used by keyboard: ${language}`, async () => {
    const say = (swedish, english) => (language === 'sv' ? swedish : english);
    const amina = givenSomebody();
    const page = await browser.context.newPage();
    await page.addInitScript((chosen) => {
      const settings = { language: chosen, theme: 'light', size: 'normal' };
      if (localStorage.getItem('brygga') === null) localStorage.setItem('brygga', JSON.stringify({ settings }));
    }, language);
    await page.goto(`${site.url}/#enrol=${Office.tenant}.${office.invite(KIOSK)}`);
    await press(page, say('Anslut', 'Connect'));
    const look = (name) => assertSound(page, name, language);
    await heading(page, say('Gör enheten till kiosk', 'Make this device a kiosk'));
    await look('kiosk-setup');
    await page.getByLabel(say('Välj en personalkod', 'Choose a staff code')).focus();
    await page.keyboard.type(STAFF_CODE);
    await page.keyboard.press('Tab');
    await page.keyboard.type(STAFF_CODE);
    await page.keyboard.press('Enter');
    await ready(page);
    await press(page, say('Svenska', 'English'));
    await heading(page, say('Visa din bricka', 'Show your badge'));
    await look('kiosk');
    const greeting = page.getByRole('heading', { name: say('Hej Amina!', 'Hello Amina!') });
    await eventually('the badge has come', async () => {
      await scan(page, amina.code);
      return greeting.isVisible();
    });
    // Somebody stands there for as long as the screens are looked at.
    await page.evaluate(() => {
      globalThis.touching = setInterval(() => dispatchEvent(new Event('pointerdown')), 1000);
    });
    await look('kiosk-greet');
    for (const [tongue, hello] of [['العربية', 'مرحباً Amina!'], ['Українська', 'Вітаємо, Amina!'], ['Svenska', 'Hej Amina!']]) {
      await press(page, tongue);
      await heading(page, hello);
      await look(`kiosk-greet-${tongue.length}`);
    }
    await page.getByRole('button', { name: 'Jag kommer' }).focus();
    await page.keyboard.press('Enter');
    await heading(page, 'Välkommen! Din tid är sparad.');
    await look('kiosk-done');
    await page.evaluate(() => clearInterval(globalThis.touching));
    await ready(page);
    await press(page, say('Personal', 'Staff'));
    await heading(page, say('För personalen', 'For staff'));
    await look('kiosk-door');
    await page.getByLabel(say('Personalkod', 'Staff code')).focus();
    await page.keyboard.type(STAFF_CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: say('Läget', 'State'), level: 2 }).waitFor();
    await look('kiosk-staff');
    await press(page, say('Tillbaka till kiosken', 'Back to the kiosk'));
    await ready(page);
  });
}
