// Draws the PNG icons in public/ from icon.svg, in Chromium; run after the drawing has changed.
// Usage: icons.mjs <folder with the npm packages>
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.resolve(process.argv[2], 'package.json'));
const { chromium } = require('playwright-core');
const folder = new URL('./public/', import.meta.url);
const svg = readFileSync(new URL('icon.svg', folder), 'utf8');
// A maskable icon is cut to any shape: its ground goes to the edges, its drawing into the middle.
const maskable = svg.replace('rx="112" ', '').replace('<g ', '<g transform="translate(51 51) scale(.8)" ')
  .replace('<path d="M96 366', '<path transform="translate(51 51) scale(.8)" d="M96 366');

const browser = await chromium.launch({
  executablePath: process.env.BRYGGA_CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
for (const [name, size, drawing] of [
  ['icon-192.png', 192, svg],
  ['icon-512.png', 512, svg],
  ['icon-maskable-512.png', 512, maskable],
]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${drawing}`);
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
