import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

/** Serves the dashboard's files, and its page for every other path a browser asks for. */
export function mountDashboard(app: FastifyInstance): void {
  const root = findDist();
  const page = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => sendFile(request, reply, root, '/index.html');
  app.get('/assets/*', (request, reply) => sendFile(request, reply, root, request.url.split('?', 1)[0] ?? ''));
  for (const path of ['/', '/welcome', '/login', '/agents', '/runs', '/sessions', '/inbox', '/settings']) {
    app.get(path, page);
    if (path !== '/') app.get(`${path}/*`, page);
  }
  for (const file of ['/theme.js', '/favicon.svg', '/favicon.ico', '/manifest.webmanifest', '/robots.txt']) {
    app.get(file, (request, reply) => sendFile(request, reply, root, file));
  }
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
    .header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .send(found.stream);
}
