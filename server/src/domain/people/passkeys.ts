import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { PasskeyRow } from '../../store/index.ts';
import { mutation, query } from '../operation.ts';

/** A device that signs its person in without a password. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly deviceType: string;
  readonly isBackedUp: boolean;
}

const shownMax = 100;

const ofUser = statement<{ user: string }, PasskeyRow>((db, arg) =>
  db.selectFrom('passkeys').selectAll().where('user_id', '=', arg.user).orderBy('id').limit(shownMax),
);
const drop = statement<{ id: string; user: string }>((db, arg) =>
  db.deleteFrom('passkeys').where('id', '=', arg.id).where('user_id', '=', arg.user),
);

/** The caller's own passkeys, oldest first; at most 100. */
export const listPasskeys = query<undefined, readonly Passkey[]>({
  grant: null,
  work: async (tx, { caller }) => {
    const rows = await tx.all(ofUser, { user: requirePerson(caller).userId });
    return rows.map((row) => ({
      id: row.id,
      name: row.name ?? '',
      createdAt: row.created_at,
      deviceType: row.device_type,
      isBackedUp: row.backed_up === 1,
    }));
  },
});

/** Removes one of the caller's own passkeys. @throws Refusal `not_found` passkey.unknown */
export const removePasskey = mutation<{ readonly id: string }, { readonly id: string }>({
  grant: null,
  work: async (tx, { caller }, { id }) => {
    const count = await tx.run(drop, { id, user: requirePerson(caller).userId });
    if (count === 0) throw new Refusal('not_found', 'passkey.unknown', 'You have no such passkey.');
    return { id };
  },
  record: ({ id }) => ({ event: 'passkey.removed', target: id, details: {} }),
});
