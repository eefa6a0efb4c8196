import { statement } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { orgFacts } from './read-orgs.ts';
import type { OrgFacts } from './read-orgs.ts';

const setName = statement<{ id: string; name: string }>((db, arg) =>
  db.updateTable('orgs').set({ name: arg.name }).where('id', '=', arg.id),
);

/** Renames the organisation. Its slug stays, because addresses outside may use it. */
export const updateOrg = mutation<{ readonly name: string }, OrgFacts>({
  grant: 'org:write',
  work: async (tx, { caller }, { name }) => {
    await tx.run(setName, { id: caller.orgId, name });
    return orgFacts(tx, caller.orgId);
  },
  record: ({ id, name }) => ({ event: 'org.updated', target: id, details: { name } }),
});
