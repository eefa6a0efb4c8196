import cookie from '@fastify/cookie';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { newId } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { DeniedAttempts } from '../domain/audit/index.ts';
import type { Home } from '../domain/home.ts';
import type { Face } from '../faces/kit/index.ts';
import type { Authenticators } from './authenticate.ts';
import { createErrorWording } from './errors.ts';
import { idShapeStrategy } from './id-shape.ts';
import { parseJsonBody } from './json-body.ts';
import { mountFace } from './mount.ts';
import { createValidators } from './validate.ts';
import type { Part } from './validate.ts';

/** Largest request body of routes that name no limit of their own. */
export const bodyBytesMax = 16 * 1024 * 1024;

/** Largest form. */
const formBytesMax = 8 * 1024;

/** How long answers may still take when the server closes; runs have ended by then. */
const closeGraceMs = 2_000;

export interface ListenerParts {
  readonly home: Home;
  readonly faces: readonly Face[];
  /** Words errors of paths that belong to no face. */
  readonly fallback: Face;
  readonly authenticators: Authenticators;
  /** Where refused attempts of known callers are noted. */
  readonly denials: DeniedAttempts;
  readonly logger: FastifyBaseLogger;
  /** Hosts under which this server may be addressed; null accepts any. */
  readonly isKnownHost: (host: string) => boolean;
  /** Browsers reach this server by https. */
  readonly isHttps: boolean;
  /** Routes beside the faces: health, metrics, documents, dashboard. */
  readonly extra: (app: FastifyInstance) => void;
}

const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The one listener: limits, request ids, headers, authentication and error wording around all faces. */
export async function createListener(parts: ListenerParts): Promise<FastifyInstance> {
  const wording = createErrorWording(parts.faces, parts.fallback, parts.denials);
  const app: FastifyInstance = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 8_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 },
    forceCloseConnections: 'idle',
    trustProxy: false,
    genReqId: () => `req_${newId(parts.home.clock.now()).replaceAll('-', '')}`,
    routerOptions: { maxParamLength: 300, constraints: { idShape: idShapeStrategy } },
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => {
      wording.answer(error, request, reply.header('x-request-id', request.id).headers(securityHeaders));
    },
    return503OnClosing: true,
  });
  app.server.maxHeadersCount = 200;
  cutLeftoversAtClose(app);
  await app.register(cookie);
  acceptJsonOnly(app);
  acceptFormsWhereAsked(app);
  closeIdleWhileClosing(app);
  const validators = createValidators();
  app.setValidatorCompiler(({ schema, httpPart }) => validators.lazily(asSchema(schema), asPart(httpPart)));
  app.setSchemaErrorFormatter((errors) =>
    errors instanceof Error ? errors : new Refusal('invalid', 'request.invalid', 'The request is not valid.'),
  );
  app.decorateRequest('caller', null);
  app.decorateRequest('identifyAgain', null);
  app.decorateRequest('face', null);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(securityHeaders);
    if (parts.isHttps) void reply.header('strict-transport-security', 'max-age=31536000');
    done(
      // Probes come by address, whatever the public name is.
      probes.has(request.url) || parts.isKnownHost(request.headers.host ?? '')
        ? undefined
        : new Refusal('invalid', 'request.host', 'This server is not known by that host name.'),
    );
  });
  for (const face of parts.faces) mountFace(app, face, parts.home, parts.authenticators);
  parts.extra(app);
  wording.mount(app);
  return app;
}

const idleCheckMs = 20;

/** Closing waits for open connections, and one that answers its last request after the close began would stay open until it is idle for long. */
function closeIdleWhileClosing(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    const timer = setInterval(() => app.server.closeIdleConnections(), idleCheckMs);
    app.server.once('close', () => clearInterval(timer));
    done();
  });
}

/** A browser opens connections ahead of need; one that never sent a request counts as busy, and Node stops timing it out once it closes. */
function cutLeftoversAtClose(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    setTimeout(() => app.server.closeAllConnections(), closeGraceMs).unref();
    done();
  });
}

function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/json\s*(?:;\s*charset=["']?utf-8["']?\s*)?$/i, { parseAs: 'string' }, (_request, body, done) => {
    const text = body.toString();
    if (text === '') {
      done(null, undefined);
      return;
    }
    try {
      done(null, parseJsonBody(text));
    } catch (error) {
      done(error instanceof Error ? error : new Error('body could not be parsed'));
    }
  });
}

/** Only routes whose standard sends forms take them; everywhere else a form stays refused, since a foreign page can send one unasked. */
function acceptFormsWhereAsked(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: formBytesMax }, (request, body, done) => {
    if (request.routeOptions.config.takesForm === true) done(null, Object.fromEntries(new URLSearchParams(body.toString())));
    else done(new Refusal('unsupported_media', 'body.media_type', 'Send the body as application/json.'));
  });
}

/** Guaranteed by `mountRoute`, which hands Fastify only these schemas. */
function asSchema(schema: unknown): Readonly<Record<string, unknown>> {
  return schema as Readonly<Record<string, unknown>>;
}

/** Guaranteed by Fastify: the part is one of those that `mountRoute` names. */
function asPart(part: string | undefined): Part {
  return (part ?? 'body') as Part;
}
