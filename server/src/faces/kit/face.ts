import type { Refusal, RefusalKind } from '../../kernel/refusal.ts';
import type { Policy, Route, RouteDraft } from './route.ts';

export interface RefusalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
  /** Beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One documented way to talk to the product: its routes, and how it words a refusal. Nothing here decides anything. */
export interface Face {
  readonly name: string;
  /** URL prefixes for which this face words errors of unknown paths; the longest match wins. */
  readonly prefixes: readonly string[];
  readonly routes: readonly Route[];
  /**
   * `contentType` is the request's, for faces that answer in the encoding they are asked in; `traceId` that of its `traceparent`. A body that is a
   * Buffer is sent as it is.
   */
  refuse(refusal: Refusal, requestId: string, contentType?: string, traceId?: string): RefusalAnswer;
  /** Words a fault of the server; says nothing about it. */
  fault(requestId: string, contentType?: string, traceId?: string): RefusalAnswer;
}

/** A face whose routes do not know their policies yet. */
export interface FaceDraft extends Omit<Face, 'routes'> {
  readonly routes: readonly RouteDraft[];
}

/**
 * Gives every route its line of the table.
 * @throws Error when a route has none, or one that asks for another grant than the operation behind it
 */
export function withPolicies(face: FaceDraft, policies: Readonly<Record<string, Policy>>): Face {
  const routes = face.routes.map((route): Route => {
    const policy = policies[route.operationId];
    if (policy === undefined) throw new Error(`route without a policy: ${route.operationId}`);
    if (route.operationGrant !== undefined && route.operationGrant !== policy.grant)
      throw new Error(`${route.operationId}: the policy asks for ${policy.grant}, the operation for ${route.operationGrant}`);
    return { ...route, policy };
  });
  return { ...face, routes };
}

/** HTTP statuses on which all faces agree; a face may override single kinds. */
export const statusOfKind: { readonly [K in RefusalKind]: number } = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  unprocessable: 422,
  limited: 429,
  unavailable: 503,
};

/** Public codes that most faces print for a kind; a face overrides those that its contract words otherwise. */
export const codeOfKind: { readonly [K in RefusalKind]: string } = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_ALLOWED',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media: 'UNSUPPORTED_MEDIA_TYPE',
  unprocessable: 'VALIDATION_ERROR',
  limited: 'RATE_LIMIT_EXCEEDED',
  unavailable: 'SERVICE_UNAVAILABLE',
};
