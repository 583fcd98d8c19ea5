// A real Chromium with a profile that outlives it, and the app in its tabs.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { byKeyboardAlone } from './keyboard.mjs';

const require = createRequire(path.join(process.env.BRYGGA_WEB_NPM, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export class Browser {
  /** Those that nobody has stopped. */
  static running = new Set();

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
    Browser.running.add(browser);
    browser.errors = [];
    /** An error with these words is expected, whenever it comes. */
    browser.forgives = null;
    browser.context.on('page', (page) => browser.listen(page));
    for (const page of browser.context.pages()) browser.listen(page);
    return browser;
  }

  listen(page) {
    page.setDefaultTimeout(60_000);
    if (process.env.BRYGGA_KEYBOARD) byKeyboardAlone(page);
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      // That the network is away is said by the browser for each request.
      const isForgiven = message.text().includes('net::ERR_') || (this.forgives && message.text().includes(this.forgives));
      if (message.type() === 'error' && !isForgiven) this.errors.push(message.text());
    });
  }

  /** A tab on the site. */
  async tab(url) {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  async stop({ keepsProfile = false } = {}) {
    Browser.running.delete(this);
    await this.context.close();
    if (!keepsProfile) rmSync(this.profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

// A browser that a failed test has left open would hold the process for ever.
after(() => Promise.all([...Browser.running].map((one) => one.stop())));

export const press = (where, name) => where.getByRole('button', { name, exact: true }).click();
/** Until the page has this title. */
export const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();

/** Rules of WCAG 2.1 AA, and what is good practice besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** What axe finds on the page as it is, or in one part of it, as lines of text; by these rules alone, or by all of ours. */
export async function flaws(page, { part = 'html', rules = null } = {}) {
  await settled(page);
  // By the debugger, whom the page's policy does not concern.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    ([selector, runOnly]) => globalThis.axe.run(selector, { runOnly }),
    [part, rules ? { type: 'rule', values: rules } : { type: 'tag', values: RULES }],
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

/** Until nothing on the page moves or changes its colour any more. */
const settled = (page) =>
  page.evaluate(() =>
    Promise.allSettled(
      document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished),
    ),
  );

/** The page as it looks in this theme, whatever is chosen. */
async function inTheme(page, theme) {
  await page.evaluate((drawn) => {
    document.documentElement.dataset.theme = drawn;
  }, theme);
  await settled(page);
}

/**
 * That this screen has no flaws in either theme, and no small targets. With BRYGGA_SCREENS, a folder,
 * its picture is put there as the guide shows it: <language>/<name>.png, in the light theme.
 */
export async function assertSound(page, name, language) {
  // What differs in the dark are colours alone.
  await inTheme(page, 'dark');
  assert.deepEqual(await flaws(page, { rules: ['color-contrast'] }), [], `${name}, dark`);
  await inTheme(page, 'light');
  assert.deepEqual(await flaws(page), [], `${name}, light`);
  assert.deepEqual(await smallTargets(page), [], name);
  const folder = process.env.BRYGGA_SCREENS;
  if (!folder) return;
  await page.evaluate(() => scrollTo(0, 0));
  mkdirSync(path.join(folder, language), { recursive: true });
  await page.screenshot({ path: path.join(folder, language, `${name.replaceAll(' ', '-')}.png`) });
}

/** Comes near all that a long page draws only then. */
export async function seeAll(page) {
  const later = page.locator('.later');
  while ((await later.count()) > 0) {
    await page.evaluate(
      () => new Promise((seen) => {
        document.querySelector('.later')?.scrollIntoView({ block: 'center' });
        requestAnimationFrame(() => requestAnimationFrame(seen));
      }),
    );
  }
}
