import { Refusal } from '../../kernel/refusal.ts';
import { hashKey, newToken } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { OneTimeLinkRow, Tx } from '../../store/index.ts';
import { orgsOf } from '../orgs/index.ts';

export interface NewResetLink {
  readonly orgId: string;
  readonly userId: string;
  /** `mail`, when left out, goes to the person's own address; `admin` is handed over by somebody who manages members. */
  readonly by?: 'mail' | 'admin';
  /** Whole milliseconds; 24 hours when left out. */
  readonly lifeMs?: number;
}

export interface ResetLink {
  /** Shown once. */
  readonly token: Secret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface RedeemedLink {
  readonly orgId: string;
  readonly userId: string;
  /** It came to the person's own address, which is thereby shown to be theirs. */
  readonly isMailed: boolean;
}

const purposes = { mail: 'reset', admin: 'admin_reset' } as const;

const links = insertion('one_time_links', ['token_hash', 'purpose', 'org_id', 'user_id', 'created_at', 'expires_at', 'used_at']);
const use = statement<{ hash: string; at: number }, OneTimeLinkRow>((db, arg) =>
  db
    .updateTable('one_time_links')
    .set({ used_at: arg.at })
    .where('token_hash', '=', arg.hash)
    .where('purpose', 'in', Object.values(purposes))
    .where('used_at', 'is', null)
    .where('expires_at', '>', arg.at)
    .returningAll(),
);
const dropOfPerson = statement<{ user: string }>((db, arg) =>
  db
    .deleteFrom('one_time_links')
    .where('user_id', '=', arg.user)
    .where('purpose', 'in', Object.values(purposes))
    .where('used_at', 'is', null),
);
const dropAlike = statement<{ user: string; purpose: string }>((db, arg) =>
  db.deleteFrom('one_time_links').where('user_id', '=', arg.user).where('purpose', '=', arg.purpose).where('used_at', 'is', null),
);
const dropOfOrg = statement<{ org: string; purpose: string }>((db, arg) =>
  db.deleteFrom('one_time_links').where('org_id', '=', arg.org).where('purpose', '=', arg.purpose).where('used_at', 'is', null),
);

const lifeMsUsual = 24 * 3_600_000;

/** Makes a link token that lets a person set a new password once; earlier unused ones of the same kind stop working. */
export async function issueResetLink(
  tx: Tx,
  { orgId, userId, by = 'mail', lifeMs = lifeMsUsual }: NewResetLink,
  nowMs: number,
): Promise<ResetLink> {
  const token = newToken();
  const expiresAt = nowMs + lifeMs;
  // Only of the same kind: anybody may ask for a mail, and must not end what an administrator handed over.
  await tx.run(dropAlike, { user: userId, purpose: purposes[by] });
  await tx.insert(links, [
    {
      token_hash: hashKey(token.reveal()),
      purpose: purposes[by],
      org_id: orgId,
      user_id: userId,
      created_at: nowMs,
      expires_at: expiresAt,
      used_at: null,
    },
  ]);
  return { token, expiresAt };
}

/**
 * Uses a link up. One that an administrator handed over works only while the person belongs to that administrator's organisation and to no other.
 * @throws Refusal `invalid` reset_link.invalid
 */
export async function redeemResetLink(tx: Tx, token: string, nowMs: number): Promise<RedeemedLink> {
  const invalid = (): Refusal =>
    new Refusal('invalid', 'reset_link.invalid', 'This link was used already or has expired. Ask for a new one.');
  const row = await tx.first(use, { hash: hashKey(token), at: nowMs });
  if (row === undefined) throw invalid();
  if (row.purpose === purposes.admin) {
    const orgs = await orgsOf(tx, row.user_id);
    if (orgs.length !== 1 || orgs[0]?.id !== row.org_id) throw invalid();
  }
  return { orgId: row.org_id, userId: row.user_id, isMailed: row.purpose === purposes.mail };
}

/** Ends every unused link of a person, because their password has just been set. */
export async function dropResetLinks(tx: Tx, userId: string): Promise<void> {
  await tx.run(dropOfPerson, { user: userId });
}

/** Ends every unused link that administrators of an organisation handed over, because who may hand them over, or for whom, has changed. */
export async function dropAdminResetLinks(tx: Tx, orgId: string): Promise<void> {
  await tx.run(dropOfOrg, { org: orgId, purpose: purposes.admin });
}
