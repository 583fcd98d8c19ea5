// Says how many bytes a coach's first load takes over the wire: what index.html names, what that
// imports at once, the screens' frame and the coach's part, and the engine. Fails when it is more than a site may send.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const FIRST_LOAD_MAX = 700 * 1024;
const APP_MAX = 200 * 1024;

const site = process.argv[2];
const text = (file) => readFileSync(path.join(site, file), 'utf8');
const gzipBytes = (file) => readFileSync(path.join(site, `${file}.gz`)).length;

/** A module and all that it imports at once. */
function withImports(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of text(file).matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) {
    withImports(path.posix.join(path.posix.dirname(file), name), found);
  }
  return found;
}

/** The file of the site of this name, whatever the hash in it. */
const list = JSON.parse(/\[\{"url".*?\}\]/.exec(text('serviceWorker.js'))[0]).map((one) => one.url.slice(1));
function named(name, ending) {
  const found = list.filter((file) => new RegExp(`^a/${name}-[\\w-]{8}\\.${ending}$`).test(file));
  if (found.length !== 1) throw new Error(`${found.length} files ${name}-*.${ending}`);
  return found[0];
}

const index = text('index.html');
const app = new Set(['index.html']);
for (const [, file] of index.matchAll(/(?:src|href)="\/(a\/[^"]+\.(?:js|css))"/g)) {
  if (file.endsWith('.js')) withImports(file, app);
  else app.add(file);
}
for (const part of ['main', 'coach']) withImports(named(part, 'js'), app);
const engine = [named('brygga', 'wasm'), named('worker', 'js')];
const sum = (files) => [...files].reduce((bytes, file) => bytes + gzipBytes(file), 0);
const appBytes = sum(app);
const engineBytes = sum(engine);
console.log(`first load: ${appBytes + engineBytes} bytes (app ${appBytes}, engine ${engineBytes})`);
if (appBytes > APP_MAX || appBytes + engineBytes > FIRST_LOAD_MAX) {
  console.error(`firstLoad: at most ${FIRST_LOAD_MAX} bytes, and ${APP_MAX} of the app's own`);
  process.exit(1);
}
