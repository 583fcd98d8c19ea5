// A real Chromium with a profile that outlives it, and the app in its tabs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const require = createRequire(path.join(process.env.BRYGGA_WEB_NPM, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export class Browser {
  static async start(options = {}) {
    const browser = new Browser();
    browser.profile = options.profile ?? mkdtempSync(path.join(tmpdir(), 'brygga-profile-'));
    browser.context = await chromium.launchPersistentContext(browser.profile, {
      executablePath: process.env.BRYGGA_CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...(options.args ?? [])],
      viewport: { width: 768, height: 1024 },
      locale: 'sv-SE',
      timezoneId: 'Europe/Stockholm',
      hasTouch: true,
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options.context,
    });
    browser.errors = [];
    browser.context.on('page', (page) => browser.listen(page));
    for (const page of browser.context.pages()) browser.listen(page);
    return browser;
  }

  listen(page) {
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      // That the network is away is said by the browser for each request.
      if (message.type() === 'error' && !message.text().includes('net::ERR_')) this.errors.push(message.text());
    });
  }

  /** A tab on the site. */
  async tab(url) {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  async stop({ keepsProfile = false } = {}) {
    await this.context.close();
    if (!keepsProfile) rmSync(this.profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** What axe finds on the page as it is, or in one part of it: the rules of WCAG 2.1 AA, as lines of text. */
export async function flaws(page, part = 'html') {
  // By the debugger, whom the page's policy does not concern.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (selector) => axe.run(selector, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
    part,
  );
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`));
}

/** Types a day, such as 2026-11-23, into the field of this name, in whatever order its language has. */
export async function fillDay(where, name, day) {
  const [year, month, date] = day.split('-');
  await typeParts(where, name, { year, month, day: date });
}

/** Types a time, such as 09:30, into the field of this name. */
export async function fillTime(where, name, time) {
  const [hour, minute] = time.split(':');
  await typeParts(where, name, { hour, minute });
}

async function typeParts(where, name, parts) {
  const field = where.getByRole('group', { name, exact: true });
  for (const [part, digits] of Object.entries(parts)) {
    await field.locator(`[data-type=${part}]`).pressSequentially(digits);
  }
}

/** Things to touch that are smaller than 44 px each way. */
export function smallTargets(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], input, select, textarea, [role=tab], [role=radio]')]
      .filter((element) => element.tabIndex >= 0)
      .map((element) => element.closest('label') ?? element)
      .map((element) => ({ element, rect: element.getBoundingClientRect() }))
      .filter(({ rect }) => rect.width > 1 && rect.right > 0 && (rect.width < 44 || rect.height < 44))
      .map(({ element, rect }) => `${element.textContent || element.className} ${rect.width}x${rect.height}`),
  );
}
