import type { PersonCaller } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { CredentialRow, ReadTx, Tx } from '../../store/index.ts';
import { mutation, query } from '../operation.ts';
import type { OrgEnding } from '../ports.ts';
import { draftFor, keyCreated } from './create-credential.ts';
import type { NewCredential } from './create-credential.ts';
import { unknownCredential } from './credential.ts';
import type { Credential } from './credential.ts';
import { countLivingOf, findKeyRow, lockKeys } from './credential-queries.ts';
import { insertCredential } from './insert-credential.ts';
import type { CreatedCredential } from './insert-credential.ts';
import { keyRevoked, revokeRow } from './revoke-credential.ts';
import type { RevokedCredential } from './revoke-credential.ts';
import { revokeTree } from './revoke-tree.ts';
import { toCredentials } from './show-rows.ts';

/** Living keys of one person in one organisation. */
export const userKeysMax = 50;
/** Keys that are listed, the newest ones. */
const listedMax = 200;

function personOf(caller: Caller): PersonCaller {
  if (caller.kind === 'person') return caller;
  throw new Refusal('forbidden', 'credential.person_needed', 'Only a person who is signed in has such keys.');
}

/**
 * Makes a key that acts as the person who asks, with the scopes they choose out of what their role has at the time of each use.
 * @throws Refusal as `createCredential` · `limited` credential.too_many
 */
export const createUserKey = mutation<Omit<NewCredential, 'kind' | 'agent' | 'agents' | 'orgWide'>, CreatedCredential>({
  grant: null,
  work: async (tx, at, input) => {
    const { userId } = personOf(at.caller);
    const draft = await draftFor(tx, at, { ...input, kind: 'user_key' });
    await refuseTooMany(tx, { owner: userId, kind: 'user_key', now: draft.createdAt }, userKeysMax);
    return insertCredential(tx, draft);
  },
  record: ({ credential }) => keyCreated(credential),
});

/** @throws Refusal `limited` credential.too_many */
export async function refuseTooMany(
  tx: ReadTx,
  whose: { readonly owner: string; readonly kind: string; readonly now: number },
  max: number,
): Promise<void> {
  if (((await tx.first(countLivingOf, { ...whose }))?.count ?? 0) < max) return;
  throw new Refusal('limited', 'credential.too_many', `There are ${max} such keys already; revoke one first.`);
}

/** The person's own keys in the organisation they act in, newest first, revoked ones included. */
export const listUserKeys = query<void, readonly Credential[]>({
  grant: null,
  work: async (tx, { caller, home }) => {
    const { userId, orgId } = personOf(caller);
    const rows = await tx.query<CredentialRow>((db) =>
      db
        .selectFrom('credentials')
        .selectAll()
        .where('user_id', '=', userId)
        .where('org_id', '=', orgId)
        .orderBy('id', 'desc')
        .limit(listedMax),
    );
    return toCredentials(tx, rows, home.clock.now());
  },
});

/** @throws Refusal `not_found` credential.unknown, also for another person's key and for one that is revoked already */
export const revokeUserKey = mutation<string, RevokedCredential>({
  grant: null,
  work: async (tx, { caller, home }, id) => {
    const { userId, orgId } = personOf(caller);
    await lockKeys(tx, orgId);
    const row = await findKeyRow(tx, orgId, id);
    if (row === undefined || row.user_id !== userId) throw unknownCredential();
    return revokeRow(tx, row, home.clock.now());
  },
  record: keyRevoked,
});

export interface EndedMembership {
  readonly orgId: string;
  readonly userId: string;
  readonly now: number;
}

/** Part of the end of an organisation: whatever key of it is left is revoked. */
export const endKeysOfOrg: OrgEnding = async (tx, _home, { orgId, now }) => {
  const rows = await tx.query((db) =>
    db.selectFrom('credentials').select('id').where('org_id', '=', orgId).where('revoked_at', 'is', null),
  );
  await revokeTree(tx, { ids: rows.map((row) => row.id), now, reason: 'organization_ended' });
};

/** Ends the keys that act as a person in an organisation which the person leaves. */
export async function endUserKeys(tx: Tx, { orgId, userId, now }: EndedMembership): Promise<void> {
  const rows = await tx.query((db) =>
    db.selectFrom('credentials').select('id').where('user_id', '=', userId).where('org_id', '=', orgId).where('revoked_at', 'is', null),
  );
  await revokeTree(tx, { ids: rows.map((row) => row.id), now, reason: 'membership_ended' });
}
