// A real office with two programmes and its people, on loopback, in a folder that goes with it.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const program = process.env.BRYGGA_SERVER_PROGRAM;
const cli = process.env.BRYGGA_CLI;
const programmes = process.env.BRYGGA_PROGRAMMES;

/** So long may pass until a device that could not reach the office is through: it tries again after a minute at most. */
export const again_ms_max = 90_000;

const day_ms = 86_400_000;
const dates = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' });
/** The date so many days from now, where the office is: late in the evening it is tomorrow there. */
export const day = (days) => dates.format(Date.now() + days * day_ms);
/** The date there of an instant as the core tells it. */
export const dayOf = (instant) => dates.format(new Date(instant));

export class Office {
  static tenant = 'storvik';

  /** The data folder of an office with its programmes and people, once for each process. */
  static prepared = null;

  static async start() {
    Office.prepared ??= await Office.prepare();
    const office = new Office();
    office.folder = mkdtempSync(path.join(tmpdir(), 'brygga-office-'));
    cpSync(Office.prepared, office.folder, { recursive: true });
    await office.serve();
    return office;
  }

  static async prepare() {
    const office = new Office();
    office.folder = mkdtempSync(path.join(tmpdir(), 'brygga-prepared-'));
    process.once('exit', () => rmSync(office.folder, { recursive: true, force: true }));
    await office.serve();
    office.run('tenant', 'create', Office.tenant, '--title', 'Storvik');
    for (const name of ['kompetenscenter', 'trelleborg', 'anpassade_roller']) {
      office.verb('programme', 'load', path.join(programmes, `${name}.toml`));
    }
    office.verb('staff', 'add', '--name', 'Alice Andersson', '--role', 'coach', '--unit', 'Hisingen', '--unit', 'Trelleborg');
    office.verb('staff', 'add', '--name', 'Bob Berg', '--role', 'coach', '--unit', 'Hisingen');
    office.child.kill('SIGTERM');
    await office.ended;
    return office.folder;
  }

  /** At the address of before, when it had one. */
  async serve() {
    const address = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const portFile = path.join(this.folder, 'port');
    rmSync(portFile, { force: true });
    this.child = spawn(program, ['serve', '--data', this.folder, '--listen', address, '--port-file', portFile], {
      stdio: 'ignore',
    });
    const { child } = this;
    // Not to be left behind when the tests break off.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    this.ended = new Promise((ended) => child.once('exit', ended)).then(() => process.off('exit', kill));
    const until = Date.now() + 30_000;
    while (!existsSync(portFile) || !readFileSync(portFile, 'utf8').endsWith('\n')) {
      if (Date.now() > until || child.exitCode !== null) throw new Error(`${program} did not start`);
      await new Promise((later) => setTimeout(later, 20));
    }
    this.url = `http://127.0.0.1:${readFileSync(portFile, 'utf8').trim()}`;
  }

  run(...verb) {
    return execFileSync(program, [...verb, '--data', this.folder], { encoding: 'utf8' });
  }

  verb(...verb) {
    return this.run(...verb, '--tenant', Office.tenant);
  }

  /** A one-time code for a device of this person's. */
  invite(staff) {
    return JSON.parse(this.verb('device', 'invite', '--staff', staff, '--json')).code;
  }

  /** As if the machine had gone; serve() starts it again. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Another device: the command line's, of the person to whom it belongs. */
export class Tablet {
  constructor(office, staff, code = office.invite(staff)) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'brygga-tablet-'));
    this.office = office;
    this.run('enrol', office.url, '--tenant', Office.tenant, '--code', code);
    this.sync();
  }

  run(...verb) {
    const env = { ...process.env, BRYGGA_STORE: path.join(this.folder, 'tablet.db') };
    return execFileSync(cli, verb, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  sync() {
    this.run('sync');
  }

  call(name, input = {}) {
    return JSON.parse(this.run('call', name, JSON.stringify(input)));
  }

  unit(name) {
    return this.call('units.list').units.find((one) => one.name === name).id;
  }

  /** Amina's case, at the office; with more of what an intake records. */
  givenAmina(more = {}) {
    const { participant } = this.call('intake.record', {
      first_name: 'Amina',
      last_name: 'Åkesson',
      identity_number: '900203-9817',
      district: 'Angered',
      languages: ['so', 'sv'],
      programme: 'kompetenscenter',
      unit: this.unit('Hisingen'),
      start: day(-480),
      stream: 'mapping',
      goals: ['Praktik på förskola'],
      step: 'Ring Förskolan Linden',
      step_due: day(0),
      ...more,
    });
    this.sync();
    return participant;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
