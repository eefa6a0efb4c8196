import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { mutation } from '../operation.ts';
import { lockMembers, orgsOf } from '../orgs/index.ts';
import { authorityOver } from './authority-over.ts';
import { findListedMember } from './read-members.ts';
import { requireRecentSignIn } from './recent-sign-in.ts';
import { issueResetLink } from './reset-links.ts';
import type { ResetLink } from './reset-links.ts';

/**
 * Makes a link by which a member, named by UUID or number, sets a new password, within 24 hours, to be handed over in person. Not for one's own account, where the present
 * password is asked for; for owners by owners only; and never for somebody who belongs to other organisations, because one password opens them all.
 * @throws Refusal `not_found` member.unknown · `forbidden` member.owners_only, recent_sign_in.needed · `conflict` reset_link.own_account,
 * reset_link.other_orgs
 */
export const createResetLink = mutation<string, ResetLink & { readonly userId: string }>({
  grant: 'members:write',
  work: async (tx, { caller, home }, address) => {
    const person = requirePerson(caller);
    await lockMembers(tx, person.orgId);
    const authority = await authorityOver(tx, person);
    const member = await findListedMember(tx, person.orgId, address);
    const { userId } = member;
    authority.requireTouching(member.role);
    requireRecentSignIn(person, home.clock.now());
    if (userId === person.userId) {
      throw new Refusal('conflict', 'reset_link.own_account', 'Change your own password in your account, or ask for a reset by mail.');
    }
    if ((await orgsOf(tx, userId)).length > 1) {
      const text = 'This person belongs to other organizations too, and one password opens all of them. Let them reset it by mail.';
      throw new Refusal('conflict', 'reset_link.other_orgs', text);
    }
    const link = await issueResetLink(tx, { orgId: person.orgId, userId, by: 'admin' }, home.clock.now());
    return { ...link, userId };
  },
  record: ({ userId, expiresAt }) => ({ event: 'reset_link.created', target: userId, details: { expires_at: expiresAt } }),
});
