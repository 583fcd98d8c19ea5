// What the browser is given: the built package, a page that is nearly empty, and the office, all of
// one origin, under a policy that allows no eval and no other origin.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
].join('; ');

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

const page = `<!doctype html><html lang="en"><title>Brygga</title>
<script type="module" src="/page.js"></script></html>`;

const script = `import { Brygga, BryggaError } from '/dist/index.js';
Object.assign(globalThis, { Brygga, BryggaError });
document.title = 'ready';`;

/** Hands the request to the office, as a reverse proxy does. */
function passOn(request, response, officeUrl) {
  const { host, ...headers } = request.headers;
  const onward = http.request(officeUrl + request.url, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  // A browser that goes away must not leave the office holding its request.
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

/**
 * Serves until close(); `office` may be changed, null: there is no way to it; `scripts` are more of
 * them, by their paths; the file `missing` cannot be reached; `files` are those that were asked for;
 * requests to the office wait for the promise `hold`. port 0: any.
 */
export async function startSite(packageFolder, port = 0) {
  const site = { office: null, scripts: {}, missing: null, hold: null, files: [], url: '', requests: 0, close: () => {} };
  const server = http.createServer(async (request, response) => {
    if (request.url.startsWith('/v1/')) {
      site.requests += 1;
      await site.hold;
      if (site.office === null) response.destroy();
      else passOn(request, response, site.office);
      return;
    }
    // As sites serve what has a version in its name: browsers keep what they have compiled of it.
    const headers = { 'Content-Security-Policy': policy, 'Cache-Control': 'max-age=3600' };
    const send = (type, content) => {
      response.writeHead(200, { ...headers, 'Content-Type': type });
      response.end(content);
    };
    if (request.url === '/') return send('text/html', page);
    if (request.url === '/page.js') return send('text/javascript', script);
    if (request.url in site.scripts) return send('text/javascript', site.scripts[request.url]);
    const file = path.normalize(path.join(packageFolder, request.url));
    site.files.push(path.basename(file));
    if (path.basename(file) === site.missing) return response.destroy();
    try {
      if (!file.startsWith(path.join(packageFolder, 'dist'))) throw new Error('outside');
      send(types[path.extname(file)] ?? 'application/octet-stream', await readFile(file));
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  site.url = `http://127.0.0.1:${server.address().port}`;
  site.close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return site;
}
