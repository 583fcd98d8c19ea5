// A real office of one municipality, on loopback, in a folder that goes with it.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const program = process.env.BRYGGA_SERVER_PROGRAM;

export class Office {
  static tenant = 'storvik';

  static async start() {
    const office = new Office();
    office.folder = mkdtempSync(path.join(tmpdir(), 'brygga-office-'));
    const portFile = path.join(office.folder, 'port');
    office.child = spawn(
      program,
      ['serve', '--data', office.folder, '--listen', '127.0.0.1:0', '--port-file', portFile],
      { stdio: 'ignore' },
    );
    process.once('exit', () => office.child.kill('SIGKILL'));
    office.ended = new Promise((ended) => office.child.once('exit', ended));
    const until = Date.now() + 30_000;
    while (!existsSync(portFile) || !readFileSync(portFile, 'utf8').endsWith('\n')) {
      if (Date.now() > until || office.child.exitCode !== null) {
        await office.stop();
        throw new Error(`${program} did not start`);
      }
      await new Promise((later) => setTimeout(later, 20));
    }
    office.url = `http://127.0.0.1:${readFileSync(portFile, 'utf8').trim()}`;
    office.run('tenant', 'create', Office.tenant, '--title', 'Storvik');
    office.run('unit', 'add', '--tenant', Office.tenant, '--name', 'Centrum');
    office.run('staff', 'add', '--tenant', Office.tenant, '--name', 'Alice', '--role', 'coach',
      '--unit', 'Centrum');
    return office;
  }

  run(...verb) {
    return execFileSync(program, [...verb, '--data', this.folder], { encoding: 'utf8' });
  }

  /** A one-time code for a device of Alice's. */
  invite() {
    const text = this.run('device', 'invite', '--tenant', Office.tenant, '--staff', 'Alice', '--json');
    return JSON.parse(text).code;
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
