import type { Secret } from '../../kernel/secret.ts';
import type { Tx, WebhookEndpointRow } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { lockedEndpoint } from './find-webhook.ts';
import { updateSecrets } from './webhook-queries.ts';
import { newWebhookSecret, previousContext, secretContext } from './webhook-secrets.ts';
import { toWebhook } from './webhook.ts';
import type { Webhook } from './webhook.ts';

const hourMs = 3_600_000;
const overlapHoursDefault = 24;

export interface RotatedSecret {
  readonly webhook: Webhook;
  readonly secret: Secret;
}

/** Gives a locked endpoint a new secret; the one before it signs as well for the overlap, and any older one no more. */
export async function rotateSecret(
  tx: Tx,
  { home }: Pick<At, 'home'>,
  row: WebhookEndpointRow,
  overlapHours: number,
): Promise<RotatedSecret> {
  const now = home.clock.now();
  const secret = newWebhookSecret();
  const until = overlapHours === 0 ? null : now + overlapHours * hourMs;
  const previous = until === null ? null : home.sealer.seal(home.sealer.open(row.secret_sealed, secretContext(row)), previousContext(row));
  const sealed = home.sealer.seal(secret, secretContext(row));
  await tx.run(updateSecrets, { id: row.id, secret: sealed, previous, until, at: now });
  return { webhook: toWebhook({ ...row, previous_until: until, updated_at: now }, now), secret };
}

/**
 * Replaces the signing secret; the new one is shown this once. Until the overlap ends (24 hours when left out, 0 to 168), requests carry a
 * signature of each secret, so that receivers can change over without losing one.
 * @throws Refusal `not_found` webhook.unknown
 */
export const rotateWebhookSecret = mutation<{ readonly address: string; readonly overlapHours?: number | undefined }, RotatedSecret>({
  grant: 'webhooks:write',
  work: async (tx, at, { address, overlapHours }) =>
    rotateSecret(tx, at, await lockedEndpoint(tx, at.caller, address), overlapHours ?? overlapHoursDefault),
  record: ({ webhook }) => ({
    event: 'webhook.secret_rotated',
    target: webhook.id,
    agentId: webhook.agentId,
    details: { previous_secret_until: webhook.previousSecretUntil },
  }),
});
