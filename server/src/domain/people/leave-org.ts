import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { lockMembers, orgsOf, roleOf } from '../orgs/index.ts';
import { endMembership } from './end-membership.ts';

const move = statement<{ from: string; to: string; user: string }>((db, arg) =>
  db.updateTable('login_sessions').set({ org_id: arg.to }).where('user_id', '=', arg.user).where('org_id', '=', arg.from),
);

/**
 * Leaves the organisation that the caller acts in. Their browsers go on in the oldest of their other organisations, or are signed out without one.
 * @throws Refusal `forbidden` caller.wrong_form · `not_found` member.unknown · `conflict` member.last_owner
 */
export const leaveOrg = mutation<void, { readonly userId: string }>({
  grant: null,
  work: async (tx, { caller, home }) => {
    const { orgId, userId } = requirePerson(caller);
    await lockMembers(tx, orgId);
    if ((await roleOf(tx, orgId, userId)) === undefined) throw new Refusal('not_found', 'member.unknown', 'You are no member any more.');
    const next = (await orgsOf(tx, userId)).find((org) => org.id !== orgId && org.isActive);
    if (next !== undefined) await tx.run(move, { from: orgId, to: next.id, user: userId });
    await endMembership(tx, home, { orgId, userId });
    return { userId };
  },
  record: ({ userId }) => ({ event: 'member.left', target: userId, details: {} }),
});
