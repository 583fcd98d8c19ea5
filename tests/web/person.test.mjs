// All that a coach does on a person's page: one browser and one office for all of it, and no network
// while it is done. What was saved is then seen on another device.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { Browser, fillDay, flaws, press, smallTargets } from './browser.mjs';
import { again_ms_max, day, dayOf, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

let site;
let office;
let browser;
let page;
/** Other devices: of the coach whose browser it is, and of her colleague, who is not named for what is sensitive. */
let tablet;
let bobs;
let staff;

const coach = 'Maria Lind';
const at = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

before(async () => {
  site = await startSite(process.env.BRYGGA_WEB_SITE);
  office = await Office.start();
  site.office = office.url;
  office.verb('programme', 'load', path.join(process.env.BRYGGA_PROGRAMMES, 'stadsmissionen.toml'));
  office.verb('staff', 'add', '--name', coach, '--role', 'coach', '--role', 'manager', '--unit', 'Hisingen', '--manages', 'Hisingen');
  office.verb('staff', 'add', '--name', 'Petra Persson', '--role', 'partner');
  tablet = new Tablet(office, coach);
  bobs = new Tablet(office, 'Bob Berg');
  staff = Object.fromEntries(tablet.call('staff.list').staff.map((one) => [one.name, one.id]));
  browser = await Browser.start({ context: { acceptDownloads: true } });
  page = await browser.tab(`${site.url}/#enrol=${Office.tenant}.${office.invite(coach)}`);
  await press(page, 'Anslut');
  await heading('Idag');
  // Until the whole app is on the device.
  await page.getByRole('button', { name: /^Läget/ }).click();
  await page.getByText('Appen finns på enheten och startar utan nätverk.').waitFor();
});

afterEach(async () => {
  site.office = office.url;
  if (await dialog().count()) await page.keyboard.press('Escape');
  const { errors } = browser;
  browser.errors = [];
  assert.deepEqual(errors, []);
});

after(async () => {
  await browser.stop();
  for (const one of [tablet, bobs]) one.remove();
  await office.stop();
  await site.close();
});

const dialog = () => page.getByRole('dialog');
const heading = (name) => page.getByRole('heading', { name, level: 1 }).waitFor();
const tab = (name) => page.getByRole('tab', { name, exact: true }).click();
/** A label, with the mark of what is needed or without. */
const label = (text) => new RegExp(`^${text.replace(/[?.()]/g, '\\$&')}( \\*)?$`);
const fill = (name, text) => dialog().getByLabel(label(name)).fill(text);
const fillIn = (name, value) => fillDay(dialog(), name, value);
const choose = (name, option) => dialog().getByLabel(label(name)).selectOption({ label: option });

/** Saves the form that is open; it closes when that is done. */
async function save(name = 'Spara') {
  await press(dialog(), name);
  await dialog().waitFor({ state: 'detached' });
}

/** What is wrong is said beside its field. */
async function isRefused(name, sentence, action = 'Spara') {
  await press(dialog(), action);
  const field = dialog().locator('.field, .choice').filter({ hasText: name }).filter({ hasText: sentence });
  await field.getByRole('alert').waitFor();
}

async function eventually(what, isSo) {
  const until = Date.now() + again_ms_max;
  while (!(await isSo())) {
    if (Date.now() > until) assert.fail(`not in time: ${what}`);
    await new Promise((later) => setTimeout(later, 200));
  }
}

const unit = (key) => tablet.call('units.list').units.find((one) => one.key === key).id;

/** A case of Maria's, at the office and in her browser. */
async function given(first_name, more = {}) {
  const { participant, enrolment } = tablet.call('intake.record', {
    first_name,
    last_name: 'Åkesson',
    programme: 'stadsmissionen',
    unit: unit('distrikt_1'),
    start: day(-30),
    stream: 'available',
    step: 'Ring Förskolan Linden',
    step_due: day(0),
    ...more,
  });
  const also = (name, input) => tablet.call(name, { participant, ...input });
  return { participant, enrolment, also, name: `${first_name} Åkesson` };
}

const kompetenscenter = () => ({ programme: 'kompetenscenter', unit: unit('hisingen'), stream: 'mapping', start: day(-480) });

/** `has`: something of the case that comes last, so that nothing moves while buttons are pressed. */
async function opened(person, has = '') {
  tablet.sync();
  await page.getByRole('button', { name: /^(Deltagare|Participants)$/ }).click();
  await page.getByRole('button', { name: new RegExp(person.name) }).click();
  await heading(person.name);
  if (has) await page.getByText(has, { exact: true }).waitFor();
}

/** Work with no network is marked as unsent; then it is sent. */
async function withNoNetwork(work) {
  site.office = null;
  site.cut();
  await work();
  await page.getByText('Inte skickat än').first().waitFor();
  await sent();
}

async function sent() {
  site.office = office.url;
  await page.getByRole('button', { name: /^Läget/ }).click();
  await press(page, 'Hämta och skicka nu');
  await page.getByText('Allt är skickat').first().waitFor();
}

function shown(person, device = tablet) {
  device.sync();
  return device.call('participant.show', { participant: person.participant });
}

test('details, contacts, tasks and meetings are changed with no network, and a slip is taken back', async () => {
  const amina = await given('Amina', { district: 'Angered', languages: ['so', 'sv'] });
  amina.also('contact.add', { kind: 'phone', value: '070-123 45 67' });
  amina.also('contact.add', { kind: 'email', value: 'gammal@exempel.se' });
  amina.also('appointment.book', { at: at(-2), place: 'Kontoret', minutes: 45 });
  amina.also('appointment.book', { at: at(7), place: 'Förskolan Linden' });
  await opened(amina, '070-123 45 67');
  await withNoNetwork(async () => {
    await press(page, 'Ändra: 070-123 45 67');
    await fill('Telefon', 'ingen');
    await isRefused('Telefon', 'Ett telefonnummer har minst fem siffror');
    await fill('Telefon', '0701-11 22 33');
    await save();
    await press(page, 'Ändra: gammal@exempel.se');
    await press(dialog(), 'Ta bort uppgiften');
    await page.getByText('gammal@exempel.se visas inte längre').waitFor();
    await press(dialog().last(), 'Ta bort');
    await dialog().waitFor({ state: 'detached' });

    await press(page, 'Ändra personuppgifter');
    await fill('Förnamn', ' ');
    await isRefused('Förnamn', /./);
    await fill('Förnamn', 'Aamina');
    await fill('Språk', 'Somaliska, sv ar');
    await fill('Tolk', 'somaliska');
    await save();
    await heading('Aamina Åkesson');
    await page.getByText(/arabiska/).waitFor();

    await press(page, 'Ändra: Ring Förskolan Linden');
    await fill('Vad ska göras?', 'Besök Förskolan Linden');
    await fillIn('Senast', day(3));
    await save();
    await press(page, 'Ändra: Besök Förskolan Linden');
    await press(dialog(), 'Stryk uppgiften');
    await page.getByText('Struken: Besök Förskolan Linden').waitFor();
    await press(page, 'Ångra');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'undo-place');
    await press(page, 'Markera som klart: Besök Förskolan Linden');
    await page.getByText('Klart: Besök Förskolan Linden').waitFor();

    const answers = page.getByRole('group', { name: /Vad blev det av mötet/ });
    await press(answers, 'Inställt');
    await press(page.getByRole('status').filter({ hasText: 'Inställt' }), 'Ångra');
    await press(answers, 'Uteblev');
    await page.getByRole('button', { name: /^Blev av ändå: / }).click();
    await page.getByText('Blev av', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Ändra: .*\d\d:\d\d/ }).click();
    await fill('Plats', 'Skolköket');
    await fillIn('Dag', day(9));
    await save();
    await page.getByText('Skolköket').waitFor();
  });
  const record = shown(amina);
  assert.equal(record.name, 'Aamina Åkesson');
  assert.deepEqual([...record.languages].sort(), ['ar', 'so', 'sv']);
  assert.equal(record.interpreter, 'so');
  assert.equal(record.district, 'Angered');
  assert.deepEqual(record.contacts.map((one) => one.value), ['0701-11 22 33']);
  assert.deepEqual(record.tasks.map((one) => [one.title, one.due, one.status]), [['Besök Förskolan Linden', day(3), 'done']]);
  assert.deepEqual(record.appointments.map((one) => [one.place, one.status]).sort(), [['Kontoret', 'held'], ['Skolköket', 'booked']]);
  assert.equal(dayOf(record.appointments.find((one) => one.place === 'Skolköket').at), day(9));
});

test('a number that comes later is added, corrected, and told when somebody else has it; who is registered is enrolled again', async () => {
  const other = await given('Ebba', { identity_number: '900203-9817' });
  const linnea = await given('Linnea');
  await opened(linnea, 'Ring Förskolan Linden');
  await withNoNetwork(async () => {
    const number = 'Personnummer eller samordningsnummer';
    await press(page, 'Lägg till nummer');
    await fill(number, '900263-9811');
    await isRefused(number, 'kontrollsiffran stämmer inte');
    await fill(number, '900263-9814');
    await save();
    await page.getByText('Samordningsnummer', { exact: true }).waitFor();
    await press(page, 'Ändra: 900263-9814');
    await fill(number, '900203-9817');
    await press(dialog(), 'Spara');
    await dialog().getByText(`${other.name} finns redan under samma nummer.`, { exact: false }).waitFor();
    await press(dialog(), 'Jag har läst det');
    await page.getByText('900203-9817', { exact: true }).waitFor();
    await press(page, 'Ändra: 900203-9817');
    await press(dialog(), 'Ta bort numret');
    await page.getByText('900203-9817 är inte personens.', { exact: false }).waitFor();
    await press(dialog().last(), 'Ta bort');
    await dialog().waitFor({ state: 'detached' });

    await press(page, 'Ny inskrivning');
    await heading('Ny inskrivning');
    await page.getByText(linnea.name).waitFor();
    assert.equal(await page.getByLabel('Förnamn').count(), 0, 'who it is stands fast');
    await page.getByLabel('Program', { exact: true }).selectOption({ label: 'Göteborgs kompetenscenter' });
    await page.getByText('Kartläggning', { exact: true }).click();
    await press(page, 'Skriv in');
    await heading(linnea.name);
  });
  const record = shown(linnea);
  assert.deepEqual(record.identities, []);
  assert.equal(record.enrolments.length, 2);
  assert.equal(shown(other).identities.length, 1);
});

test('an enrolment is changed, given more time by a manager, moved, and finished with its outcome', async () => {
  const noor = await given('Noor');
  const sara = await given('Sara', kompetenscenter());
  await opened(noor);
  await withNoNetwork(async () => {
    await press(page, 'Ändra inskrivningen');
    await dialog().getByText('Ännu inte tillgänglig').click();
    await isRefused('Skäl', /orsak/);
    await dialog().getByText('Bostad').click();
    await isRefused('Stöd', /kopplat stöd/);
    await fill('Stöd', 'Bostadssocialt team');
    await fillIn('Följ upp stöd', day(14));
    await choose('Steg', 'Yrkesprofil');
    await fillIn('Steget började', day(5));
    await isRefused('Steget började', /en dag som har kommit/);
    await fillIn('Steget började', day(-3));
    await save();
    await page.getByText('Bostadssocialt team', { exact: false }).waitFor();
    await press(page, 'Flytta');
    await choose('Program', 'Göteborgs kompetenscenter');
    await choose('Enhet', 'Angered');
    await save('Flytta');
    await page.getByText('Göteborgs kompetenscenter · Angered').waitFor();
    await press(page, 'Avsluta');
    // Half a day does not pass for the empty one that means today.
    await dialog().getByRole('group', { name: 'Sista dagen' }).locator('[data-type=year]').pressSequentially('2026');
    await isRefused('Sista dagen', /datum|dag/i, 'Avsluta');
    await fillIn('Sista dagen', day(0));
    await dialog().getByText('Studier').click();
    await fillIn('Från', day(-20));
    await isRefused('Från', /inte vara från tiden före/, 'Avsluta');
    await fillIn('Från', day(0));
    await fill('Hur vet vi det?', 'Antagningsbesked');
    // The outcome is saved though the end is refused, and not once more with it.
    await fillIn('Sista dagen', day(-400));
    await isRefused('Sista dagen', /kan inte sluta före dess/, 'Avsluta');
    await fillIn('Sista dagen', day(0));
    await save('Avsluta');
    await page.getByText(/^Avslutad/).first().waitFor();
  });
  const record = shown(noor);
  assert.deepEqual(record.enrolments.map((one) => [one.status, one.stream_reason, one.support_follow_up]), [
    ['finished', 'housing', day(14)],
    ['finished', null, null],
  ]);
  assert.ok(record.stage_entries.some((one) => one.stage === 'vocational_profile' && one.entered_on === day(-3)));
  assert.deepEqual(record.outcomes.map((one) => [one.type, one.source]), [['studies', 'Antagningsbesked']]);

  await opened(sara);
  await press(page, 'Ge mer tid');
  await fillIn('Ny tidsgräns', day(0));
  await fill('Varför?', 'Sjukskriven i tre månader.');
  await isRefused('Ny tidsgräns', /mer tid slutar efter den/, 'Besluta');
  await fillIn('Ny tidsgräns', day(200));
  await save('Besluta');
  await page.getByText(/Sjukskriven i tre månader/).waitFor();
  await eventually('the office has the new limit', () => shown(sara).enrolments[0].limit === day(200));
});

test('a plan is agreed on and signed; a check-in is corrected beside itself; a placement changes, ends and leads to work', async () => {
  const omar = await given('Omar');
  omar.also('checkin.record', { at: at(-1), attended_minutes: 225, planned_minutes: 240, mood: 4, place: 'Skolköket' });
  omar.also('placement.begin', { kind: 'praktik', start: day(-20), supervisor: 'Karin Holm', tasks: ['Duka'] });
  await opened(omar);
  await withNoNetwork(async () => {
    await tab('Plan');
    await press(page, 'Gör upp en plan');
    await fill('Mål', 'Praktik i kök\nSvenska B1');
    await fill('Första steget', 'Ring tre kök');
    await isRefused('Senast', /första steg/);
    await fillIn('Senast', day(4));
    const box = await dialog().locator('canvas').boundingBox();
    await page.mouse.move(box.x + 40, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 160, box.y + 90, { steps: 8 });
    await page.mouse.up();
    await save();
    await page.getByRole('img', { name: 'Underskrift av Omar Åkesson' }).waitFor();
    await press(page, 'Ändra planen');
    await fill('Mål', 'Praktik i kök\nEget boende');
    await choose('Steg', 'Hitta arbete');
    await save();
    await page.getByText('Eget boende').waitFor();

    await tab('Närvaro');
    await page.getByRole('button', { name: /^Rätta: / }).click();
    await dialog().getByText(/En incheckning ändras aldrig/).waitFor();
    await fill('Närvaro, minuter', '2000');
    await isRefused('Närvaro, minuter', /1440/, 'Spara rättelsen');
    await fill('Närvaro, minuter', '240');
    await fill('Vad var fel?', 'Gick inte tidigare.');
    await save('Spara rättelsen');
    await page.getByText('Rättad senare').waitFor();

    await tab('Platser');
    await press(page, 'Ändra platsen');
    await fill('Handledare', 'Lars Ek');
    await fill('Arbetsuppgifter', 'Duka\nDiska');
    await save();
    await press(page, 'Avsluta platsen');
    await fillIn('Sista dagen', day(-40));
    await isRefused('Sista dagen', /kan inte sluta före dess/, 'Avsluta platsen');
    await fillIn('Sista dagen', day(-1));
    await save('Avsluta platsen');
    await press(page, 'Nytt resultat');
    await isRefused('Vad ledde det till?', /./);
    await dialog().getByText('Arbete', { exact: true }).click();
    await save();
    await page.getByText('Inga resultat ännu.').waitFor({ state: 'detached' });
  });
  const record = shown(omar);
  const plan = record.plans.at(-1);
  assert.deepEqual([[...plan.goals].sort(), plan.se_stage], [['Eget boende', 'Praktik i kök'], 'job_finding']);
  assert.ok(plan.signature.length > 100);
  assert.ok(record.tasks.some((one) => one.title === 'Ring tre kök' && one.due === day(4)));
  const correction = record.checkins.find((one) => one.corrects !== null);
  assert.deepEqual(
    [record.checkins.length, correction.attended_minutes, correction.mood, correction.place, correction.comment, correction.participant_signature],
    [2, 240, 4, 'Skolköket', 'Gick inte tidigare.', null],
  );
  assert.deepEqual(
    record.placements.map((one) => [one.supervisor, [...one.tasks].sort(), one.status, one.ended]),
    [['Lars Ek', ['Diska', 'Duka'], 'ended', day(-1)]],
  );
  assert.deepEqual(record.outcomes.map((one) => one.type), ['job']);
});

test('what is changed from a form that others have overtaken covers nothing of theirs', async () => {
  const yasmin = await given('Yasmin', { district: 'Angered' });
  yasmin.also('team.add', { staff: staff['Bob Berg'], role: 'jobbcoach', restricted: true });
  await opened(yasmin);
  bobs.sync();
  await press(page, 'Ändra personuppgifter');
  const { participant } = yasmin;
  const { version } = bobs.call('participant.show', { participant });
  bobs.call('participant.update', { participant, version, district: 'Lundby', interpreter: 'fa' });
  bobs.call('profile.write', { participant, skills: ['Sy'], narrative: 'Har sytt i tio år.' });
  bobs.sync();
  await page.locator('.page').getByText('Lundby').waitFor({ state: 'attached' });
  await fill('Bostadsområde', 'Majorna');
  await save();
  // Both of the two that were chosen unseen wait for a person; what the form left alone is Bob's.
  await page.getByText('Två värden väntar på beslut').waitFor();
  await eventually('the office has both', () => shown(yasmin).conflicts[0]?.contenders.length === 2);
  assert.equal(shown(yasmin).interpreter, 'fa');
  await press(page, 'Öppna');
  await press(page, 'Behåll Majorna');
  await eventually('Majorna is kept', () => shown(yasmin).district === 'Majorna' && shown(yasmin).conflicts.length === 0);

  // The first words about a person, written here while a colleague wrote theirs.
  const zara = await given('Zara');
  zara.also('team.add', { staff: staff['Bob Berg'], role: 'jobbcoach', restricted: true });
  await opened(zara);
  await tab('Profil');
  await press(page, 'Skriv profilen');
  await fill('Kan', 'Laga mat');
  bobs.sync();
  bobs.call('profile.write', { participant: zara.participant, skills: ['Sy'], narrative: 'Har sytt i tio år.' });
  bobs.sync();
  await dialog().getByText('Någon annan hann skriva det här.', { exact: false }).waitFor();
  await save();
  await eventually('both are in one profile', () => shown(zara).profile[0]?.skills.length === 2);
  const { profile } = shown(zara);
  assert.deepEqual([profile.length, profile[0].narrative], [1, 'Har sytt i tio år.']);
});

test('a consent lets a partner see the case until it is withdrawn, and a colleague comes and goes', async () => {
  const hanna = await given('Hanna');
  const petras = new Tablet(office, 'Petra Persson');
  const sees = (device) => {
    device.sync();
    return device.call('participants.list').participants.some((one) => one.id === hanna.participant);
  };
  await opened(hanna);
  await tab('Team');
  await withNoNetwork(async () => {
    await press(page, 'Nytt samtycke');
    await choose('Vem får se?', 'Hälso- och sjukvården');
    await fill('Varför?', 'Gemensam planering');
    await fill('Samtyckestextens version', '2026-1');
    await fillIn('Gäller till', day(-1));
    await isRefused('Gäller till', /kan inte sluta innan/);
    await fillIn('Gäller till', day(100));
    await save();
    await press(page, 'Släpp in någon: Hälso- och sjukvården');
    await choose('Vem?', 'Petra Persson');
    await save('Släpp in');
    await press(page, 'Lägg till i teamet');
    await choose('Vem?', 'Bob Berg');
    await save('Lägg till');
    await press(page, 'Byt huvudcoach');
    await choose('Huvudcoach', 'Bob Berg');
    await save();
  });
  assert.ok(sees(petras) && sees(bobs));
  assert.equal(shown(hanna).primary_coach_name, 'Bob Berg');
  assert.equal(shown(hanna).consents[0].text_version, '2026-1');

  await opened(hanna);
  await tab('Team');
  // By keyboard alone: the button, the question, and yes.
  await page.getByRole('button', { name: /^Återkalla: / }).focus();
  await page.keyboard.press('Enter');
  await dialog().getByText(/Det gäller genast/).waitFor();
  await tabTo(/^Återkalla$/);
  await page.keyboard.press('Enter');
  await page.getByText('Återkallat', { exact: true }).waitFor();
  await press(page, 'Ta ur teamet: Bob Berg');
  await dialog().getByText('Ärendet försvinner från personens enheter', { exact: false }).waitFor();
  await press(dialog(), 'Ta ur teamet');
  await eventually('neither of them sees the case', () => !sees(petras) && !sees(bobs));
  petras.remove();
});

test('what is sensitive is written by named staff, and no trace of it is on the screen of others', async () => {
  const leyla = await given('Leyla', kompetenscenter());
  leyla.also('team.add', { staff: staff['Bob Berg'], role: 'jobbmaklare' });
  await opened(leyla);
  await tab('Profil');
  await withNoNetwork(async () => {
    await press(page, 'Skriv profilen');
    await fill('Kan', 'Barnpassning\nMatlagning');
    await fill('Ska undvikas', 'Nattarbete');
    await choose('Svenska', 'B1');
    await save();
    await press(page, 'Skriv hälsa och stöd');
    await fill('Det här står i vägen', 'Ont i ryggen');
    await fill('Det här hjälper', 'Korta pass');
    await save();
    await page.getByText('Läses bara av namngiven personal: Maria Lind.').waitFor();
  });
  const record = shown(leyla);
  assert.deepEqual([record.profile[0].swedish_level, record.profile[0].avoid], ['B1', ['Nattarbete']]);
  assert.deepEqual([record.health[0].obstacles, record.health[0].adaptations], ['Ont i ryggen', 'Korta pass']);

  // Bob takes the tablet over.
  await press(page, 'Lås');
  await press(dialog(), 'Lås');
  await press(page, 'Anslut en person till');
  await page.getByLabel('Kommun eller organisation').fill(Office.tenant);
  await page.getByLabel('Engångskod').fill(office.invite('Bob Berg'));
  await press(page, 'Anslut');
  await heading('Idag');
  await press(page, 'Deltagare');
  await page.getByRole('button', { name: /Leyla Åkesson/ }).click();
  await heading('Leyla Åkesson');
  assert.equal(await page.getByRole('button', { name: 'Skydda identiteten' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Ge mer tid' }).count(), 0);
  await page.getByText('Mer tid beslutas av enhetschefen.').waitFor();
  await tab('Profil');
  await page.getByText('Matlagning').waitFor();
  assert.doesNotMatch(await page.content(), /Hälsa och stöd|ryggen|Korta pass/);
  await press(page, 'Lås');
  await press(dialog(), 'Lås');
  await page.getByRole('button', { name: /Maria Lind/ }).click();
  await heading('Idag');
});

test('a protection is raised for those who are named, two records are proposed as one, and a record is handed out', async () => {
  const eva = await given('Eva');
  const double = await given('Evva');
  eva.also('contact.add', { kind: 'phone', value: '070-999 88 77' });
  eva.also('team.add', { staff: staff['Bob Berg'], role: 'jobbcoach', restricted: true });
  await opened(eva, '070-999 88 77');
  await press(page, 'Samma person som någon annan?');
  await fill('Sök namn eller hela personnumret', 'Evva');
  await dialog().getByText('Evva Åkesson').click();
  await fill('Varför?', 'Samma telefon.');
  await save('Föreslå');
  await page.getByText('Kan vara samma person som Evva Åkesson').waitFor();

  await press(page, 'Lämna ut till deltagaren');
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), press(dialog(), 'Spara filen')]);
  assert.match(download.suggestedFilename(), /^utdrag-\d{4}-\d\d-\d\d\.html$/);
  const html = readFileSync(await download.path(), 'utf8');
  assert.match(html, /Eva Åkesson/);
  assert.match(html, /070-999 88 77/);
  await dialog().waitFor({ state: 'detached' });

  await press(page, 'Skydda identiteten');
  await dialog().getByText('Skyddad folkbokföring').click();
  await save('Skydda nu');
  await page.getByText('Lämna inte ut adress eller telefon.', { exact: false }).waitFor();
  await eventually('Bob has no number of hers', () => {
    const seen = shown(eva, bobs);
    return seen.protection === 2 && seen.contacts.length === 0;
  });
  assert.deepEqual(shown(eva).join_proposals.map((one) => [one.other, one.reason]), [[double.participant, 'Samma telefon.']]);
  await eventually('that it was handed out is in the log', () => {
    const openings = JSON.parse(office.run('access', Office.tenant, '--staff', coach, '--json'));
    return JSON.stringify(openings).includes('"export"');
  });
});

test('an offered case is taken over or declined where the day begins', async () => {
  const offered = [];
  for (const first_name of ['Ida', 'Ines']) {
    const { participant } = bobs.call('participant.add', { first_name, last_name: 'Berg' });
    bobs.call('handover.offer', { participant, to_staff: staff[coach], role: 'coach', message: 'Flyttar.' });
    offered.push(participant);
  }
  bobs.sync();
  await press(page, 'Idag');
  await press(page, 'Ta över: Ida Berg');
  await page.getByRole('button', { name: 'Ta över: Ida Berg' }).waitFor({ state: 'detached' });
  await press(page, 'Tacka nej: Ines Berg');
  await isRefused('Varför?', /./, 'Tacka nej');
  await fill('Varför?', 'Har redan fullt.');
  await save('Tacka nej');
  await eventually('Bob has both answers', () => {
    bobs.sync();
    const { participants } = bobs.call('participants.list');
    const ines = bobs.call('participant.show', { participant: offered[1] });
    return !participants.some((one) => one.id === offered[0]) && ines.handovers[0].status === 'declined';
  });
});

/** Goes on with Tab until what has the focus is called so. */
async function tabTo(name) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const text = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element.labels?.[0]?.textContent ?? '';
      const by = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
      const own = element.getAttribute('aria-label') ?? element.textContent;
      return `${label} ${own} ${by.join(' ')}`.replace(/ +/g, ' ').trim();
    });
    if (name.test(text)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

test('by keyboard alone a consent is entered, and the focus comes back to where it was', async () => {
  const karin = await given('Karin');
  await opened(karin);
  await tab('Team');
  await page.getByRole('tab', { name: 'Team' }).focus();
  await tabTo(/^Nytt samtycke$/);
  await page.keyboard.press('Enter');
  await dialog().waitFor();
  await tabTo(/Vem får se/);
  await page.keyboard.press('ArrowDown');
  await tabTo(/^Ärendet/);
  await page.keyboard.press('ArrowRight');
  await tabTo(/Varför/);
  await page.keyboard.type('Rehabilitering');
  await tabTo(/version/);
  await page.keyboard.type('2026-2');
  await tabTo(/Gäller till/);
  await page.keyboard.type(day(90).replaceAll('-', ''));
  await tabTo(/^Spara$/);
  await page.keyboard.press('Enter');
  await page.getByText('Hälso- och sjukvården får se känsliga uppgifter').waitFor();
  await page.waitForFunction(() => document.activeElement.textContent === 'Nytt samtycke');
  await eventually('the office has it', () => shown(karin).consents[0]?.valid_to === day(90));
});

for (const [language, theme] of [['sv', 'light'], ['en', 'dark']]) {
  test(`axe finds nothing and targets are large in every tab and form of the page: ${language}, ${theme}`, async () => {
    const say = (swedish, english) => (language === 'sv' ? swedish : english);
    const mona = await given(say('Mona', 'Nora'), { ...kompetenscenter(), goals: ['Praktik'], identity_number: '900203-9817' });
    mona.also('contact.add', { kind: 'phone', value: '070-123 45 67' });
    mona.also('checkin.record', { at: at(-1), attended_minutes: 225, planned_minutes: 240 });
    mona.also('placement.begin', { kind: 'praktik', start: day(-20) });
    mona.also('appointment.book', { at: at(-2), place: 'Kontoret' });
    mona.also('profile.write', { skills: ['Sy'], avoid: ['Natt'], swedish_level: 'A2', narrative: 'Har sytt.' });
    mona.also('health.write', { obstacles: 'Ryggen' });
    mona.also('consent.give', { partner: 'vard', data_group: 'case', purpose: 'Plan', text_version: '1', valid_from: day(0), valid_to: day(9) });
    mona.also('participant.set_coach', { staff: staff[coach], version: mona.also('participant.show', {}).version });
    await press(page, 'Inställningar');
    await page.getByText({ sv: 'Svenska', en: 'English' }[language]).click();
    await page.getByText(say('Ljust', 'Dark'), { exact: true }).click();
    await opened(mona, '900203-9817');
    const isSound = async (where, part) => {
      assert.deepEqual(await flaws(page, part ? { part } : {}), [], where);
      assert.deepEqual(await smallTargets(page), [], where);
    };
    const forms = {
      [say('Översikt', 'Overview')]: [
        say('Ändra inskrivningen', 'Change the enrolment'),
        say('Ge mer tid', 'Give more time'),
        say('Flytta', 'Move'),
        say('Avsluta', 'Finish'),
        say('Ändra: 070-123 45 67', 'Change: 070-123 45 67'),
        say('Ändra personuppgifter', 'Change details'),
        say('Lägg till nummer', 'Add a number'),
        say('Ändra: 900203-9817', 'Change: 900203-9817'),
        say('Ändra: Ring Förskolan Linden', 'Change: Ring Förskolan Linden'),
        /^(Ändra|Change): .*\d\d:\d\d/,
        say('Skydda identiteten', 'Protect the identity'),
        say('Samma person som någon annan?', 'Same person as somebody else?'),
        say('Lämna ut till deltagaren', 'Give to the participant'),
      ],
      Plan: [say('Ändra planen', 'Change the plan'), say('Gör upp en plan', 'Agree on a plan')],
      [say('Närvaro', 'Check-ins')]: [/^(Rätta|Correct): /],
      [say('Platser', 'Placements')]: [
        say('Ändra platsen', 'Change the placement'),
        say('Avsluta platsen', 'End the placement'),
        say('Nytt resultat', 'New outcome'),
      ],
      [say('Profil', 'Profile')]: [say('Skriv profilen', 'Write the profile'), say('Skriv hälsa och stöd', 'Write health and support')],
      Team: [
        say('Byt huvudcoach', 'Change main coach'),
        say('Lägg till i teamet', 'Add to the team'),
        /^(Ta ur teamet|Take out): /,
        say('Nytt samtycke', 'New consent'),
        /^(Släpp in någon|Let somebody in): /,
        /^(Återkalla|Withdraw): /,
      ],
    };
    for (const [name, buttons] of Object.entries(forms)) {
      await tab(name);
      await isSound(name);
      for (const button of buttons) {
        await page.getByRole('button', { name: button, exact: true }).click();
        // A dialog that waits for the keyboard of a touch screen is not to be seen yet.
        await page.locator('.overlay[style]:not([style*="opacity"])').waitFor();
        await isSound(`${name}, ${button}`, '.overlay');
        await page.keyboard.press('Escape');
        await dialog().waitFor({ state: 'detached' });
      }
    }
    // A day is chosen from a calendar, too.
    await tab(say('Översikt', 'Overview'));
    await press(page, say('Ändra: Ring Förskolan Linden', 'Change: Ring Förskolan Linden'));
    const field = dialog().getByRole('group', { name: say('Senast', 'By'), exact: true });
    const [year, month, date] = day(0).split('-');
    const written = (await field.innerText()).replace(/[^\d/-]/g, '');
    assert.equal(written, say(`${year}-${month}-${date}`, `${date}/${month}/${year}`));
    await field.getByRole('button').click();
    await page.getByRole('grid').waitFor();
    await isSound('calendar', '.popover');
    await page.keyboard.press('Escape');
    await page.getByRole('grid').waitFor({ state: 'detached' });
    // The form hears the next key when it has the focus again.
    await page.waitForFunction(() => document.querySelector('[role=dialog]')?.contains(document.activeElement));
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });
}
