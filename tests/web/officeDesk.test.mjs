// A manager's day at the office, in a real browser over a real office that serves the app itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { assertSound, Browser, fillDay, flaws, heading, press, seeAll } from './browser.mjs';
import { day, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

const manager = 'Maja Lindqvist';
const password = 'en riktigt lång mening';

let site;
let office;
let browser;

before(async () => {
  site = await startSite(process.env.BRYGGA_WEB_SITE);
});
after(() => site.close());

beforeEach(async () => {
  office = await Office.start();
  site.office = office.url;
  office.verb('staff', 'add', '--name', manager, '--role', 'manager', '--manages', 'Hisingen', '--manages', 'Trelleborg', '--manages', 'Angered');
  browser = await Browser.start({ context: { viewport: { width: 1280, height: 800 }, acceptDownloads: true, serviceWorkers: 'block' } });
});

afterEach(async () => {
  // That nobody was signed in, or something was refused, is said by the browser for each such answer.
  const errors = browser.errors.filter((one) => !/status of 40[0-9]/.test(one));
  await browser.stop();
  await office.stop();
  assert.deepEqual(errors, []);
});

const place = (page, name) => page.getByRole('navigation').getByRole('button', { name }).click();

/** Hisingen's people: 5 finished, of whom 3 to work, and 5 who run, one past the limit and one near it. */
function csv() {
  const rows = ['förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel;avslutad;resultat;resultat_från'];
  for (let n = 0; n < 10; n++) {
    const isFinished = n < 5;
    const start = n === 5 ? day(-600) : n === 6 ? day(-530) : day(-200);
    const outcome = n < 3 ? `arbete;${day(-50)}` : ';';
    rows.push(`Person${n};Prov;;Hisingen;Alice Andersson;${start};Lundby;${isFinished ? day(-60) : ''};${outcome}`);
  }
  rows.push(`Gamla;Akten;;Hisingen;Alice Andersson;2014-01-01;Lundby;2015-01-01;;`);
  return rows.join('\n');
}

/** The people are at the office, brought there by a tablet of the manager's. */
function givenPeople() {
  const tablet = new Tablet(office, manager);
  const programme = 'kompetenscenter';
  tablet.call('participants.import', { programme, csv_base64: Buffer.from(csv()).toString('base64') });
  tablet.sync();
  return tablet;
}

const isSwedish = (language) => language === 'sv';

/** The app in this language, with the link by which the manager chooses a password. */
async function signedIn({ language = 'sv', name = manager } = {}) {
  const page = await browser.context.newPage();
  await page.addInitScript((chosen) => {
    const settings = { language: chosen, theme: 'light', size: 'normal' };
    if (localStorage.getItem('brygga') === null) localStorage.setItem('brygga', JSON.stringify({ settings }));
  }, language);
  await page.goto(`${site.url}/#password=${Office.tenant}.${office.invite(name)}`);
  const sv = isSwedish(language);
  await heading(page, sv ? 'Välj lösenord' : 'Choose a password');
  await page.getByLabel(sv ? 'Nytt lösenord' : 'New password').fill(password);
  await page.getByLabel(sv ? 'Samma lösenord igen' : 'The same password again').fill(password);
  await press(page, sv ? 'Spara och logga in' : 'Save and sign in');
  await heading(page, sv ? 'Översikt' : 'Overview');
  return page;
}

for (const language of ['sv', 'en']) {
  test(`a manager's day from a chosen password to sign-out: ${language}`, async () => {
    const say = (swedish, english) => (isSwedish(language) ? swedish : english);
    const tablet = givenPeople();
    const page = await signedIn({ language });
    assert.equal(page.url(), `${site.url}/`);

    // Both shares, always together, and no number where there is no data.
    await press(page, say('Visa programmet: Göteborgs kompetenscenter', "Show the programme: Gothenburg's competence centres"));
    await heading(page, say('Göteborgs kompetenscenter', "Gothenburg's competence centres"));
    const outcomes = page.getByRole('region', { name: say('Resultat', 'Outcomes') });
    await outcomes.getByRole('row', { name: /Angered/ }).getByText(say('inga uppgifter ännu', 'no data yet')).first().waitFor();
    assert.equal(await outcomes.getByRole('row', { name: /Angered/ }).getByText(/^0,0|^0\.0/).count(), 0);
    const all = await outcomes.getByRole('row').last().textContent();
    assert.match(all, say(/50,0.%/, /50\.0%/));
    assert.match(all, say(/27,3.%/, /27\.3%/));
    await page.locator('canvas').first().waitFor();

    // A figure opens what is behind it.
    await outcomes.getByRole('row', { name: /Hisingen/ }).getByRole('button', { name: say(/50,0/, /50\.0/) }).click();
    await heading(page, say('Bakom siffran', 'Behind the figure'));
    await page.getByText(say('Avslutad, till arbete.', 'Finished, to work.')).first().waitFor();
    await page.getByRole('button', { name: /Person0 Prov/ }).click();
    await heading(page, 'Person0 Prov');
    await page.getByRole('tab', { name: say('Anteckningar', 'Notes') }).click();
    await press(page, say('Ny anteckning', 'New note'));
    await page.getByRole('textbox').fill('Skrivet på kontoret.');
    await press(page, say('Spara som utkast', 'Save as draft'));
    // Before it is saved its text stands in the field in which it is written.
    await heading(page, 'Person0 Prov');
    await page.getByText('Skrivet på kontoret.').waitFor();

    // Who is past the limit gets more time, when the core agrees.
    await place(page, say('Att besluta', 'To decide'));
    await page.getByRole('button', { name: say('Förläng: Person5 Prov', 'Extend: Person5 Prov') }).click();
    const dialog = page.getByRole('dialog');
    await press(dialog, say('Förläng', 'Extend'));
    await dialog.getByRole('alert').first().waitFor();
    await fillDay(dialog, say('Till och med', 'Until'), day(200));
    await dialog.getByLabel(say(/^Skäl/, /^Reason/)).fill('Sjukskriven.');
    await press(dialog, say('Förläng', 'Extend'));
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Person5 Prov/ }).first().waitFor({ state: 'detached' });

    // A closed case whose time is up is kept.
    await page.getByRole('button', { name: say('Besluta: Gamla Akten', 'Decide: Gamla Akten') }).click();
    await page.getByRole('dialog').getByText(say('Bevara längre', 'Keep longer')).click();
    await fillDay(page.getByRole('dialog'), say('Bevaras till och med', 'Kept until'), day(700));
    await page.getByRole('dialog').getByLabel(say(/^Skäl/, /^Reason/)).fill('Pågående tvist.');
    await press(page.getByRole('dialog'), say('Spara beslutet', 'Save the decision'));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: say('Besluta: Gamla Akten', 'Decide: Gamla Akten') }).waitFor({ state: 'detached' });

    // The review says who opened the record, from outside the team.
    await place(page, say('Loggkontroll', 'Access review'));
    await page.getByText(`${manager} → Person0 Prov`).first().waitFor();
    assert.equal(await page.getByText(say('Loggen är inte hel', 'The log is not whole')).count(), 0);

    // A report is downloaded as a file.
    await place(page, 'Export');
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, say('Ladda ner', 'Download'))]);
    assert.match(download.suggestedFilename(), /^[a-z_]+-outcomes-\d{4}-\d\d-\d\d\.csv$/);
    assert.match(readFileSync(await download.path(), 'utf8'), /^\uFEFF.*;/);

    await press(page, say('Logga ut', 'Sign out'));
    await heading(page, say('Logga in på kontoret', 'Sign in at the office'));
    assert.doesNotMatch(await page.locator('body').innerText(), /Person|Lindqvist/);
    assert.doesNotMatch(await page.title(), /Person|Lindqvist/);
    await page.goBack();
    await page.waitForTimeout(300);
    assert.doesNotMatch(await page.locator('body').innerText(), /Person\d/);

    // What was saved is at the office for everybody.
    tablet.sync();
    const { participants } = tablet.call('participants.list', { search: 'Person5' });
    assert.equal(participants[0].limit, day(200));
    tablet.remove();
  });
}

test('a wrong password is refused in words, and an office with several tenants asks for whose', async () => {
  givenPeople().remove();
  const page = await signedIn();
  await press(page, 'Logga ut');
  await page.getByLabel('Namn eller användarnamn').fill(manager);
  await page.getByLabel('Lösenord').fill('något helt annat');
  await press(page, 'Logga in');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Kommun eller organisation').count(), 0);
  office.run('tenant', 'create', 'grannby', '--title', 'Grannby');
  await page.getByLabel('Lösenord').fill(password);
  await press(page, 'Logga in');
  await page.getByLabel('Kommun eller organisation').fill(Office.tenant);
  await press(page, 'Logga in');
  await heading(page, 'Översikt');
});

test('a session that is lost in the middle of a form loses nothing that was typed', async () => {
  givenPeople().remove();
  const page = await signedIn();
  await place(page, 'Deltagare');
  await page.getByRole('button', { name: /Person7 Prov/ }).click();
  await press(page, 'Ny anteckning');
  await page.getByRole('textbox').fill('Hann inte spara.');
  await browser.context.clearCookies();
  await press(page, 'Spara som utkast');
  const again = page.getByRole('dialog', { name: 'Logga in igen' });
  await again.waitFor();
  // The page below is out of reach, and nothing of it can be read.
  await page.waitForFunction(() => document.getElementById('app').inert);
  const cover = await page.locator('.cover').evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { left, top, isWhole: width >= innerWidth && height >= innerHeight, colour: getComputedStyle(element).backgroundColor };
  });
  assert.deepEqual(cover, { left: 0, top: 0, isWhole: true, colour: 'rgb(245, 244, 240)' });
  assert.deepEqual(await flaws(page), []);
  await again.getByLabel('Lösenord').fill(password);
  await press(again, 'Logga in');
  await heading(page, 'Person7 Prov');
  await page.getByRole('tab', { name: 'Anteckningar' }).click();
  await page.getByText('Hann inte spara.').waitFor();
  assert.equal(await page.getByText('Hann inte spara.').count(), 1);
});

test('whoever leaves when the session is lost amid reports gets reports after signing in again', async () => {
  givenPeople().remove();
  const page = await signedIn();
  await page.getByRole('button', { name: /50,0/ }).waitFor();
  await press(page, 'Visa programmet: Göteborgs kompetenscenter');
  await heading(page, 'Göteborgs kompetenscenter');
  await browser.context.clearCookies();
  await seeAll(page);
  await press(page.getByRole('dialog', { name: 'Logga in igen' }), 'Logga ut');
  await page.getByLabel('Namn eller användarnamn').fill(manager);
  await page.getByLabel('Lösenord').fill(password);
  await press(page, 'Logga in');
  await heading(page, 'Översikt');
  await page.getByRole('button', { name: /50,0/ }).waitFor();
});

test("a form that was not sent is still filled in after signing in again, and nobody else's page is", async () => {
  givenPeople().remove();
  const page = await signedIn();
  await place(page, 'Att besluta');
  await page.getByRole('button', { name: 'Förläng: Person6 Prov' }).click();
  await page.getByRole('dialog').getByLabel(/^Skäl/).fill('Behöver mer tid.');
  const other = await browser.tab(site.url);
  await other.evaluate(() => new BroadcastChannel('brygga.office').postMessage('signed out'));
  const again = page.getByRole('dialog', { name: 'Logga in igen' });
  await again.getByLabel('Lösenord').fill(password);
  await press(again, 'Logga in');
  await again.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('dialog').getByLabel(/^Skäl/).inputValue(), 'Behöver mer tid.');
});

test('a bad import file shows each bad line and column, takes nothing over, and a good one comes in whole', async () => {
  const page = await signedIn();
  await place(page, 'Import');
  await page.getByLabel('Program').selectOption('kompetenscenter');
  const bad = 'förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel\nLayla;Ek;20020410-9848;Hisingen;Alice Andersson;2026-02-28;Lundby\nOla;;;Hisingen;Alice Andersson;2026-02-30;Lundby\n';
  const give = (name, text) => page.setInputFiles('#import-file', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await give('fel.csv', bad);
  await press(page, 'Förhandsgranska');
  const refused = page.getByRole('region', { name: 'Filen kan inte tas in' });
  await refused.getByRole('row', { name: /^2 personnummer/ }).waitFor();
  await refused.getByRole('row', { name: /^3 efternamn/ }).waitFor();
  await refused.getByRole('row', { name: /^3 startdatum/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Ta in filen' }).count(), 0);

  await give('bra.csv', csv());
  await press(page, 'Förhandsgranska');
  await page.getByText(/Filen ger 11 deltagare/).waitFor();
  await place(page, 'Deltagare');
  await page.getByText('Inga deltagare ännu.').waitFor();
  await place(page, 'Import');
  await page.getByLabel('Program').selectOption('kompetenscenter');
  await give('bra.csv', csv());
  await press(page, 'Förhandsgranska');
  await press(page, 'Ta in filen');
  await page.getByText(/Nu finns 11 deltagare/).waitFor();
  await place(page, 'Deltagare');
  await page.getByText('11 deltagare').waitFor();
});

test('an invitation shows its code and QR codes, and a tablet enrolled by it can be revoked after a question', async () => {
  givenPeople().remove();
  const page = await signedIn();
  await place(page, 'Enheter');
  await page.getByLabel('Vem?').selectOption({ label: manager });
  await press(page, 'Skapa kod');
  await page.getByText(`Inbjudan till ${manager}`).waitFor();
  assert.match(await page.locator('.code').innerText(), /^[0-9A-Z-]{8,}$/);
  assert.equal(await page.getByRole('img', { name: /^QR-kod/ }).count(), 2);
  await press(page, 'Klar');
  await page.getByRole('button', { name: new RegExp(`^Spärra: ${manager}`) }).click();
  await press(page.getByRole('dialog'), 'Avbryt');
  assert.equal(await page.getByText('Spärrad').count(), 0);
  await page.getByText(/allt var skickat/).waitFor();
  await page.getByRole('button', { name: new RegExp(`^Spärra: ${manager}`) }).click();
  await press(page.getByRole('dialog'), 'Spärra');
  await page.getByText('Spärrad').waitFor();
  // Nobody hears any more what it keeps.
  await page.getByText(/allt var skickat/).waitFor({ state: 'detached' });
});

test('a lost tablet is seen with what it holds and keeps unsent, is wiped after a question, and its receipt is shown', async () => {
  const tablet = givenPeople();
  tablet.call('note.write', { participant: tablet.call('participants.find', { text: 'Person0' }).matches[0].id, body: 'Ej skickat.' });
  const page = await signedIn();
  await place(page, 'Enheter');
  await page.getByText(/har \d+ av \d+ delar av registret/).first().waitFor();
  await page.getByText(/sågs senast .* allt var skickat då/).first().waitFor();
  await page.getByRole('button', { name: new RegExp(`^Töm: ${manager}`) }).click();
  await press(page.getByRole('dialog'), 'Avbryt');
  assert.equal(await page.getByText('Ska tömmas').count(), 0);
  await page.getByRole('button', { name: new RegExp(`^Töm: ${manager}`) }).click();
  await press(page.getByRole('dialog'), 'Töm');
  await page.getByText('Ska tömmas').waitFor();
  await page.getByText(new RegExp(`Tömning beställd .* av ${manager}`)).waitFor();
  assert.deepEqual(await flaws(page), []);
  tablet.sync();
  assert.notEqual(tablet.call('status').wiped_at, null);
  await place(page, 'Översikt');
  await place(page, 'Enheter');
  await page.getByText('Tömd', { exact: true }).waitFor();
  await page.getByText(/Kvitto: tömd .* poster i \d+ delar togs bort\. Inget osänt gick förlorat\./).waitFor();
  tablet.remove();
});

test("a coach's account is offered no devices, no review and no import", async () => {
  const page = await signedIn({ name: 'Alice Andersson' });
  const names = await page.getByRole('navigation').getByRole('button').allInnerTexts();
  assert.ok(names.some((one) => one.includes('Deltagare')));
  assert.deepEqual(names.filter((one) => /Enheter|Loggkontroll|Import/.test(one)), []);
  const answer = await page.evaluate(async () => {
    const response = await fetch('/v1/web/call', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ call: 'office.devices', with: {} }),
    });
    return response.json();
  });
  assert.equal(answer.error.code, 'not_yours');
});

test('nothing of the office is kept in the browser, and no engine is loaded', async () => {
  givenPeople().remove();
  site.sent = {};
  const page = await signedIn();
  await place(page, 'Deltagare');
  await page.getByRole('button', { name: /Person7 Prov/ }).click();
  await heading(page, 'Person7 Prov');
  const kept = await page.evaluate(async () => ({
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    databases: (await indexedDB.databases()).length,
    state: JSON.stringify(history.state),
    address: location.href,
  }));
  assert.equal(kept.databases, 0);
  assert.equal(kept.address, `${site.url}/`);
  assert.doesNotMatch(`${kept.local}${kept.session}${kept.state}`, /Person|Maja|Lindqvist/);
  assert.deepEqual(Object.keys(site.sent).filter((name) => name.endsWith('.wasm')), []);
});

test('by keyboard alone a manager signs in, opens a figure and signs out', async () => {
  givenPeople().remove();
  await (await signedIn()).close();
  await browser.context.clearCookies();
  const page = await browser.tab(site.url);
  await heading(page, 'Anslut den här enheten');
  const tabTo = async (name) => {
    for (let i = 0; i < 80; i++) {
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
  await tabTo(/Arbetar du på kontoret/);
  await page.keyboard.press('Enter');
  await heading(page, 'Logga in på kontoret');
  await tabTo(/Namn eller/);
  await page.keyboard.type(manager);
  await tabTo(/Lösenord/);
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await heading(page, 'Översikt');
  await page.getByRole('button', { name: /50,0/ }).waitFor();
  await tabTo(/50,0/);
  await page.keyboard.press('Enter');
  await heading(page, 'Bakom siffran');
  await page.getByText('Avslutad, till arbete.').first().waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Logga ut|Tillbaka/);
  await tabTo(/Tillbaka/);
  await page.keyboard.press('Enter');
  await heading(page, 'Översikt');
  await page.keyboard.press('Shift+Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Logga ut/);
  await page.keyboard.press('Enter');
  await heading(page, 'Logga in på kontoret');
});

for (const language of ['sv', 'en']) {
  test(`axe finds nothing and targets are large on every screen of the office: ${language}`, async () => {
    const say = (swedish, english) => (isSwedish(language) ? swedish : english);
    givenPeople().remove();
    const page = await signedIn({ language });
    const isSound = (name) => assertSound(page, name, language);
    await page.getByRole('button', { name: say(/50,0/, /50\.0/) }).waitFor();
    await isSound('office-overview');
    await page.getByRole('button', { name: say(/: Göteborgs kompetenscenter/, /: Gothenburg's competence centres/) }).click();
    // What is far down is drawn when somebody comes near it.
    await seeAll(page);
    await page.getByText(say('Inga platser är öppna.', 'No seats are open.')).waitFor();
    await page.locator('canvas').nth(2).waitFor();
    await isSound('office-programme');
    // A number opens nothing where nobody can be shown behind it.
    const intake = page.getByRole('region', { name: say('Från första kontakt till plan', 'From first contact to plan') });
    await intake.getByText(say('Nya inskrivningar under perioden', 'New enrolments in the period'), { exact: true }).waitFor();
    assert.equal(await intake.getByRole('button', { name: say(/Nya inskrivningar/, /New enrolments/) }).count(), 0);
    assert.equal(await intake.getByRole('button', { name: say(/Tid till plan/, /Time to a plan/) }).count(), 1);
    await page.getByRole('button', { name: say(/50,0/, /50\.0/) }).first().click();
    await page.getByRole('button', { name: /Person0/ }).waitFor();
    await isSound('office-figure');
    await page.getByRole('button', { name: /Person0/ }).click();
    await heading(page, 'Person0 Prov');
    await isSound('office-person');
    await press(page, say('Ny anteckning', 'New note'));
    await page.getByRole('textbox').waitFor();
    await isSound('office-note');
    await place(page, say('Att besluta', 'To decide'));
    await page.getByRole('button', { name: /Gamla Akten/ }).first().waitFor();
    await isSound('office-decisions');
    await page.getByRole('button', { name: /Person5 Prov/ }).last().click();
    await page.getByRole('dialog').waitFor();
    await isSound('office-extend');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /: Gamla Akten/ }).click();
    await page.getByRole('dialog').waitFor();
    await isSound('office-retention');
    await page.keyboard.press('Escape');
    await place(page, say('Enheter', 'Devices'));
    await page.getByLabel(say('Vem?', 'Who?')).selectOption({ label: manager });
    await isSound('office-devices');
    await press(page, say('Skapa kod', 'Make a code'));
    await page.locator('.code').waitFor();
    await isSound('office-invitation');
    await place(page, say('Loggkontroll', 'Access review'));
    await page.getByText(`${manager} → Person0 Prov`).first().waitFor();
    await isSound('office-openings');
    await place(page, 'Import');
    await page.setInputFiles('#import-file', { name: 'fel.csv', mimeType: 'text/csv', buffer: Buffer.from('förnamn;efternamn\nOla;\n') });
    await press(page, say('Förhandsgranska', 'Preview'));
    await page.getByRole('alert').waitFor();
    await isSound('office-import');
    await place(page, 'Export');
    await isSound('office-export');
    await place(page, say(/^Konto/, /^Account/));
    await isSound('office-account');
    await press(page, say('Logga ut', 'Sign out'));
    await heading(page, say('Logga in på kontoret', 'Sign in at the office'));
    await isSound('office-sign-in');
    await press(page, say('Jag har fått en engångskod', 'I have a one-time code'));
    await isSound('office-password');
  });
}
