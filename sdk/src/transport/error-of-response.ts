import {
  ApiError,
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
} from '../errors.ts';
import type { ApiErrorDetail, FieldError } from '../errors.ts';
import { retryAfterMs } from './retry-after.ts';

const bodyCharsMax = 64 * 1024;

type Json = Readonly<Record<string, unknown>>;

/**
 * The error that a refused request throws.
 *
 * Reads the three bodies the server has: problem+json, `{error: {code, message}}` and `{detail, code}`; anything else becomes `HTTP_<status>`.
 */
export async function errorOfResponse(response: Response, nowMs: number): Promise<ApiError> {
  const body = parsed((await response.text()).slice(0, bodyCharsMax));
  const inner = isObject(body.error) ? body.error : body;
  const message = text(inner.detail) ?? text(inner.message) ?? text(inner.title) ?? `The server answered ${response.status}`;
  return classed(message, {
    status: response.status,
    code: text(inner.code) ?? `HTTP_${response.status}`,
    requestId: text(body.request_id) ?? response.headers.get('x-request-id'),
    fieldErrors: fieldErrors(body.errors ?? inner.errors),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), nowMs),
  });
}

function classed(message: string, detail: ApiErrorDetail): ApiError {
  const { status } = detail;
  if (status === 401) return new AuthenticationError(message, detail);
  if (status === 403) return new PermissionError(message, detail);
  if (status === 404) return new NotFoundError(message, detail);
  if (status === 409 || status === 412) return new ConflictError(message, detail);
  if (status === 429) return new RateLimitError(message, detail);
  if (status >= 500) return new ServerError(message, detail);
  if (status >= 400) return new InvalidRequestError(message, detail);
  return new ApiError(message, detail);
}

function parsed(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldErrors(value: unknown): readonly FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((entry) => ({ pointer: text(entry.pointer) ?? '', detail: text(entry.detail) ?? '' }));
}
