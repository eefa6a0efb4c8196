import { statement } from '../../store/index.ts';
import type { SealedColumn } from '../sealed-column.ts';
import { sealContext } from './signing-keys.ts';

const pageAfter = statement<{ after: string; limit: number }, { kid: string; private_sealed: string }>((db, arg) =>
  db.selectFrom('signing_keys').select(['kid', 'private_sealed']).where('kid', '>', arg.after).orderBy('kid').limit(arg.limit),
);

const replacePrivate = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('signing_keys').set({ private_sealed: arg.to }).where('kid', '=', arg.id).where('private_sealed', '=', arg.from),
);

export const sealedSigningKeys: SealedColumn = {
  name: 'signing_keys.private_sealed',
  page: async (tx, after, limit) =>
    (await tx.all(pageAfter, { after: after ?? '', limit })).map(({ kid, private_sealed: sealed }) => ({
      id: kid,
      sealed,
      context: sealContext(kid),
    })),
  replace: (tx, change) => tx.run(replacePrivate, change),
};
