import type { Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { InvitationRow, ReadTx, Tx } from '../../store/index.ts';

/**
 * An invitation lets one person join an organisation with a role, or one agent account register in it. Its token is shown once and kept as a hash.
 * It is pending for 7 days, until it is accepted or revoked.
 */
export interface Invitation {
  readonly id: string;
  readonly orgId: string;
  readonly kind: InvitationKind;
  /** In lower case; null for agents. */
  readonly email: string | null;
  /** Null for agents. */
  readonly role: Role | null;
  /** Who made it, as the audit trail names them. */
  readonly invitedBy: string;
  /** Epoch milliseconds, as every time here. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly acceptedAt: number | null;
  readonly revokedAt: number | null;
}

export const invitationKinds = ['member', 'agent'] as const;
export type InvitationKind = (typeof invitationKinds)[number];
export type InvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

const byToken = statement<{ hash: string }, InvitationRow>((db, arg) =>
  db.selectFrom('invitations').selectAll().where('token_hash', '=', arg.hash),
);
const pendingBy = statement<{ org: string; by: string }, InvitationRow>((db, arg) =>
  db
    .selectFrom('invitations')
    .selectAll()
    .where('org_id', '=', arg.org)
    .where('invited_by', '=', arg.by)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null),
);
const revokeOne = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('invitations').set({ revoked_at: arg.at }).where('id', '=', arg.id),
);

/** Guaranteed by the only writer, which stores these words. */
function asWords(row: InvitationRow): { kind: InvitationKind; role: Role | null } {
  return { kind: row.kind as InvitationKind, role: row.role as Role | null };
}

export function toInvitation(row: InvitationRow): Invitation {
  return {
    ...asWords(row),
    id: row.id,
    orgId: row.org_id,
    email: row.email,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    acceptedAt: row.accepted_at,
    revokedAt: row.revoked_at,
  };
}

export function invitationStatus(invitation: Invitation, nowMs: number): InvitationStatus {
  if (invitation.acceptedAt !== null) return 'accepted';
  if (invitation.revokedAt !== null) return 'revoked';
  return invitation.expiresAt > nowMs ? 'pending' : 'expired';
}

/** The one answer to a token that lets nobody in, whatever the cause. */
export function unknownInvitation(): Refusal {
  return new Refusal(
    'not_found',
    'invitation.unknown',
    'This invitation was used already, was withdrawn, or has expired. Ask for a new one.',
  );
}

/** The invitation behind a token while it is pending; undefined for every other text. */
export async function findInvitation(tx: ReadTx, token: string, nowMs: number): Promise<Invitation | undefined> {
  const row = await tx.first(byToken, { hash: hashKey(token) });
  const invitation = row === undefined ? undefined : toInvitation(row);
  return invitation !== undefined && invitationStatus(invitation, nowMs) === 'pending' ? invitation : undefined;
}

/** Revokes what a person invited and could not invite any more with the role that they have now; null when they left. The members are locked. */
export async function revokeInvitationsOf(
  tx: Tx,
  orgId: string,
  userId: string,
  now: { readonly role: Role | null; readonly ms: number },
): Promise<void> {
  if (now.role === 'owner') return;
  const pending = await tx.all(pendingBy, { org: orgId, by: `user:${userId}` });
  const lost = now.role === 'admin' ? pending.filter((one) => one.role === 'owner') : pending;
  for (const { id } of lost) await tx.run(revokeOne, { id, at: now.ms });
}
