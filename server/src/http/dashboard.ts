import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Home } from '../domain/home.ts';
import { CompressedFiles } from './compressed-files.ts';
import { mountDirectoryPage } from './directory/directory-page.ts';

const dashboardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const notBuilt =
  '<!doctype html><html lang="en"><title>Forgeyard</title><p>The dashboard is not built. Run <code>npm run build</code>.</p></html>';

/** Where the built dashboard lies: beside the server's sources, or beside its bundle. */
function findDist(): string | undefined {
  const places = ['../../../dashboard/dist', '../../dashboard/dist', './dashboard'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(`${place}/index.html`));
}

const immutable = 'public, max-age=31536000, immutable';
const icons = ['/icon-192.png', '/icon-512.png', '/icon-maskable-512.png', '/apple-touch-icon.png', '/badge-96.png'];
const files = [
  '/theme.js',
  '/sw.js',
  '/favicon.svg',
  '/favicon-open.svg',
  '/favicon.ico',
  ...icons,
  '/manifest.webmanifest',
  '/robots.txt',
];
const apiPath = /^\/(?:api|v1|assets)(?:\/|$)/;

/** Serves the dashboard's files, and its page for every other path that a browser asks for. */
export function mountDashboard(app: FastifyInstance, home: Home, directoryPerMinute: number): void {
  const root = findDist();
  const compressed = new CompressedFiles();
  const page = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => sendFile(request, reply, root, '/index.html');
  app.get('/assets/*', (request, reply) => sendAsset(request, reply, root, compressed));
  for (const file of files) app.get(file, (request, reply) => sendFile(request, reply, root, file));
  app.get('/', page);
  if (root !== undefined) {
    const html = (): Promise<string> => readFile(`${root}/index.html`, 'utf8');
    mountDirectoryPage(app, { home, perMinute: directoryPerMinute, page: html, policy: dashboardPolicy });
  }
  app.get('/*', (request, reply) => {
    if (!apiPath.test(request.url) && (request.headers.accept ?? '').includes('text/html')) return page(request, reply);
    reply.callNotFound();
    return Promise.resolve(reply);
  });
}

async function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  root: string | undefined,
  compressed: CompressedFiles,
): Promise<FastifyReply> {
  const name = /^\/assets\/([A-Za-z0-9_.-]+)$/.exec(request.url.split('?', 1)[0] ?? '')?.[1];
  if (name === undefined || root === undefined) {
    reply.callNotFound();
    return reply;
  }
  const small = await compressed.of(`${root}/assets/${name}`, request.headers['accept-encoding']?.toString() ?? '').catch(() => undefined);
  if (small === undefined) return sendFile(request, reply, root, `/assets/${name}`);
  return reply
    .headers({ 'content-encoding': small.encoding, vary: 'accept-encoding', 'cache-control': immutable })
    .header('content-security-policy', dashboardPolicy)
    .type(name.endsWith('.css') ? 'text/css; charset=utf-8' : name.endsWith('.svg') ? 'image/svg+xml' : 'text/javascript; charset=utf-8')
    .send(small.body);
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, root: string | undefined, path: string): Promise<FastifyReply> {
  void reply.header('content-security-policy', dashboardPolicy);
  if (root === undefined) return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
  const { default: send } = await import('@fastify/send');
  const found = await send(request.raw, path, { root, index: false, dotfiles: 'deny', cacheControl: false });
  if (found.type !== 'file') {
    reply.callNotFound();
    return reply;
  }
  const isHashed = path.startsWith('/assets/');
  return reply
    .code(found.statusCode)
    .headers(found.headers)
    .header('cache-control', isHashed ? immutable : 'no-cache')
    .send(found.stream);
}
