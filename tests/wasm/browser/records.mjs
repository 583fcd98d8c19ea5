// Many records at an office, saved on a device of the C library: a browser would take minutes for
// them. The device is the runner of tests/conformance, which does what lines tell it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { Office } from './office.mjs';

const program = process.env.BRYGGA_NATIVE_DEVICE;
// Nothing of it is kept, so it may lie in memory: each save is one that waits for the disk.
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const words =
  'Kom i tid och var glad. Plockade varor med handledaren, frågade själv om nästa steg. ' +
  'Vill prova kassan nästa vecka; ringer butiken på torsdag efter lunch. Fint!';

export class Device {
  constructor(folder) {
    this.child = spawn(program, [folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((ended) => this.child.once('exit', ended));
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  tell(verb, ...rest) {
    const parts = rest.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
    this.child.stdin.write(`${[verb, 'alice', ...parts].join('\t')}\n`);
  }

  async answer() {
    const { value = 'nothing' } = await this.answers.next();
    const [kind, json] = value.split('\t');
    if (kind !== 'ok') throw new Error(`${program}: ${value}`);
    return JSON.parse(json);
  }

  ask(...step) {
    this.tell(...step);
    return this.answer();
  }

  end() {
    this.child.stdin.end();
    return this.ended;
  }
}

const first_ms = Date.UTC(2024, 0, 1, 8);
const day_ms = 86_400_000;

/** The record of docs/BENCHMARKS.md: a check-in with a note of 160 characters; one each day. */
function checkin(participant, day, number) {
  return {
    participant,
    at: new Date(first_ms + day * day_ms).toISOString(),
    planned_minutes: 240,
    attended_minutes: 180 + (number % 60),
    mood: 1 + (number % 5),
    place: 'Butiken vid torget',
    comment: `${number} ${words}`.slice(0, 160),
  };
}

/** Gives the office this many participants of Alice's, each with so many check-ins. */
export async function fillOffice(office, participants, checkinsEach) {
  const folder = mkdtempSync(path.join(place, 'brygga-device-'));
  const device = new Device(folder);
  try {
    await device.ask('open');
    await device.ask('enrol', {
      url: office.url,
      tenant: Office.tenant,
      code: office.invite(),
      device_name: 'native',
    });
    for (let i = 0; i < participants; i++) {
      const name = { first_name: `Amina${i}`, last_name: 'Ek' };
      const { participant } = await device.ask('call', 'participant.add', name);
      for (let j = 0; j < checkinsEach; j++) {
        device.tell('call', 'checkin.record', checkin(participant, j, i * checkinsEach + j));
      }
      for (let j = 0; j < checkinsEach; j++) await device.answer();
    }
    await device.ask('sync', {});
  } finally {
    await device.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
