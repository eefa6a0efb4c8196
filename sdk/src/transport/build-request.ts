import { ForgeyardError } from '../errors.ts';
import type { Call, TransportConfig } from './call.ts';

/**
 * URL and fetch options of a call. A key of any kind is sent as `X-API-Key`; without one the browser's cookie and the CSRF token speak.
 * @throws ForgeyardError `ADDRESS_INVALID` for an id that is empty, `.` or `..`: it would name another resource.
 */
export function buildRequest(config: TransportConfig, call: Call): { readonly url: string; readonly init: RequestInit } {
  if (call.path.split('/').slice(1).some(isNoName)) throw new ForgeyardError(`Not an address: ${call.path}`, 'ADDRESS_INVALID');
  const headers = new Headers({ accept: 'application/json', ...call.headers, ...call.options?.headers });
  if (config.apiKey !== undefined) headers.set('x-api-key', config.apiKey);
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey);
  const csrfToken = config.csrfToken();
  if (call.method !== 'GET' && csrfToken !== undefined) headers.set('x-csrf-token', csrfToken);
  const init: RequestInit = {
    method: call.method,
    headers,
    credentials: config.apiKey === undefined ? 'same-origin' : 'omit',
    redirect: 'error',
  };
  if (call.body !== undefined) {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(call.body);
  }
  return { url: config.baseUrl + call.path + queryString(call.query), init };
}

function isNoName(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}

function queryString(query: Call['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}
