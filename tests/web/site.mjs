// The built app as the office serves it: its files with the same headers, and /v1/ of a real office.
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "font-src 'self'",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

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
 * Serves until close(). `office`: its address; null: there is no way to it. `isAway`: nothing is
 * answered at all. `isLost`: whether what is asked of the office at this path is lost. `sent`: the
 * bytes of each file as they went over the wire, by path. `changed`: texts in place of files.
 */
export async function startSite(folder) {
  const site = { office: null, isAway: false, isLost: () => false, sent: {}, changed: {}, url: '', close: () => {} };
  const server = http.createServer((request, response) => {
    if (site.isAway) return response.destroy();
    if (request.url.startsWith('/v1/')) {
      if (site.office === null || site.isLost(request.url)) response.destroy();
      else passOn(request, response, site.office);
      return;
    }
    const name = request.url === '/' ? '/index.html' : request.url;
    const file = path.normalize(path.join(folder, name));
    const headers = {
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': name.startsWith('/a/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (!file.startsWith(path.resolve(folder)) || !existsSync(file)) {
      response.writeHead(404, headers).end();
      return;
    }
    const isZipped = existsSync(`${file}.gz`) && !(name in site.changed);
    const body = site.changed[name] ?? readFileSync(isZipped ? `${file}.gz` : file);
    site.sent[name] = body.length;
    response.writeHead(200, {
      ...headers,
      'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
      ...(isZipped && { 'Content-Encoding': 'gzip' }),
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  site.url = `http://127.0.0.1:${server.address().port}`;
  site.cut = () => server.closeAllConnections();
  site.close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return site;
}
