import { ApiError, ConnectionError, type FieldError, type Forgeyard } from '@forgeyard/sdk';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface WireCall {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly request_id?: string;
  readonly errors?: readonly FieldError[];
}

/**
 * Calls a route that the client library does not name yet, with the sign-in cookie of the page. The answer is taken to be a `T`, which
 * holds because page and server are of one version.
 * @throws ApiError for a refusal · ConnectionError without an answer
 */
export async function wireCall<T>(forge: Forgeyard, method: Method, path: string, call: WireCall = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json' });
  if (forge.csrfToken !== undefined && method !== 'GET') headers.set('x-csrf-token', forge.csrfToken);
  if (call.body !== undefined) headers.set('content-type', 'application/json');
  const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
  if (call.body !== undefined) init.body = JSON.stringify(call.body);
  if (call.signal !== undefined) init.signal = call.signal;
  const response = await fetch(path + queryOf(call.query), init).catch((cause: unknown) => {
    if (call.signal?.aborted === true) throw cause;
    throw new ConnectionError('The server does not answer.', 'CONNECTION_FAILED', null, cause);
  });
  if (!response.ok) throw await refusalOf(response);
  return asAnswer<T>(response.status === 204 ? null : await response.json());
}

/** The server of this page answers in the shape its own description promises. */
function asAnswer<T>(body: unknown): T {
  return body as T;
}

function queryOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

async function refusalOf(response: Response): Promise<ApiError> {
  const problem = await response.json().then(asAnswer<Problem>, (): Problem => ({}));
  return new ApiError(problem.detail ?? problem.title ?? `The server answered ${response.status}`, {
    status: response.status,
    code: problem.code ?? `HTTP_${response.status}`,
    requestId: problem.request_id ?? response.headers.get('x-request-id'),
    fieldErrors: problem.errors ?? [],
    retryAfterMs: null,
  });
}
