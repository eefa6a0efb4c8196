import { Refusal } from '../../kernel/refusal.ts';
import { hashKey, newToken } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { OneTimeLinkRow, Tx } from '../../store/index.ts';

const links = insertion('one_time_links', ['token_hash', 'purpose', 'org_id', 'user_id', 'created_at', 'expires_at', 'used_at']);
const useLink = statement<{ hash: string; purpose: string; at: number }, OneTimeLinkRow>((db, arg) =>
  db
    .updateTable('one_time_links')
    .set({ used_at: arg.at })
    .where('token_hash', '=', arg.hash)
    .where('purpose', '=', arg.purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', arg.at)
    .returningAll(),
);
const dropUnused = statement<{ user: string; purpose: string }>((db, arg) =>
  db.deleteFrom('one_time_links').where('user_id', '=', arg.user).where('purpose', '=', arg.purpose).where('used_at', 'is', null),
);

const lifeMs = 24 * 3_600_000;

/** Makes a link token that signs its user in once, within 24 hours; earlier unused ones stop working. */
export async function issueOwnerLink(tx: Tx, orgId: string, userId: string, nowMs: number): Promise<Secret> {
  const token = newToken();
  await tx.run(dropUnused, { user: userId, purpose: 'owner' });
  await tx.insert(links, [
    {
      token_hash: hashKey(token.reveal()),
      purpose: 'owner',
      org_id: orgId,
      user_id: userId,
      created_at: nowMs,
      expires_at: nowMs + lifeMs,
      used_at: null,
    },
  ]);
  return token;
}

/** Uses a link up. @throws Refusal `unauthenticated` owner_link.invalid */
export async function redeemOwnerLink(tx: Tx, token: string, nowMs: number): Promise<{ orgId: string; userId: string }> {
  const row = await tx.first(useLink, { hash: hashKey(token), purpose: 'owner', at: nowMs });
  if (row === undefined) throw new Refusal('unauthenticated', 'owner_link.invalid', 'This link was used already or has expired.');
  return { orgId: row.org_id, userId: row.user_id };
}
