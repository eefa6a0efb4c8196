import { createHmac } from 'node:crypto';
import { toRfc3339 } from '../../kernel/clock.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { WebhookStyle } from './webhook.ts';

/** The id that receivers see: the same for every attempt, without a dot. */
export function messageId(deliveryId: string): string {
  return `msg_${deliveryId.replaceAll('-', '')}`;
}

/** The UUID behind a message id, or null for any other text. */
export function deliveryIdOf(message: string): string | null {
  const hex = /^msg_([0-9a-f]{32})$/.exec(message.toLowerCase())?.[1];
  return hex?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') ?? null;
}

/** What is signed. Source: Standard Webhooks, "Signature scheme". */
export function signatureBase(message: string, timestampS: number, body: string): string {
  return `${message}.${timestampS}.${body}`;
}

function signature(secret: Secret, base: string): string {
  const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(base).digest('base64')}`;
}

export interface Signable {
  readonly message: string;
  readonly event: string;
  readonly seq: number;
  readonly body: string;
  readonly style: WebhookStyle;
  /** Secrets that sign now, the newest first. */
  readonly secrets: readonly Secret[];
  /** Epoch milliseconds of this attempt. */
  readonly now: number;
}

/** The headers of one attempt. The agents API's own signature covers the body alone and is made with the newest secret. */
export function signedHeaders({ message, event, seq, body, style, secrets, now }: Signable): Record<string, string> {
  const timestampS = Math.floor(now / 1_000);
  const base = signatureBase(message, timestampS, body);
  const standard = {
    'content-type': 'application/json',
    'user-agent': 'Forgeyard-Webhooks/1',
    'webhook-id': message,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': secrets.map((secret) => signature(secret, base)).join(' '),
    'x-forgeyard-sequence': String(seq),
  };
  const [newest] = secrets;
  if (style === 'standard' || newest === undefined) return standard;
  return {
    ...standard,
    'x-cavendo-event': event,
    'x-cavendo-delivery': message,
    'x-cavendo-timestamp': toRfc3339(now),
    'x-cavendo-signature': `sha256=${createHmac('sha256', newest.reveal()).update(body).digest('hex')}`,
  };
}
