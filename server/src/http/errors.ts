import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../kernel/refusal.ts';
import { parseTraceParent } from '../kernel/trace-parent.ts';
import type { Face } from '../faces/kit/index.ts';
import type { DeniedAttempts } from '../domain/audit/index.ts';
import { allowedMethods } from './allowed-methods.ts';
import { noteDenied } from './denied.ts';

/** What Fastify itself refuses, in our own kinds. */
const refusalsOfCode: Readonly<Record<string, () => Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Refusal('too_large', 'body.too_large', 'The body is larger than this server accepts.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Refusal('unsupported_media', 'body.media_type', 'Send the body as application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Refusal('invalid', 'body.missing', 'A JSON body is required.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Refusal('invalid', 'body.malformed', 'The body is not valid JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new Refusal('invalid', 'body.length', 'The body does not have the announced length.'),
  FST_ERR_BAD_URL: () => new Refusal('invalid', 'path.malformed', 'The path is not valid.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new Refusal('not_found', 'path.unknown', 'There is nothing at this path.'),
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The refusal that an error stands for, or undefined when it is a fault of ours. */
function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const known = refusalsOfCode[codeOf(error)];
  if (known !== undefined) return known();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500
    ? new Refusal('invalid', 'request.invalid', 'The request is not valid.')
    : undefined;
}

export interface ErrorWording {
  /** Answers a failed request, also one that no route could be looked up for. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply;
  mount(app: FastifyInstance): void;
}

/** Words every failure in the shape of the face that was asked, and hands refused attempts to the audit trail. */
export function createErrorWording(faces: readonly Face[], fallback: Face, denials: DeniedAttempts): ErrorWording {
  const byPrefix = faces
    .flatMap((face) => face.prefixes.map((prefix) => ({ prefix, face })))
    .sort((left, right) => right.prefix.length - left.prefix.length);
  const faceFor = (request: FastifyRequest): Face =>
    request.face ?? byPrefix.find(({ prefix }) => request.url.startsWith(prefix))?.face ?? fallback;

  const answer: ErrorWording['answer'] = (error, request, reply) => {
    const refusal = toRefusal(error);
    const face = faceFor(request);
    if (refusal !== undefined) noteDenied(denials, refusal, request);
    const traceId = traceIdOf(request);
    const ids = { request_id: request.id, ...(traceId === undefined ? {} : { trace_id: traceId }) };
    if (refusal === undefined) request.log.error({ err: error, ...ids }, 'request.failed');
    else if (refusal.cause !== undefined) request.log.warn({ err: refusal.cause, ...ids }, 'request.unavailable');
    const type = request.headers['content-type'];
    const worded = refusal === undefined ? face.fault(request.id, type, traceId) : face.refuse(refusal, request.id, type, traceId);
    return sendRefusal(reply, worded, refusal);
  };

  const answerUnknown = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const allow = allowedMethods(faces, request.url);
    // A path that fits a route's pattern although its method is served had a part that no route takes, such as a far too long one.
    const refusal =
      allow.length > 0 && !allow.includes(request.method)
        ? new Refusal('method_not_allowed', 'path.method', 'This path does not serve the method.', { allow })
        : new Refusal('not_found', 'path.unknown', 'There is nothing at this path.');
    return sendRefusal(reply, faceFor(request).refuse(refusal, request.id, undefined, traceIdOf(request)), refusal);
  };

  return {
    answer,
    mount: (app) => {
      app.setErrorHandler(answer);
      app.setNotFoundHandler(answerUnknown);
    },
  };
}

/** The trace that the request says it is part of. */
function traceIdOf({ headers: { traceparent } }: FastifyRequest): string | undefined {
  return typeof traceparent === 'string' ? parseTraceParent(traceparent)?.traceId : undefined;
}

function sendRefusal(reply: FastifyReply, answer: ReturnType<Face['refuse']>, refusal: Refusal | undefined): FastifyReply {
  const { retryAfterS, allow } = refusal?.detail ?? {};
  if (retryAfterS !== undefined) void reply.header('retry-after', String(retryAfterS));
  if (allow !== undefined) void reply.header('allow', allow.join(', '));
  // Never `Basic`: a browser would keep the credential and send it unasked.
  if (answer.status === 401) void reply.header('www-authenticate', 'Bearer realm="forgeyard"');
  if (answer.headers !== undefined) void reply.headers(answer.headers);
  return reply
    .code(answer.status)
    .type(answer.contentType)
    .send(Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body));
}
