// What the README shows fits the package's types, and works against an office.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Browser } from './browser.mjs';
import { Office } from './office.mjs';
import { startSite } from './site.mjs';

const readme = new URL('../../../bindings/wasm/README.md', import.meta.url);
const examples = [...readFileSync(readme, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map((one) => one[1]);

// What the example takes from its page.
const surroundings = `import type { Calls } from 'brygga';
declare global {
  const code: string;
  function show(sentence: string, field: string, canRetry: boolean): void;
  function draw(page: Calls['participants.list']['answer']): void;
}`;

let folder;
let office;
let site;
let browser;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'brygga-readme-'));
  office = await Office.start();
  site = await startSite(process.env.BRYGGA_PACKAGE);
  site.office = office.url;
  browser = await Browser.start(path.join(folder, 'profile'));
});

after(async () => {
  await browser.stop();
  await site.close();
  await office.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** The example's JavaScript, after its types were found right. */
function compiled(example) {
  const options = {
    target: 'ES2022',
    module: 'ES2022',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM', 'DOM.AsyncIterable'],
    types: [],
    strict: true,
    paths: { brygga: [path.join(process.env.BRYGGA_PACKAGE, 'dist/index.d.ts')] },
  };
  writeFileSync(path.join(folder, 'example.ts'), example);
  writeFileSync(path.join(folder, 'surroundings.d.ts'), surroundings);
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['example.ts', 'surroundings.d.ts'] }),
  );
  try {
    execFileSync(path.join(process.env.BRYGGA_NPM, 'node_modules/.bin/tsc'), ['-p', folder]);
  } catch (error) {
    assert.fail(`the example does not compile:\n${error.stdout}`);
  }
  return readFileSync(path.join(folder, 'example.js'), 'utf8');
}

test('the example enrols, saves, syncs and draws what it has saved', async () => {
  assert.equal(examples.length, 1);
  // A page without a bundler finds the package by its address.
  site.scripts['/example.js'] = compiled(examples[0]).replace("'brygga'", "'/dist/index.js'");
  const tab = await browser.tab(site.url);
  await tab.evaluate((code) => {
    globalThis.code = code;
    globalThis.pages = [];
    globalThis.shown = [];
    globalThis.draw = (page) => pages.push(page);
    globalThis.show = (...error) => shown.push(error);
    // It ends with its store only.
    import('/example.js').catch((error) => shown.push(String(error)));
  }, office.invite());
  // Also what it looks like after the office has it: then nothing waits for being sent.
  await tab.waitForFunction(
    () => shown.length > 0 || pages.at(-1)?.participants.some((one) => !one.unsent),
    null,
    { timeout: 20_000 },
  );
  assert.deepEqual(await tab.evaluate(() => shown), []);
  const { total, participants } = await tab.evaluate(() => pages.at(-1));
  assert.equal(total, 1);
  assert.equal(participants[0].name, 'Åke Ek');
  assert.deepEqual(tab.errors, []);
});
