import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../kernel/caller.ts';
import { formOf, lacksGrant, systemCaller } from '../kernel/caller.ts';
import { Refusal } from '../kernel/refusal.ts';
import { formatTraceParent, parseTraceParent } from '../kernel/trace-parent.ts';
import type { At, Home } from '../domain/home.ts';
import type { Face, Policy, Route, Wire } from '../faces/kit/index.ts';
import type { Authenticators } from './authenticate.ts';
import { authenticate } from './authenticate.ts';
import { optionalBody } from './validate.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    takesForm?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** Answers again who sent a request that came with a ticket. */
    identifyAgain: (() => Promise<Caller>) | null;
    face: Face | null;
  }
}

/** Acts for nobody: routes with the policy `public` start without a caller and find their own. */
const nobody: Caller = { ...systemCaller(''), grants: new Set() };

/** Guaranteed by the schemas of the route, which Fastify has applied to each part. */
function asParts(request: FastifyRequest): Pick<Wire<never, never, never>, 'params' | 'query' | 'body'> {
  return { params: request.params as never, query: request.query as never, body: request.body as never };
}

/** Puts a face's routes on the listener. */
export function mountFace(app: FastifyInstance, face: Face, home: Home, authenticators: Authenticators): void {
  for (const route of face.routes) mountRoute(app, face, route, home, authenticators);
}

function mountRoute(app: FastifyInstance, face: Face, route: Route, home: Home, authenticators: Authenticators): void {
  if (route.takesBytes === undefined) {
    addRoute(app, face, route, home, authenticators);
    return;
  }
  // A context of its own, so that no other route takes these media types, or takes JSON unparsed.
  const types = [...route.takesBytes];
  void app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    addRoute(inner, face, route, home, authenticators);
  });
}

function addRoute(app: FastifyInstance, face: Face, route: Route, home: Home, authenticators: Authenticators): void {
  const { params, query, body } = route;
  app.route({
    method: route.method,
    url: route.path,
    config: { takesForm: route.takesForm === true },
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    ...(route.idShape === undefined ? {} : { constraints: { idShape: route.idShape } }),
    schema: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body: route.isBodyOptional === true ? { ...body, [optionalBody]: true } : body }),
    },
    onRequest: (request, reply, done) => {
      request.face = face;
      const elsewhere = refusalOfPlace(route, request);
      if (elsewhere !== undefined) done(elsewhere);
      else if (route.policy.by === 'anybody') done();
      else identify(request, reply, route, authenticators, done);
    },
    handler: (request, reply) =>
      answer(route, { caller: request.caller ?? nobody, request: factsOf(request), home }, request, reply, authenticators),
  });
}

/** Guaranteed by Fastify: path parameters are text. */
function idOf({ params }: FastifyRequest): string {
  return (params as { readonly id?: string }).id ?? '';
}

function refusalOfPlace({ otherPlaces }: Route, request: FastifyRequest): Refusal | undefined {
  const allow = otherPlaces?.get(idOf(request).toLowerCase());
  if (allow === undefined) return undefined;
  return new Refusal('method_not_allowed', 'path.method', 'This path does not serve the method.', { allow });
}

type Done = (error?: Error) => void;

function identify(request: FastifyRequest, reply: FastifyReply, route: Route, authenticators: Authenticators, done: Done): void {
  const { policy } = route;
  const enter = (leave: () => void): void => {
    if (reply.raw.destroyed) leave();
    else reply.raw.once('close', leave);
    done();
  };
  const take = (caller: Caller): void => {
    request.caller = caller;
    const refusal = refusalAtDoor(caller, policy);
    if (refusal !== undefined) {
      done(refusal);
      return;
    }
    const leave = authenticators.limits.enter(caller);
    if (leave instanceof Promise) leave.then(enter, done);
    else enter(leave);
  };
  try {
    const caller = route.takesTicket === true ? byTicket(request, authenticators) : authenticate(request, authenticators);
    if (caller instanceof Promise) caller.then(take).catch(done);
    else take(caller);
  } catch (error) {
    done(error instanceof Error ? inWordsOf(policy, error) : new Error('authentication failed'));
  }
}

/** The sender of a request that may carry a ticket instead of a credential. */
function byTicket(request: FastifyRequest, authenticators: Authenticators): Caller | Promise<Caller> {
  return (
    authenticators.tickets.identify(request)?.then(({ caller, again }) => {
      request.identifyAgain = again;
      return caller;
    }) ?? authenticate(request, authenticators)
  );
}

/** Source: agents API, where agents serve themselves: whoever sends no key is told which header it belongs into. */
function inWordsOf({ by }: Policy, error: Error): Error {
  const isForOwnKeys = by !== 'anybody' && by.every((form) => form === 'agentKey' || form === 'userKey');
  if (!isForOwnKeys || !(error instanceof Refusal) || error.reason !== 'credential.missing') return error;
  return new Refusal('unauthenticated', 'credential.missing', 'Missing X-Agent-Key header');
}

/** Why a caller may not use a route at all, judged before its input is looked at. */
function refusalAtDoor(caller: Caller, { by, grant }: Policy): Refusal | undefined {
  const form = formOf(caller);
  if (by !== 'anybody' && (form === null || !by.includes(form)))
    return new Refusal('forbidden', 'caller.wrong_form', 'This kind of credential cannot be used here.');
  return grant === null || caller.grants.has(grant) ? undefined : lacksGrant(grant);
}

function factsOf(request: FastifyRequest): At['request'] {
  const { traceparent } = request.headers;
  const traceParent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return {
    id: request.id,
    ip: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    ...(traceParent === null ? {} : { traceParent: formatTraceParent(traceParent) }),
  };
}

async function answer(
  route: Route,
  at: At,
  request: FastifyRequest,
  reply: FastifyReply,
  by: Authenticators,
): Promise<FastifyReply | undefined> {
  const result = await route.handle(at, wireOf(request, reply), reply);
  if (result === 'streamed' || 'stillHolds' in result) {
    const { caller } = request;
    const identify = request.identifyAgain ?? (() => authenticate(request, by));
    if (caller !== null) by.streams.watch(reply.raw, { caller, identify, ...(result === 'streamed' ? {} : result) });
    return undefined;
  }
  if (result.headers !== undefined) void reply.headers(result.headers);
  void reply.code(result.status);
  if (result.body === undefined || Buffer.isBuffer(result.body)) return reply.send(result.body);
  return reply.type(reply.getHeader('content-type')?.toString() ?? 'application/json; charset=utf-8').send(JSON.stringify(result.body));
}

class RequestWire implements Wire<never, never, never> {
  readonly params: never;
  readonly query: never;
  readonly body: never;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  #closed: AbortController | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    const parts = asParts(request);
    this.params = parts.params;
    this.query = parts.query;
    this.body = parts.body;
    this.#request = request;
    this.#reply = reply;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === 'string' ? value : undefined;
  }

  get accepts(): string {
    return this.#request.headers.accept ?? '';
  }

  get closed(): AbortSignal {
    if (this.#closed === undefined) {
      const controller = new AbortController();
      // A reason of our own: making the default one costs more than the rest of the request's bookkeeping.
      this.#reply.raw.once('close', () => controller.abort('closed'));
      if (this.#reply.raw.destroyed) controller.abort('closed');
      this.#closed = controller;
    }
    return this.#closed.signal;
  }
}

function wireOf(request: FastifyRequest, reply: FastifyReply): Wire<never, never, never> {
  return new RequestWire(request, reply);
}
