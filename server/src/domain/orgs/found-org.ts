import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { writeAuditEntry } from '../audit/index.ts';
import { mutation } from '../operation.ts';
import { createOrg } from './create-org.ts';
import { addMembership, orgsOf } from './memberships.ts';
import type { Org } from './org.ts';

/** Organisations a person may own. */
const ownedMax = 20;

/**
 * Makes an organisation that the caller owns; their browser goes on acting in the present one. The entry opens the new organisation's own audit trail.
 * @throws Refusal `forbidden` caller.wrong_form · `conflict` org.too_many
 */
export const foundOrg = mutation<{ readonly name: string }, Org>({
  grant: null,
  work: async (tx, at, { name }) => {
    const caller = requirePerson(at.caller);
    const now = at.home.clock.now();
    const owned = (await orgsOf(tx, caller.userId)).filter((org) => org.role === 'owner');
    if (owned.length >= ownedMax) throw new Refusal('conflict', 'org.too_many', `A person owns at most ${ownedMax} organizations.`);
    const org = await createOrg(tx, { name }, now);
    await addMembership(tx, at.home, { orgId: org.id, userId: caller.userId, role: 'owner' });
    const inside = { ...at, caller: { ...caller, orgId: org.id } };
    await writeAuditEntry(tx, inside, { event: 'org.created', target: org.id, details: { name, slug: org.slug } });
    return org;
  },
  record: 'log',
});
