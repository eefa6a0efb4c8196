import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Settings } from '../config.ts';
import type { Home } from '../domain/home.ts';
import type { Face } from '../faces/kit/index.ts';
import { mountDashboard } from './dashboard.ts';
import { createMetrics } from './metrics.ts';

export interface SiteParts {
  readonly faces: readonly Face[];
  readonly home: Home;
  readonly settings: Settings;
  readonly version: string;
  readonly activeRuns: () => number;
}

/** Everything beside the faces: health, metrics, API documents and the dashboard. */
export interface Site {
  mount(app: FastifyInstance): void;
  isKnownHost(host: string): boolean;
  isOwnOrigin(origin: string, host: string): boolean;
  /** From now on `/readyz` answers 503. */
  drain(): void;
}

const referencePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const loopbackNames = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]+)?$/;

export function mountSite(parts: SiteParts): Site {
  let isDraining = false;
  const publicUrl = parts.settings.FORGEYARD_PUBLIC_URL === undefined ? undefined : new URL(parts.settings.FORGEYARD_PUBLIC_URL);
  const publicHost = publicUrl?.host;
  const isLoopback = /^(?:localhost|127\.|::1$)/.test(parts.settings.FORGEYARD_HOST);
  return {
    // A server on loopback answers to loopback names only, so that no foreign name can be rebound to it.
    isKnownHost: (host) =>
      host === publicHost || (isLoopback ? loopbackNames.test(host) : publicHost === undefined || loopbackNames.test(host)),
    isOwnOrigin: (origin, host) => origin === `http://${host}` || origin === `https://${host}` || origin === publicUrl?.origin,
    drain: () => {
      isDraining = true;
    },
    mount: (app) => {
      mountHealth(app, parts.home, () => isDraining);
      mountMetrics(app, parts);
      mountDocuments(app, parts);
      mountDashboard(app, parts.home, parts.settings.FORGEYARD_DIRECTORY_PER_MINUTE);
    },
  };
}

function mountHealth(app: FastifyInstance, home: Home, isDraining: () => boolean): void {
  const probe = ['GET', 'HEAD'];
  app.route({ method: probe, url: '/healthz', handler: (_request, reply) => reply.send({ status: 'ok' }) });
  const ready = async (reply: FastifyReply): Promise<FastifyReply> => {
    if (isDraining()) return reply.code(503).header('retry-after', '5').send({ status: 'draining' });
    const isUp = await home.store.ping().then(
      () => true,
      () => false,
    );
    return isUp ? reply.send({ status: 'ready' }) : reply.code(503).header('retry-after', '2').send({ status: 'store unreachable' });
  };
  app.route({ method: probe, url: '/readyz', handler: (_request, reply) => ready(reply) });
}

function mountMetrics(app: FastifyInstance, { activeRuns }: SiteParts): void {
  const metrics = createMetrics(activeRuns);
  app.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime);
    done();
  });
  app.get('/metrics', async (_request, reply) => {
    const { text, contentType } = await metrics.text();
    return reply.type(contentType).send(text);
  });
}

function mountDocuments(app: FastifyInstance, { faces, version, settings }: SiteParts): void {
  const serverUrl = settings.FORGEYARD_PUBLIC_URL === undefined ? {} : { serverUrl: settings.FORGEYARD_PUBLIC_URL };
  const document = once(async () => {
    const { buildOpenApi } = await import('../faces/kit/openapi.ts');
    return buildOpenApi(faces, { version, ...serverUrl });
  });
  const page = once(async () => (await import('./reference/index.ts')).renderReference(await document()));
  const json = once(async () => JSON.stringify(await document()));
  const send = (reply: FastifyReply, type: string, text: string): FastifyReply =>
    reply.header('content-security-policy', referencePolicy).type(`${type}; charset=utf-8`).send(text);
  app.get('/openapi.json', async (_request, reply) => send(reply, 'application/json', await json()));
  app.get('/docs', async (_request, reply) => send(reply, 'text/html', await page()));
  app.get('/docs/reference.css', async (_request, reply) => send(reply, 'text/css', (await import('./reference/index.ts')).referenceCss));
}

/** Makes a document at its first request and keeps it: the routes do not change while the server runs. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
