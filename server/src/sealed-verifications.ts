import { statement } from './store/index.ts';
import type { SealedColumn } from './domain/sealed-column.ts';

const pageAfter = statement<{ after: string; limit: number }, { id: string; value: string }>((db, arg) =>
  db.selectFrom('verifications').select(['id', 'value']).where('id', '>', arg.after).orderBy('id').limit(arg.limit),
);

const replaceSealed = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('verifications').set({ value: arg.to }).where('id', '=', arg.id).where('value', '=', arg.from),
);

/** Smaller than every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** What a sign-in remembers between two requests, for minutes; sealed by the login layer (login/models.ts). */
export const sealedVerifications: SealedColumn = {
  name: 'verifications.value',
  page: async (tx, after, limit) =>
    (await tx.all(pageAfter, { after: after ?? beforeAll, limit })).map(({ id, value }) => ({
      id,
      sealed: value,
      context: 'verifications/value',
    })),
  replace: (tx, change) => tx.run(replaceSealed, change),
};
