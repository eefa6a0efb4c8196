import { ForgeyardError } from './errors.ts';

/** Why a request is not to be trusted. */
export type WebhookRefusal =
  | 'headers_missing'
  | 'timestamp_invalid'
  | 'too_old'
  | 'too_new'
  | 'signature_invalid'
  | 'repeated'
  | 'body_invalid';

/** A request that was not sent by the holder of the secret, or not now. Answer it with 400 and do nothing else. */
export class WebhookVerificationError extends ForgeyardError {
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super(message, `WEBHOOK_${reason.toUpperCase()}`);
    this.reason = reason;
  }
}

/** Headers of a request: a plain object (also with lists, as Node gives them), or anything with `get`, such as `Headers`. */
export type WebhookHeaders = { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyWebhookOptions {
  /** `whsec_…`; several while one takes over from another. */
  readonly secret: string | readonly string[];
  /** How far the time of the request may be from now, in seconds; 300 when left out. */
  readonly toleranceS?: number;
  /** Epoch milliseconds; the time of this machine when left out. */
  readonly now?: () => number;
  /**
   * Says whether an id is new, and remembers it for as long as the tolerance at least. Deliveries are tried again under the same id, so a
   * repeated one is answered with 2xx without doing the work twice; without this function every id passes.
   */
  readonly isNew?: (id: string) => boolean | Promise<boolean>;
}

/** A message that the holder of the secret sent. */
export interface WebhookMessage {
  /** `msg_…`, the same for every attempt of one delivery. */
  readonly id: string;
  /** When this attempt was made, epoch milliseconds. */
  readonly sentAt: number;
  /** Counts the webhook's deliveries without a gap, from 1; null when the header is missing. It is not signed. */
  readonly sequence: number | null;
  /** `task.assigned` and the like. */
  readonly type: string;
  /** When it happened, RFC 3339. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const toleranceSDefault = 300;
const signaturesMax = 20;
const encoder = new TextEncoder();

/**
 * Checks that a webhook request was signed with the secret, for exactly this body, just now; then reads it.
 * `body` is the raw body, as text or bytes: a body that was parsed and written again has another signature.
 * @throws WebhookVerificationError · TypeError for a secret that is none
 * Source: Standard Webhooks, "Verifying signatures".
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  { secret, toleranceS = toleranceSDefault, now = Date.now, isNew }: VerifyWebhookOptions,
): Promise<WebhookMessage> {
  const keys = (typeof secret === 'string' ? [secret] : secret).map(keyBytes);
  if (keys.length === 0) throw new TypeError('A webhook secret is needed');
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(headers, name));
  if (!id || !timestamp || !signatures) throw new WebhookVerificationError('headers_missing', 'The webhook headers are missing');
  const sentAtS = checkTime(timestamp, Math.floor(now() / 1_000), toleranceS);
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  if (!(await isSigned(keys, signatures, concat(encoder.encode(`${id}.${sentAtS}.`), bytes))))
    throw new WebhookVerificationError('signature_invalid', 'No signature matches');
  const message = read(bytes);
  if (isNew !== undefined && !(await isNew(id))) throw new WebhookVerificationError('repeated', 'This message was received before');
  const sequence = headerOf(headers, 'x-forgeyard-sequence');
  return { id, sentAt: sentAtS * 1_000, sequence: sequence && /^\d{1,15}$/.test(sequence) ? Number(sequence) : null, ...message };
}

function keyBytes(secret: string): Uint8Array<ArrayBuffer> {
  const base64 = secret.replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/.test(base64)) throw new TypeError('A webhook secret is whsec_ and base64');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (hasGet(headers)) return headers.get(name) ?? undefined;
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

function hasGet(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers['get'] === 'function';
}

function checkTime(timestamp: string, nowS: number, toleranceS: number): number {
  const sentAtS = Number(timestamp);
  if (!/^[0-9]{1,12}$/.test(timestamp)) throw new WebhookVerificationError('timestamp_invalid', 'The timestamp is no number of seconds');
  if (sentAtS < nowS - toleranceS) throw new WebhookVerificationError('too_old', 'The message is too old');
  if (sentAtS > nowS + toleranceS) throw new WebhookVerificationError('too_new', 'The message is from the future');
  return sentAtS;
}

/** Whether any of the `v1` signatures was made with any of the keys. The comparison takes the same time for every wrong one. */
async function isSigned(keys: readonly Uint8Array<ArrayBuffer>[], signatures: string, signed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const given = signatures.split(' ').slice(0, signaturesMax).flatMap(signatureBytes);
  let isAny = false;
  for (const key of keys) {
    const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of given) isAny = (await subtle.verify('HMAC', imported, signature, signed)) || isAny;
  }
  return isAny;
}

function signatureBytes(text: string): Uint8Array<ArrayBuffer>[] {
  const base64 = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1];
  return base64 === undefined ? [] : [Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))];
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function read(bytes: Uint8Array): Pick<WebhookMessage, 'type' | 'timestamp' | 'data'> {
  const value = parsed(bytes);
  const { type, event, timestamp, data } = isRecord(value) ? value : {};
  const name = type ?? event;
  if (typeof name !== 'string' || typeof timestamp !== 'string' || !isRecord(data))
    throw new WebhookVerificationError('body_invalid', 'The body is no event');
  return { type: name, timestamp, data };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
