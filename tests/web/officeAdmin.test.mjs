// How the office keeps its staff, its units, its coaches' cases and its hours, in a real browser over
// a real office. One office and one browser for all, whose tests go on from each other.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { assertSound, Browser, seeAll } from './browser.mjs';
import { day, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

const office_person = 'Olga Ohlsson';
const manager = 'Maja Lindqvist';
const password = 'en riktigt lång mening';
const day_ms = 86_400_000;

let site;
let office;
let browser;
let page;
let alice;
const cecilia = {};

/** The first day of the month so many months ago, where the office is. */
const monthAgo = (months) => {
  const [year, month] = day(0).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1));
};
const monthText = (date) => date.toISOString().slice(0, 7);
const monthInWords = (date) => new Intl.DateTimeFormat('sv-SE', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(date);
const dayIn = (month, number) => new Date(month.getTime() + (number - 1) * day_ms + 8 * 3_600_000).toISOString();
const [older, newer] = [monthAgo(2), monthAgo(1)];

const press = (where, name) => where.getByRole('button', { name, exact: true }).click();
const heading = (name) => page.getByRole('heading', { name, level: 1 }).waitFor();
const place = (name) => page.getByRole('navigation').getByRole('button', { name }).click();
const dialog = () => page.getByRole('dialog');
const region = (name) => page.getByRole('region', { name });

function csv() {
  const start = day(-200);
  const rows = ['förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel'];
  for (let n = 0; n < 4; n++) rows.push(`Person${n};Prov;;Hisingen;Alice Andersson;${start};Lundby`);
  rows.push(`Annan;Enhet;;Angered;Bob Berg;${start};Angered`);
  // More than one answer holds, who all stand before the others in the alphabet.
  for (let n = 0; n < 510; n++) rows.push(`Många${n};Abel;;Angered;Bob Berg;${start};Angered`);
  return rows.join('\n');
}

/** The app with the link by which this person chooses a password. */
async function signIn(name) {
  await browser.context.clearCookies();
  if (page) await page.close();
  page = await browser.context.newPage();
  await page.goto(`${site.url}/#password=${Office.tenant}.${office.invite(name)}`);
  await heading('Välj lösenord');
  await page.getByLabel('Nytt lösenord').fill(password);
  await page.getByLabel('Samma lösenord igen').fill(password);
  await press(page, 'Spara och logga in');
  await heading('Översikt');
}

before(async () => {
  site = await startSite(process.env.BRYGGA_WEB_SITE);
  office = await Office.start();
  site.office = office.url;
  office.verb('staff', 'add', '--name', office_person, '--role', 'office', '--role', 'manager', '--manages', 'Hisingen');
  office.verb('staff', 'add', '--name', manager, '--role', 'manager', '--manages', 'Hisingen', '--manages', 'Angered');
  const tablet = new Tablet(office, manager);
  tablet.call('participants.import', { programme: 'kompetenscenter', csv_base64: Buffer.from(csv()).toString('base64') });
  tablet.sync();
  tablet.remove();
  alice = new Tablet(office, 'Alice Andersson');
  const { participants } = alice.call('participants.list', { search: 'Person' });
  for (const { id, name } of participants) {
    if (!/Person[01]/.test(name)) continue;
    for (const month of [older, newer]) alice.call('checkin.record', { participant: id, at: dayIn(month, 9), attended_minutes: 240 });
  }
  alice.sync();
  browser = await Browser.start({ context: { viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' } });
  await signIn(office_person);
});

after(async () => {
  await browser?.stop();
  await office?.stop();
  await site?.close();
  alice?.remove();
  cecilia.tablet?.remove();
});

afterEach(() => {
  // That something was refused is said by the browser for each such answer.
  const errors = browser.errors.splice(0).filter((one) => !/status of 40[0-9]/.test(one));
  assert.deepEqual(errors, []);
});

test('a unit is added, refused where its key is taken, and changed', async () => {
  await place('Personal');
  await press(page, 'Organisationens enheter');
  await heading('Organisationens enheter');
  await press(page, 'Lägg till enhet');
  await dialog().getByLabel('Namn').fill('Backa');
  await dialog().getByLabel('Nyckel').fill('hisingen');
  await press(dialog(), 'Spara');
  await dialog().getByText('En annan enhet har den nyckeln.').waitFor();
  await dialog().getByLabel('Nyckel').fill('backa');
  await press(dialog(), 'Spara');
  await dialog().waitFor({ state: 'detached' });
  await press(page, 'Ändra: Backa');
  await dialog().getByLabel('Stadsdel').fill('Norra Hisingen');
  await press(dialog(), 'Spara');
  await dialog().waitFor({ state: 'detached' });
  await page.getByText('Norra Hisingen').waitFor();
});

test('a person is added, refused where the user name is taken, invited, and enrols a tablet with the code', async () => {
  await place('Personal');
  for (const name of ['Cecilia Ceder', 'Dubbel Ceder']) {
    await press(page, 'Lägg till person');
    await dialog().getByLabel('Namn', { exact: false }).first().fill(name);
    await dialog().getByLabel('Användarnamn').fill('cecilia');
    await dialog().getByRole('group', { name: 'Arbetar vid' }).getByText('Hisingen', { exact: true }).click();
    await press(dialog(), 'Spara');
    if (name.startsWith('Dubbel')) await dialog().getByText('Någon annan har det användarnamnet.').waitFor();
    else await heading(name);
    if (name.startsWith('Cecilia')) await place('Personal');
  }
  await press(dialog(), 'Avbryt');
  await page.getByLabel('Sök på namn').fill('ceder');
  assert.equal(await page.getByText('Dubbel Ceder').count(), 0);
  await page.getByRole('button', { name: /^Cecilia Ceder/ }).click();
  await heading('Cecilia Ceder');
  await press(page, 'Skapa kod');
  const code = await page.locator('.code').innerText();
  assert.equal(await page.getByRole('img', { name: /^QR-kod/ }).count(), 2);
  cecilia.tablet = new Tablet(office, 'Cecilia Ceder', code);
  assert.equal(cecilia.tablet.call('me').name, 'Cecilia Ceder');
});

test('what is changed of a person is what was shown, and nobody takes the office from themselves', async () => {
  await place('Personal');
  await page.getByRole('button', { name: /^Cecilia Ceder/ }).click();
  await press(page, 'Ändra');
  await dialog().getByRole('group', { name: 'Roller' }).getByText('Enhetschef').click();
  await dialog().getByRole('group', { name: 'Chef för' }).getByText('Backa').click();
  await press(dialog(), 'Spara');
  await dialog().waitFor({ state: 'detached' });
  await region('Uppgifter').getByText('Backa').waitFor();
  await region('Uppgifter').getByText('coach och enhetschef').waitFor();
  await press(page, 'Tillbaka');
  await page.getByRole('button', { name: new RegExp(`^${office_person}`) }).click();
  await heading(office_person);
  assert.equal(await page.getByRole('button', { name: 'Stäng kontot' }).count(), 0);
  await press(page, 'Ändra');
  await dialog().getByRole('group', { name: 'Roller' }).getByText('Centralt kontor').click();
  await press(dialog(), 'Spara');
  await dialog().getByText('Ingen tar kontorets roll från sig själv; en kollega kan göra det.').waitFor();
  await press(dialog(), 'Avbryt');
});

test('unanswered handovers and proposed doubles of all cases wait for a decision', async () => {
  const [one, two] = alice.call('participants.list', { search: 'Person' }).participants.filter(({ name }) => /Person[01]/.test(name));
  const bob = alice.call('staff.list').staff.find(({ name }) => name === 'Bob Berg');
  alice.call('handover.offer', { participant: two.id, to_staff: bob.id, role: 'jobbcoach', message: 'Söker jobb i söder.' });
  alice.call('participant.propose_join', { participant: one.id, other: two.id, reason: 'Samma telefon.' });
  alice.sync();
  await place('Att besluta');
  await region('Överlämningar utan svar').getByText('Alice Andersson → Bob Berg').waitFor();
  assert.equal(await page.getByText('Försenad').count(), 0);
  const doubles = region('Kanske samma person');
  await doubles.getByText('Person0 Prov och Person1 Prov').waitFor();
  await doubles.getByText(/Samma telefon/).waitFor();
  await press(page, 'Slå ihop: Person0 Prov och Person1 Prov');
  await press(dialog(), 'Avbryt');
  await press(page, 'Håll isär: Person0 Prov och Person1 Prov');
  await doubles.waitFor({ state: 'detached' });
  // The focus does not fall off the page with the button that had it.
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
});

test("cases are moved, and the receiving coach's tablet has them at its next sync", async () => {
  assert.equal(cecilia.tablet.call('participants.list').total, 0);
  await place('Att besluta');
  await region('Flytta ärenden').getByRole('button').click();
  await heading('Flytta ärenden');
  await page.getByLabel('Från').selectOption({ label: 'Alice Andersson' });
  await page.getByLabel('Till').selectOption({ label: 'Cecilia Ceder' });
  await page.getByText('Person2 Prov').click();
  await page.getByText('Person3 Prov').click();
  assert.equal(await page.getByText('Annan Enhet').count(), 0);
  await press(page, 'Flytta 2 ärenden');
  await press(dialog(), 'Flytta 2 ärenden');
  await page.getByText('2 ärenden ligger nu hos Cecilia Ceder.').waitFor();
  cecilia.tablet.sync();
  const { participants } = cecilia.tablet.call('participants.list');
  assert.deepEqual(participants.map((one) => one.name).sort(), ['Person2 Prov', 'Person3 Prov']);
  // Whose case it is not is left where it is, and that is said.
  await page.getByText('Person2 Prov').click();
  await page.getByText('Person0 Prov').click();
  await press(page, 'Flytta 2 ärenden');
  await press(dialog(), 'Flytta 2 ärenden');
  await page.getByText('1 ärenden ligger nu hos Cecilia Ceder. 1 låg inte hos Alice Andersson').waitFor();
});

test('a case is found behind however many of other units', async () => {
  await signIn(manager);
  await place('Att besluta');
  await region('Flytta ärenden').getByRole('button').click();
  await page.getByLabel('Från').selectOption({ label: 'Alice Andersson' });
  await page.getByText('Person0 Prov').waitFor();
  assert.equal(await page.getByText(/Abel/).count(), 0);
  assert.equal(await page.getByText(/är genomsökta/).count(), 0);
  // When not all have been looked at, that is said.
  await page.getByLabel('Från').selectOption({ label: manager });
  await page.getByText(/^500 av 51\d deltagare är genomsökta/).waitFor();
  await press(page, 'Leta vidare');
  await page.getByText(/är genomsökta/).waitFor({ state: 'detached' });
  await signIn(office_person);
});

test('a closed account sees nothing any more, and one that is opened again does', async () => {
  await place('Personal');
  await page.getByRole('button', { name: /^Cecilia Ceder/ }).click();
  await press(page, 'Stäng kontot');
  await press(dialog(), 'Avbryt');
  await press(page, 'Stäng kontot');
  await press(dialog(), 'Stäng kontot');
  await press(page, 'Öppna kontot igen');
  assert.equal(await page.getByRole('button', { name: 'Skapa kod' }).count(), 0);
  cecilia.tablet.sync();
  assert.equal(cecilia.tablet.call('participants.list').total, 0);
  await press(dialog(), 'Öppna kontot igen');
  await page.getByText('Kontot är öppet.').waitFor();
  cecilia.tablet.sync();
  assert.equal(cecilia.tablet.call('participants.list').total, 3);
});

test('a month is attested person by person, sealed, corrected, and sealed again with a list of what changed', async () => {
  await place('Timmar');
  await heading('Timmar');
  const words = monthInWords(older);
  const month = region(new RegExp(words, 'i'));
  await month.getByText('2 väntar på attest.').waitFor();
  await month.getByText('4 h').first().waitFor();
  await press(page, `Attestera: Person0 Prov, ${words}`);
  await month.getByText('1 väntar på attest.').waitFor();
  // The focus goes on to the next one.
  await page.waitForFunction(() => /Attestera: Person1/.test(document.activeElement?.getAttribute('aria-label') ?? ''));
  assert.equal(await month.getByRole('button', { name: /^Försegla/ }).count(), 0);
  await page.keyboard.press('Enter');
  await month.getByText('Alla timmar är attesterade.').waitFor();
  await press(page, `Försegla ${words}`);
  await press(dialog(), 'Försegla');
  await region('Förseglade månader').getByRole('row', { name: new RegExp(words, 'i') }).waitFor();
  await page.getByText('Alla sigill håller').waitFor();

  // The next month all at once; on a page of now, which asks by itself only after a minute.
  await place('Översikt');
  await place('Timmar');
  const next = monthInWords(newer);
  await press(region(new RegExp(next, 'i')), 'Attestera alla 2');
  const asked = [];
  const note = (request) => request.url().endsWith('/v1/web/call') && asked.push(JSON.parse(request.postData()).call);
  page.on('request', note);
  await press(dialog(), 'Attestera alla 2');
  await region(new RegExp(next, 'i')).getByText('Alla timmar är attesterade.').waitFor();
  page.off('request', note);
  // What is shown is asked for once, when all are attested.
  assert.equal(asked.filter((one) => one === 'hours.attest').length, 2);
  assert.equal(asked.slice(0, asked.lastIndexOf('hours.attest')).filter((one) => one === 'hours.show').length, 0);
  await press(page, `Försegla ${next}`);
  await press(dialog(), 'Försegla');
  await region('Förseglade månader').getByRole('row', { name: new RegExp(next, 'i') }).waitFor();

  // A correction from the field shows, is attested, and both months are sealed again.
  const [person] = alice.call('participants.list', { search: 'Person1' }).participants;
  const { checkins } = alice.call('participant.show', { participant: person.id });
  const wrong = checkins.find((one) => one.at.startsWith(monthText(older)));
  alice.call('checkin.record', { participant: person.id, corrects: wrong.id, at: wrong.at, attended_minutes: 200 });
  alice.sync();
  await place('Översikt');
  await place('Timmar');
  const stale = region('Förseglade timmar har ändrats');
  await stale.getByText('Först måste de ändrade timmarna attesteras.').waitFor();
  await stale.getByText(/3 h 20 min/).waitFor();
  assert.equal(await page.getByText('Alla sigill håller').count(), 0);
  await press(page, `Attestera: Person1 Prov, ${words}`);
  await stale.getByText('Först måste de ändrade timmarna attesteras.').waitFor({ state: 'detached' });
  await press(stale, 'Försegla på nytt');
  await press(dialog(), 'Försegla på nytt');
  const changes = region('Vad som ändrades');
  assert.match(await changes.getByRole('row', { name: /Person1 Prov/ }).innerText(), /4 h\s+3 h 20 min/);
  assert.equal(await changes.getByRole('row').count(), 2);
  await page.getByText('Alla sigill håller').waitFor();
  await press(page, 'Visa ersatta (2)');
  assert.equal(await region('Förseglade månader').getByRole('row', { name: /ersatt/ }).count(), 2);
});

test('a manager sees the staff of their units, may invite those alone, and changes nobody', async () => {
  await signIn(manager);
  await place('Personal');
  await page.getByRole('button', { name: /^Alice Andersson/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: /Lägg till|Ändra/ }).count(), 0);
  await page.getByRole('button', { name: /^Alice Andersson/ }).click();
  await heading('Alice Andersson');
  // Alice works in Trelleborg too, which is somebody else's.
  assert.equal(await page.getByRole('button', { name: /Skapa kod|Stäng kontot|^Ändra/ }).count(), 0);
  await press(page, 'Tillbaka');
  await page.getByRole('button', { name: /^Bob Berg/ }).click();
  await press(page, 'Skapa kod');
  await page.locator('.code').waitFor();
});

test('the overview asks little: what is in sight, two reports at a time, and nothing anew on the way back', async () => {
  let underWay = 0;
  let atOnce = 0;
  let bytes = 0;
  const calls = [];
  const isReport = (request) => /"report\./.test(request.postData() ?? '');
  page.on('request', (request) => {
    if (!request.url().endsWith('/v1/web/call')) return;
    calls.push(JSON.parse(request.postData()));
    if (isReport(request)) atOnce = Math.max(atOnce, ++underWay);
  });
  const ended = (request) => isReport(request) && underWay--;
  page.on('requestfailed', ended);
  page.on('requestfinished', async (request) => {
    ended(request);
    bytes += (await request.sizes()).responseBodySize;
  });
  // What is at hand is fresh for a minute, which does not pass here.
  await page.clock.setFixedTime(Date.now());
  await page.reload();
  await place('Översikt');
  await page.getByText('Över tidsgränsen', { exact: true }).waitFor();
  await page.waitForLoadState('networkidle');
  const reports = calls.filter((one) => one.call.startsWith('report.'));
  assert.ok(reports.length <= 2 * 3, JSON.stringify(reports));
  assert.ok(calls.filter((one) => one.call === 'programmes.list').length === 1);
  assert.ok(atOnce <= 2, `${atOnce} at once`);
  assert.ok(bytes < 60_000, `${bytes} bytes`);

  calls.length = 0;
  await press(page, 'Visa programmet: Göteborgs kompetenscenter');
  await heading('Göteborgs kompetenscenter');
  await page.locator('canvas').first().waitFor();
  await page.waitForLoadState('networkidle');
  // What is far below waits until somebody comes near it.
  assert.ok(!calls.some((one) => one.with.report === 'seats'), JSON.stringify(calls));
  await page.getByRole('heading', { name: 'Platser hos arbetsgivare' }).scrollIntoViewIfNeeded();
  await page.getByText('Inga platser är öppna.').waitFor();
  // All that has come into sight, on the way to the end too, is asked for and answered.
  await seeAll(page);
  await page.waitForFunction(() => document.querySelector('.awaited') === null);
  calls.length = 0;
  await press(page, 'Tillbaka');
  await page.getByText('Över tidsgränsen', { exact: true }).waitFor();
  await page.waitForLoadState('networkidle');
  assert.deepEqual(calls, []);
  await page.clock.setSystemTime(Date.now());
});

test('the focus goes to the heading of each page that comes, and paper has no menu', async () => {
  for (const name of ['Deltagare', 'Att besluta', 'Timmar', 'Personal', 'Enheter', 'Loggkontroll', 'Import', 'Export', 'Översikt']) {
    await page.getByRole('navigation').getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((title) => document.activeElement?.tagName === 'H1' && document.activeElement.textContent.includes(title), name === 'Enheter' ? '' : name);
  }
  // A page is printed whole, also what nobody has come near.
  await press(page, 'Visa programmet: Göteborgs kompetenscenter');
  await page.locator('.later').first().waitFor();
  const printed_at = page.evaluate(() => new Promise((printed) => addEventListener('beforeprint', () => printed(document.querySelectorAll('.later, .awaited').length), { once: true })));
  await press(page, 'Skriv ut');
  assert.equal(await printed_at, 0);
  await page.emulateMedia({ media: 'print' });
  const printed = await page.evaluate(() => ({
    menu: getComputedStyle(document.querySelector('.bar')).display,
    ground: getComputedStyle(document.documentElement).backgroundColor,
    isCut: document.documentElement.scrollWidth > innerWidth,
  }));
  assert.deepEqual(printed, { menu: 'none', ground: 'rgb(255, 255, 255)', isCut: false });
  await page.emulateMedia({ media: null });
});

test('on a phone every place is one press further, and the page is not behind the menu', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await press(page, 'Fler sidor');
  await dialog().getByRole('button', { name: /^Personal/ }).click();
  await heading('Personal');
  assert.ok((await page.getByRole('navigation').boundingBox()).height < 100);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a handover whose day has passed is told apart', async () => {
  // The office's clock is the machine's: the day is set back where the office keeps it.
  office.child.kill('SIGTERM');
  await office.ended;
  const [tenant] = readdirSync(path.join(office.folder, 'tenants')).filter((name) => name.endsWith('.db'));
  execFileSync('python3', ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute("UPDATE handover SET answer_by = answer_by - 90")', path.join(office.folder, 'tenants', tenant)]);
  await office.serve();
  site.office = office.url;
  await signIn(manager);
  await place('Att besluta');
  const handovers = region('Överlämningar utan svar');
  await handovers.getByText('Försenad', { exact: true }).waitFor();
  await handovers.getByText('1 av 1 försenade').waitFor();
});

test('axe finds nothing and targets are large on the screens of staff, cases and hours, in both languages and themes', async () => {
  await signIn(office_person);
  for (const language of ['sv', 'en']) {
    const say = (swedish, english) => (language === 'sv' ? swedish : english);
    await page.evaluate((settings) => localStorage.setItem('brygga', JSON.stringify({ settings })), { language, theme: 'light', size: 'normal' });
    await page.reload();
    await page.getByRole('navigation').getByRole('button', { name: say('Översikt', 'Overview') }).waitFor();
    const isSound = (name) => assertSound(page, `office-${name}`, language);
    await place(say('Personal', 'Staff'));
    await page.getByRole('button', { name: /^Cecilia Ceder/ }).waitFor();
    await isSound('staff');
    await press(page, say('Lägg till person', 'Add a person'));
    await dialog().getByRole('group').first().waitFor();
    await isSound('staff-add');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Cecilia Ceder/ }).click();
    await heading('Cecilia Ceder');
    await isSound('staff-person');
    await press(page, say('Flytta ärenden', 'Move cases'));
    await page.getByText('Person1 Prov').waitFor();
    await isSound('cases');
    await place(say('Personal', 'Staff'));
    await press(page, say('Organisationens enheter', 'Units'));
    await page.getByText('Backa').waitFor();
    await isSound('units');
    await press(page, say('Lägg till enhet', 'Add a unit'));
    await isSound('unit-add');
    await page.keyboard.press('Escape');
    await place(say('Timmar', 'Hours'));
    await region(say('Förseglade månader', 'Sealed months')).waitFor();
    await isSound('hours');
    await place(say('Att besluta', 'To decide'));
    await region(say('Gallring', 'Retention')).waitFor();
    await isSound('decisions-empty');
  }
});
