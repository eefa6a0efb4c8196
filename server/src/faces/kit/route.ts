import type { FastifyReply } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { CredentialForm, Grant } from '../../kernel/caller.ts';
import type { Operation } from '../../kernel/operation.ts';
import type { AddressShape } from '../../kernel/id.ts';
import type { Home, At } from '../../domain/home.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route, and what they must be allowed to do. Source: faces/policies.ts. */
export interface Policy {
  /** `anybody`, or the forms of credential that are taken. */
  readonly by: 'anybody' | readonly CredentialForm[];
  /** Null where the operation judges by who asks. */
  readonly grant: Grant | null;
}

/** A request after its schemas accepted it. */
export interface Wire<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  header(name: string): string | undefined;
  readonly accepts: string;
  /** Aborts when the client goes away before the answer. */
  readonly closed: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Left out for answers without a body; a Buffer is sent as it is, under the `content-type` of `headers`. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The answer was or will be written by the route itself. Where the right to it may end before the caller's own rights do, `stillHolds` looks
 * again whenever authority changed anywhere, and refuses to end the stream.
 */
export type Streamed = 'streamed' | { readonly stillHolds: () => Promise<unknown> };

export interface AnswerDoc {
  readonly description: string;
  readonly schema?: TSchema;
  /** `application/json` when left out. */
  readonly mediaType?: string;
  readonly example?: unknown;
}

/** A route as data, before the table of policies has been applied to it. */
export interface RouteDraft {
  readonly method: Method;
  /** With `:name` parameters. */
  readonly path: string;
  /** Unique in the whole API. */
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  /** Narrows a path that several faces share to one shape of its `:id`. */
  readonly idShape?: AddressShape;
  /** Names that are no `:id` but places of their own, with the methods that are served there; by another method they are refused with 405. */
  readonly otherPlaces?: ReadonlyMap<string, readonly string[]>;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly bodyExample?: unknown;
  /** `?ticket=` may stand for the credential: a stream of the session that `:id` names. */
  readonly takesTicket?: boolean;
  /** The body may be left out. */
  readonly isBodyOptional?: boolean;
  /** The body may also come as `application/x-www-form-urlencoded`. Never for a route that takes the session cookie. */
  readonly takesForm?: boolean;
  /** Media types whose bodies reach the route as the bytes that were sent (a Buffer), in place of JSON. */
  readonly takesBytes?: readonly string[];
  /** Bytes of the body, for routes that take files; 16 MiB when left out. */
  readonly bodyBytesMax?: number;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  readonly handle: (at: At, wire: Wire<never, never, never>, reply: FastifyReply) => Promise<Answer | Streamed>;
  /** What the operation behind it requires, where that is known. */
  readonly operationGrant?: Grant | null;
}

/** A route as data; `mount` and `openapi` read it. */
export interface Route extends RouteDraft {
  readonly policy: Policy;
}

type Of<Schema> = Schema extends TSchema ? Static<Schema> : undefined;

interface Common<P, Q, B> extends Omit<RouteDraft, 'handle' | 'params' | 'query' | 'body'> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

interface OperationRoute<P, Q, B, Input, Output> extends Common<P, Q, B> {
  readonly operation: Operation<Home, Input, Output>;
  readonly read: (wire: Wire<Of<P>, Of<Q>, Of<B>>, at: At) => Input;
  readonly show: (output: Output, wire: Wire<Of<P>, Of<Q>, Of<B>>, at: At) => unknown;
  /** 200 when left out. */
  readonly status?: number;
  readonly headers?: (output: Output) => Readonly<Record<string, string>>;
}

/** Guaranteed by the listener: it validates each part against the schema that its type was taken from. */
function asWire<P, Q, B>(wire: Wire<never, never, never>): Wire<Of<P>, Of<Q>, Of<B>> {
  return wire;
}

/** A route that reads an operation's input from the wire and shows its output. */
export function route<
  Input,
  Output,
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(parts: OperationRoute<P, Q, B, Input, Output>): RouteDraft {
  const { operation, read, show, status = 200, headers, ...rest } = parts;
  return {
    ...asRouteParts(rest),
    ...(operation.grant === undefined ? {} : { operationGrant: operation.grant }),
    handle: async (at, untyped) => {
      const wire = asWire<P, Q, B>(untyped);
      const output = await operation(at, read(wire, at));
      const extra = headers === undefined ? {} : { headers: headers(output) };
      if (status === 204) return { status, ...extra };
      return { status, body: show(output, wire, at), ...extra };
    },
  };
}

interface CustomRoute<P, Q, B> extends Common<P, Q, B> {
  readonly respond: (at: At, wire: Wire<Of<P>, Of<Q>, Of<B>>, reply: FastifyReply) => Promise<Answer | Streamed>;
}

/** A route whose answer depends on how it is asked, such as a stream. */
export function customRoute<
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(parts: CustomRoute<P, Q, B>): RouteDraft {
  const { respond, ...rest } = parts;
  return { ...asRouteParts(rest), handle: (at, wire, reply) => respond(at, asWire<P, Q, B>(wire), reply) };
}

/** Guaranteed by the signatures above: absent schemas are left out, present ones are schemas. */
function asRouteParts<P, Q, B>(parts: Common<P, Q, B>): Omit<RouteDraft, 'handle'> {
  return parts as Omit<RouteDraft, 'handle'>;
}
