import { statement } from '../../store/index.ts';
import type { SealedColumn } from '../sealed-column.ts';
import { sealContext } from './provider-account.ts';

/** Smaller than every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

const pageAfter = statement<{ after: string; limit: number }, { id: string; org_id: string; key_sealed: string }>((db, arg) =>
  db.selectFrom('provider_accounts').select(['id', 'org_id', 'key_sealed']).where('id', '>', arg.after).orderBy('id').limit(arg.limit),
);

const replaceKey = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('provider_accounts').set({ key_sealed: arg.to }).where('id', '=', arg.id).where('key_sealed', '=', arg.from),
);

export const sealedProviderKeys: SealedColumn = {
  name: 'provider_accounts.key_sealed',
  page: async (tx, after, limit) =>
    (await tx.all(pageAfter, { after: after ?? beforeAll, limit })).map((row) => ({
      id: row.id,
      sealed: row.key_sealed,
      context: sealContext(row),
    })),
  replace: (tx, change) => tx.run(replaceKey, change),
};
