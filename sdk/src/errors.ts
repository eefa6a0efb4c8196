/** One rejected member of a request: a JSON Pointer (RFC 6901) into the body and what was wrong with it. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** What every failure of this client has: a stable `code` and, when the server answered, the id to find the request in its log. */
export class ForgeyardError extends Error {
  readonly code: string;
  readonly requestId: string | null;

  constructor(message: string, code: string, requestId: string | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.requestId = requestId;
  }
}

export interface ApiErrorDetail {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fieldErrors: readonly FieldError[];
  /** How long the server asked to wait; null when it did not say. */
  readonly retryAfterMs: number | null;
}

/** The server answered and refused. */
export class ApiError extends ForgeyardError {
  readonly status: number;
  readonly fieldErrors: readonly FieldError[];
  readonly retryAfterMs: number | null;

  constructor(message: string, detail: ApiErrorDetail) {
    super(message, detail.code, detail.requestId);
    this.status = detail.status;
    this.fieldErrors = detail.fieldErrors;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** 401: no key, or one that is unknown, expired or revoked. */
export class AuthenticationError extends ApiError {}
/** 403: the key is good but does not reach this. */
export class PermissionError extends ApiError {}
/** 404: nothing there that this caller may know of. */
export class NotFoundError extends ApiError {}
/** 409 or 412: the state changed in between, or the name is taken. */
export class ConflictError extends ApiError {}
/** Any other 4xx: the request itself is wrong; `fieldErrors` says where. */
export class InvalidRequestError extends ApiError {}
/** 429: too much at once; `retryAfterMs` says when to come back. */
export class RateLimitError extends ApiError {}
/** 5xx: the fault is the server's. */
export class ServerError extends ApiError {}
/** No usable answer: refused, cut, or later than the timeout (`code` is `CONNECTION_FAILED`, `CONNECTION_CUT` or `TIMEOUT`). */
export class ConnectionError extends ForgeyardError {}
