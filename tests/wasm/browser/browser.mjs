// A real Chromium with a profile that outlives it. It is started here and not by the driver, so that
// it can be killed as a power cut would.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.BRYGGA_NPM, 'package.json'));
const { chromium } = require('playwright-core');

const program = process.env.BRYGGA_CHROMIUM || '/usr/bin/chromium';

export class Browser {
  /**
   * detached: in a process group of its own, so that kill() reaches all of the browser's processes;
   * otherwise it is killed with the group of this program.
   */
  static async start(profile, { detached = true } = {}) {
    const child = spawn(
      program,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--remote-debugging-port=0',
        `--user-data-dir=${profile}`,
        'about:blank',
      ],
      { detached, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const browser = new Browser(child, detached);
    // Not to be left behind when the tests break off.
    process.once('exit', () => browser.isRunning() && browser.sendKill());
    const address = await browser.address();
    browser.driver = await chromium.connectOverCDP(address);
    browser.context = browser.driver.contexts()[0];
    return browser;
  }

  constructor(child, isGroup) {
    this.child = child;
    this.isGroup = isGroup;
    this.ended = new Promise((ended) => child.once('exit', ended));
  }

  /** Where the browser listens, which it says on stderr. */
  address() {
    return new Promise((found, failed) => {
      let log = '';
      this.child.stderr.on('data', (text) => {
        log += text;
        const match = /DevTools listening on (ws:\S+)/.exec(log);
        if (match) found(match[1]);
      });
      this.child.once('error', failed);
      this.child.once('exit', () => failed(new Error(`${program} ended:\n${log}`)));
    });
  }

  /** A new tab on the site, with the package loaded. */
  async tab(url) {
    const page = await this.context.newPage();
    page.errors = [];
    page.on('pageerror', (error) => page.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') page.errors.push(message.text());
    });
    await page.goto(url);
    await page.waitForFunction(() => document.title === 'ready');
    return page;
  }

  isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async stop() {
    if (!this.isRunning()) return;
    const session = await this.driver.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => {});
    await this.ended;
  }

  /** As a power cut: nothing is told to anybody. */
  async kill() {
    this.sendKill();
    await this.ended;
  }

  sendKill() {
    process.kill(this.isGroup ? -this.child.pid : this.child.pid, 'SIGKILL');
  }
}
