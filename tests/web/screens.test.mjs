// Every screen of a coach's tablet, looked at by axe in both languages and themes, and pictured for
// the guide when somebody asks for that (./dev screens).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertSound, Browser, heading, press } from './browser.mjs';
import { day, Office, Tablet } from './office.mjs';
import { startSite } from './site.mjs';

let site;
let office;
let participant;

before(async () => {
  site = await startSite(process.env.BRYGGA_WEB_SITE);
  office = await Office.start();
  site.office = office.url;
  participant = givenCases();
});

after(async () => {
  await site.close();
  await office.stop();
});

const inHours = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Alice's cases and employers, Amina's with something of everything, and two values of one field. */
function givenCases() {
  const tablet = new Tablet(office, 'Alice Andersson');
  const [hisingen, programme] = [tablet.unit('Hisingen'), 'kompetenscenter'];
  const amina = tablet.givenAmina({ note: 'Vill arbeta med barn. Har gått en kurs i svenska för vården.' });
  const others = [['Noor', 'Haddad', -300], ['Tesfaye', 'Bekele', -150], ['Olena', 'Kovalenko', -40]].map(
    ([first_name, last_name, start]) =>
      tablet.call('intake.record', { first_name, last_name, district: 'Lundby', programme, unit: hisingen, start: day(start), stream: 'mapping', goals: ['Arbete'], step: 'Ring', step_due: day(9) }).participant,
  );
  tablet.call('contact.add', { participant: amina, kind: 'phone', value: '070-123 45 67' });
  tablet.call('checkin.record', { participant: amina, place: 'Förskolan Linden', attended_minutes: 225, planned_minutes: 240, mood: 4 });
  const { employer } = tablet.call('employer.add', { unit: hisingen, name: 'Bergs Bageri', sectors: ['Livsmedel'] });
  tablet.call('employer.contact', { employer, mode: 'visit', purpose: 'Praktik', result: 'Fick en visning.', promised: 'Två platser i januari', next_contact: day(0) });
  tablet.call('employer.training', { employer, level: 'supervisor', sector: 'private', held_on: day(-3), headcount: 4 });
  const { opening } = tablet.call('opening.add', { employer, kind: 'praktik', title: 'Kassan', seats: 2 });
  tablet.call('placement.begin', { participant: amina, kind: 'praktik', start: day(-20), supervisor: 'Karin Holm', opening });
  tablet.call('outcome.record', { participant: amina, type: 'work', from: day(-1) });
  tablet.call('appointment.book', { participant: amina, at: inHours(-1), minutes: 45, place: 'Förskolan Linden' });
  tablet.call('appointment.book', { participant: others[0], at: inHours(1), minutes: 30, place: 'Biblioteket' });
  tablet.call('task.add', { participant: others[1], title: 'Fråga om körkortet', due: day(0) });
  const other = new Tablet(office, 'Alice Andersson');
  tablet.sync();
  other.sync();
  for (const [device, district] of [[tablet, 'Lundby'], [other, 'Majorna']]) {
    const { version } = device.call('participant.show', { participant: amina });
    device.call('participant.update', { participant: amina, version, district });
    device.sync();
  }
  tablet.remove();
  other.remove();
  return amina;
}

/** A line drawn with a finger. */
async function sign(page) {
  const box = await page.locator('canvas').boundingBox();
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (const [x, y] of [[80, 20], [110, 80], [150, 30], [190, 75], [240, 40]]) await page.mouse.move(box.x + x, box.y + y, { steps: 6 });
  await page.mouse.up();
}

for (const language of ['sv', 'en']) {
  test(`axe finds nothing and targets are large on every screen: ${language}`, async () => {
    const browser = await Browser.start();
    const page = await browser.tab(site.url);
    await page.evaluate((chosen) => {
      localStorage.setItem('brygga', JSON.stringify({ settings: { language: chosen, theme: 'light', size: 'normal' } }));
    }, language);
    await page.reload();
    const isSound = (name) => assertSound(page, name, language);
    const sv = language === 'sv';
    const say = (swedish, english) => (sv ? swedish : english);
    await heading(page, say('Anslut den här enheten', 'Connect this device'));
    await isSound('enrol');
    await page.getByLabel(say('Kommun eller organisation', 'Municipality or organisation')).fill(Office.tenant);
    await page.getByLabel(say('Engångskod', 'One-time code')).fill(office.invite('Alice Andersson'));
    await press(page, say('Anslut', 'Connect'));
    await heading(page, say('Idag', 'Today'));
    await page.getByText('Ring Förskolan Linden').waitFor();
    await page.getByText('Bergs Bageri').waitFor();
    await isSound('today');
    await press(page, say('Deltagare', 'Participants'));
    await page.getByText('Amina Åkesson').waitFor();
    await isSound('people');
    await page.getByText('Amina Åkesson').click();
    await heading(page, 'Amina Åkesson');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await isSound(`person-${await tab.getAttribute('data-key')}`);
    }
    await page.getByRole('tab').first().click();
    const dialogs = { contact: say('Lägg till kontaktuppgift', 'Add contact details'), task: say('Ny uppgift', 'New task'), meeting: say('Boka möte', 'Book a meeting') };
    for (const [name, button] of Object.entries(dialogs)) {
      await press(page, button);
      await page.getByRole('dialog').waitFor();
      await isSound(name);
      await page.keyboard.press('Escape');
    }
    await press(page, say('Ny anteckning', 'New note'));
    await page.getByRole('textbox').fill(say('Träffade arbetsgivaren i dag.', 'Met the employer today.'));
    await isSound('note');
    await page.goBack();

    await press(page, say('Checka in', 'Check in'));
    await page.getByLabel(say('Plats', 'Place')).fill('Förskolan Linden');
    await page.getByLabel(say('Planerade minuter', 'Minutes planned')).fill('240');
    await isSound('checkin');
    await press(page, say('Lämna till Amina', 'Pass to Amina'));
    await page.getByRole('button', { name: say('Svenska', 'English') }).click();
    await sign(page);
    await isSound('checkin-participant');
    await press(page, say('Klar', 'Done'));
    await isSound('checkin-pass-on');
    await press(page, say('Jag är handledare', 'I am the supervisor'));
    await isSound('checkin-supervisor');
    await press(page, say('Klar', 'Done'));
    await press(page, say('Jag är Alice Andersson', 'I am Alice Andersson'));
    await page.getByLabel(say('Kommentar', 'Comment')).waitFor();
    await isSound('checkin-coach');
    await press(page, say('Kasta', 'Discard'));
    await isSound('checkin-discard');
    await press(page.getByRole('dialog'), say('Kasta', 'Discard'));

    const places = { intake: say('Ny deltagare', 'New participant'), roles: say('Roller', 'Roles'), employers: say('Arbetsgivare', 'Employers') };
    for (const [name, place] of Object.entries(places)) {
      await press(page, place);
      await heading(page, place);
      await isSound(name);
    }
    await page.getByRole('button', { name: /Bergs Bageri/ }).first().click();
    await heading(page, 'Bergs Bageri');
    await page.getByText('Kassan').waitFor();
    await isSound('employer');
    const ofEmployer = { 'employer-change': say('Ändra', 'Change'), 'employer-contact': say('Anteckna kontakt', 'Record a contact'), opening: say('Ny plats att fylla', 'New opening'), training: say('Ny utbildning', 'New training') };
    for (const [name, button] of Object.entries(ofEmployer)) {
      await press(page, button);
      await page.getByRole('dialog').waitFor();
      await isSound(name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: say(/^Läget/, /^Status/) }).click();
    await page.getByText('Majorna').waitFor();
    await isSound('sync');
    await press(page, say('Inställningar', 'Settings'));
    await isSound('settings');
    await press(page, say('Lås', 'Lock'));
    await isSound('leave');
    await press(page.getByRole('dialog'), say('Lås', 'Lock'));
    await heading(page, say('Vem ska arbeta?', 'Who is going to work?'));
    await isSound('choose');
    const { errors } = browser;
    await browser.stop();
    assert.deepEqual(errors, []);
  });
}
