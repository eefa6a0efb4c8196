import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { Home } from '../home.ts';
import type { EndedMembership } from '../ports.ts';
import { dropMembership, dropOnlyMembership } from '../orgs/index.ts';
import { revokeInvitationsOf } from './invitation.ts';
import { dropAdminResetLinks } from './reset-links.ts';

const endSessions = statement<{ org: string; user: string }>((db, arg) =>
  db.deleteFrom('login_sessions').where('org_id', '=', arg.org).where('user_id', '=', arg.user),
);

/**
 * Ends a membership with everything that hangs on it: browsers that act in this organisation, pending invitations, links that the person may have
 * made for others, and what other nouns keep for members. The members are locked. `isOnly`: nobody else belongs to the organisation, which may
 * then be left without an owner.
 * @throws Refusal `conflict` member.last_owner
 */
export async function endMembership(
  tx: Tx,
  home: Home,
  { orgId, userId, isOnly = false }: { readonly orgId: string; readonly userId: string; readonly isOnly?: boolean },
): Promise<void> {
  const now = home.clock.now();
  await (isOnly ? dropOnlyMembership : dropMembership)(tx, orgId, userId);
  await endActing(tx, { orgId, userId, now });
  for (const end of home.memberEndings) await end(tx, { orgId, userId, now });
  await touchAuthority(tx);
}

/** Ends what a person does as a member: their browsers there, invitations that they made, links that they may have handed over. */
export async function endActing(tx: Tx, { orgId, userId, now }: EndedMembership): Promise<void> {
  await tx.run(endSessions, { org: orgId, user: userId });
  await revokeInvitationsOf(tx, orgId, userId, { role: null, ms: now });
  await dropAdminResetLinks(tx, orgId);
}
