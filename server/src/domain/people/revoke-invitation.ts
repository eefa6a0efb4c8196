import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import { mutation } from '../operation.ts';

const revoke = statement<{ org: string; id: string; at: number }>((db, arg) =>
  db
    .updateTable('invitations')
    .set({ revoked_at: arg.at })
    .where('org_id', '=', arg.org)
    .where('id', '=', arg.id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', arg.at),
);

/** Withdraws a pending invitation; its link stops working at once. @throws Refusal `not_found` invitation.unknown, also when it is over */
export const revokeInvitation = mutation<string, string>({
  grant: 'members:write',
  work: async (tx, { caller, home }, id) => {
    const changed = await tx.run(revoke, { org: caller.orgId, id, at: home.clock.now() });
    if (changed === 0) throw new Refusal('not_found', 'invitation.unknown', 'There is no such pending invitation.');
    return id;
  },
  record: (id) => ({ event: 'invitation.revoked', target: id, details: {} }),
});
