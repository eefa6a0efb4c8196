import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import { touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import { findOrg, markSeen, roleOf } from '../orgs/index.ts';
import type { Org } from '../orgs/index.ts';

const act = statement<{ id: string; org: string }>((db, arg) =>
  db.updateTable('login_sessions').set({ org_id: arg.org }).where('id', '=', arg.id),
);

/**
 * Lets this browser act in another of the person's organisations; its session and CSRF token stay. The entry goes to the trail of that organisation.
 * @throws Refusal `forbidden` caller.wrong_form · `not_found` org.unknown, also for organisations the person does not belong to
 */
export const switchOrg = mutation<string, Org>({
  grant: null,
  work: async (tx, at, orgId) => {
    const caller = requirePerson(at.caller);
    const org = (await roleOf(tx, orgId, caller.userId)) === undefined ? undefined : await findOrg(tx, orgId);
    if (org === undefined) throw new Refusal('not_found', 'org.unknown', 'There is no such organization.');
    await markSeen(tx, org.id, caller.userId, at.home.clock.now());
    await tx.run(act, { id: caller.loginSessionId, org: org.id });
    await touchAuthority(tx);
    const inside = { ...at, caller: { ...caller, orgId: org.id } };
    await writeAuditEntry(tx, inside, { event: 'session.opened', target: caller.userId, details: { by: 'switch' } });
    return org;
  },
  record: 'log',
});
