import { insertion, statement } from '../../store/index.ts';
import type { SigningKeyRow } from '../../store/index.ts';

export const signingKeyInsertion = insertion('signing_keys', ['kid', 'public_jwk_json', 'private_sealed', 'created_at', 'retired_at']);

/** Keys that sign or may still verify, newest first. */
export const livingKeys = statement<{ since: number }, SigningKeyRow>((db, arg) =>
  db
    .selectFrom('signing_keys')
    .selectAll()
    .where((eb) => eb.or([eb('retired_at', 'is', null), eb('retired_at', '>', arg.since)]))
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .limit(50),
);

export const retireKeys = statement<{ at: number }>((db, arg) =>
  db.updateTable('signing_keys').set({ retired_at: arg.at }).where('retired_at', 'is', null),
);
