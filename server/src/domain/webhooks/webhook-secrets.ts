import { randomBytes } from 'node:crypto';
import { Secret } from '../../kernel/secret.ts';
import type { Sealer } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { WebhookEndpointRow } from '../../store/index.ts';
import type { SealedColumn } from '../sealed-column.ts';

const secretBytes = 32;

/** A new signing secret. Source: Standard Webhooks, "Signature scheme" (`whsec_` and base64 of 24 to 64 random bytes). */
export function newWebhookSecret(): Secret {
  return new Secret(`whsec_${randomBytes(secretBytes).toString('base64')}`);
}

type Owner = Pick<WebhookEndpointRow, 'id' | 'org_id'>;

/** What the newest secret of an endpoint is bound to. */
export const secretContext = (row: Owner): string => `webhook_endpoints/secret/${row.org_id}/${row.id}`;
/** What the secret before it is bound to. */
export const previousContext = (row: Owner): string => `webhook_endpoints/previous/${row.org_id}/${row.id}`;

/** Secrets that sign now, the newest first. */
export function signingSecrets(
  sealer: Sealer,
  row: Owner & Pick<WebhookEndpointRow, 'secret_sealed' | 'previous_secret_sealed' | 'previous_until'>,
  now: number,
): readonly Secret[] {
  const newest = sealer.open(row.secret_sealed, secretContext(row));
  if (row.previous_secret_sealed === null || row.previous_until === null || row.previous_until <= now) return [newest];
  return [newest, sealer.open(row.previous_secret_sealed, previousContext(row))];
}

/** Smaller than every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

type Page = { readonly id: string; readonly org_id: string; readonly sealed: string | null };

const newestAfter = statement<{ after: string; limit: number }, Page>((db, arg) =>
  db
    .selectFrom('webhook_endpoints')
    .select(['id', 'org_id', 'secret_sealed as sealed'])
    .where('id', '>', arg.after)
    .orderBy('id')
    .limit(arg.limit),
);
const previousAfter = statement<{ after: string; limit: number }, Page>((db, arg) =>
  db
    .selectFrom('webhook_endpoints')
    .select(['id', 'org_id', 'previous_secret_sealed as sealed'])
    .where('previous_secret_sealed', 'is not', null)
    .where('id', '>', arg.after)
    .orderBy('id')
    .limit(arg.limit),
);
const replaceNewest = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('webhook_endpoints').set({ secret_sealed: arg.to }).where('id', '=', arg.id).where('secret_sealed', '=', arg.from),
);
const replacePrevious = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db
    .updateTable('webhook_endpoints')
    .set({ previous_secret_sealed: arg.to })
    .where('id', '=', arg.id)
    .where('previous_secret_sealed', '=', arg.from),
);

function column(name: string, from: typeof newestAfter, to: typeof replaceNewest, contextOf: (row: Owner) => string): SealedColumn {
  return {
    name: `webhook_endpoints.${name}`,
    page: async (tx, after, limit) =>
      (await tx.all(from, { after: after ?? beforeAll, limit })).flatMap((row) =>
        row.sealed === null ? [] : [{ id: row.id, sealed: row.sealed, context: contextOf(row) }],
      ),
    replace: (tx, change) => tx.run(to, change),
  };
}

export const sealedWebhookSecrets: readonly SealedColumn[] = [
  column('secret_sealed', newestAfter, replaceNewest, secretContext),
  column('previous_secret_sealed', previousAfter, replacePrevious, previousContext),
];
