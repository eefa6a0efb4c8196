import { isJsonObject } from '../../kernel/json.ts';
import { ModelError } from '../../kernel/model.ts';
import type { ModelErrorClass } from '../../kernel/model.ts';
import { AddressNotAllowed } from '../../kernel/outbound.ts';
import { redact } from './redact.ts';

function classOfStatus(status: number): ModelErrorClass {
  if (status === 429) return 'rate_limited';
  if (status === 529 || status === 503) return 'overloaded';
  if (status === 408 || status === 504) return 'timeout';
  if (status >= 500) return 'unavailable';
  if (status === 401 || status === 403) return 'auth';
  return 'bad_request';
}

/** Types and codes of the two wires; anything else in the middle of a stream counts as the provider's own trouble. */
const CLASS_BY_TYPE: Readonly<Record<string, ModelErrorClass>> = {
  rate_limit_error: 'rate_limited',
  rate_limit_exceeded: 'rate_limited',
  overloaded_error: 'overloaded',
  api_error: 'unavailable',
  server_error: 'unavailable',
  timeout_error: 'timeout',
  authentication_error: 'auth',
  permission_error: 'auth',
  invalid_api_key: 'auth',
  invalid_request_error: 'bad_request',
  not_found_error: 'bad_request',
  context_length_exceeded: 'bad_request',
  request_too_large: 'bad_request',
};

const PLAIN_BY_CLASS: Readonly<Record<ModelErrorClass, string>> = {
  rate_limited: 'The model provider limits the rate of requests',
  overloaded: 'The model provider is overloaded',
  unavailable: 'The model provider failed',
  timeout: 'The model provider took too long',
  auth: 'The model provider refused the key',
  bad_request: 'The model provider refused the request',
  protocol: 'The model provider sent something unexpected',
  step_failed: 'The step failed',
};

/** Seconds or an HTTP date, in milliseconds from now; null when absent or unusable. `retry-after-ms` wins, as in the providers' own clients. */
export function retryAfterMs(headers: Readonly<Record<string, string | string[] | undefined>>, nowMs: number): number | null {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (exact >= 0) return exact;
  const value = String(headers['retry-after'] ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `error.message` of either wire, or `message`, or nothing. */
function providerWords(body: unknown): string {
  if (!isJsonObject(body)) return '';
  const error = body['error'];
  const words = isJsonObject(error) ? error['message'] : (error ?? body['message']);
  return typeof words === 'string' ? words : '';
}

function say(errorClass: ModelErrorClass, status: number | null, words: string, apiKey: string): string {
  const plain = status === null ? PLAIN_BY_CLASS[errorClass] : `${PLAIN_BY_CLASS[errorClass]} (HTTP ${status})`;
  return redact(words === '' ? plain : `${plain}: ${words}`, apiKey);
}

/** What a non-2xx answer means. */
export function statusError(status: number, body: string, apiKey: string, waitMs: number | null): ModelError {
  const errorClass = classOfStatus(status);
  const words = status >= 300 && status < 400 ? 'it answered with a redirect, which is not followed' : providerWords(parsed(body));
  return new ModelError(errorClass, say(errorClass, status, words, apiKey), { retryAfterMs: waitMs });
}

/** What an error object inside a stream, or in a 200 answer, means. */
export function frameError(error: unknown, apiKey: string): ModelError {
  const [type, code] = isJsonObject(error) ? [error['type'], error['code']] : [];
  const known = [code, type].find((name) => typeof name === 'string' && Object.hasOwn(CLASS_BY_TYPE, name));
  const errorClass = (typeof known === 'string' ? CLASS_BY_TYPE[known] : undefined) ?? 'unavailable';
  return new ModelError(errorClass, say(errorClass, null, providerWords({ error: isJsonObject(error) ? error : String(error) }), apiKey));
}

/** A 200 answer that is not an event stream. */
export function notAStream(contentType: string, body: string, apiKey: string): ModelError {
  const answer = parsed(body);
  if (isJsonObject(answer) && answer['error'] !== undefined && answer['error'] !== null) return frameError(answer['error'], apiKey);
  const kind = contentType === '' ? 'no content type' : contentType.slice(0, 60);
  return new ModelError('protocol', redact(`The model provider did not answer with an event stream (${kind}); check the base URL`, apiKey));
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

const TIMEOUT_CODES: readonly string[] = ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'];

/**
 * What a failed connection or a cut answer means; null when the error is none of the network's and so a bug.
 * The cause's own text is never shown: it may name addresses.
 */
export function transportError(error: unknown): ModelError | null {
  if (error instanceof ModelError) return error;
  if (error instanceof AddressNotAllowed) return new ModelError('bad_request', error.message, { cause: error });
  const code = codeOf(error);
  if (code === '') return null;
  if (code === 'UND_ERR_INVALID_ARG')
    return new ModelError('bad_request', 'The request to the model provider could not be written; check key and model');
  if (TIMEOUT_CODES.includes(code)) return new ModelError('timeout', `${PLAIN_BY_CLASS.timeout} (${code})`);
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code.startsWith('HPE_')) return new ModelError('protocol', PLAIN_BY_CLASS.protocol);
  const isConnect = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code) || code.startsWith('ERR_TLS');
  const words = isConnect ? 'The model provider could not be reached' : 'The connection to the model provider was cut';
  return new ModelError('unavailable', `${words} (${code})`);
}
