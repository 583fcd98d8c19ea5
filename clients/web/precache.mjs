// Writes into the built service worker which files make up the app, so that it starts with no
// network. What has a hash in its name needs no other revision.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const site = process.argv[2];
const worker = path.join(site, 'serviceWorker.js');
const mark = 'self.__WB_MANIFEST';

const files = readdirSync(site, { recursive: true })
  .map(String)
  .filter((file) => statSync(path.join(site, file)).isFile() && file !== 'serviceWorker.js')
  .sort();
const entries = files.map((file) => ({
  url: `/${file}`,
  revision: file.startsWith('a/')
    ? null
    : createHash('sha256').update(readFileSync(path.join(site, file))).digest('hex').slice(0, 16),
}));
const text = readFileSync(worker, 'utf8');
if (text.split(mark).length !== 2) throw new Error(`${worker} has not one place for the list`);
writeFileSync(worker, text.replace(mark, () => JSON.stringify(entries)));
