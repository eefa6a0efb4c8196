import { systemCaller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { OrgEnding } from '../ports.ts';
import { endAgent } from './end-agent.ts';
import { holdAgent } from './find-agent.ts';

const living = statement<{ org: string }, { id: string }>((db, arg) =>
  db.selectFrom('agents').select('id').where('org_id', '=', arg.org).where('deleted_at', 'is', null).orderBy('id'),
);

/** Part of the end of an organisation: its agents are purged. */
export const endAgentsOfOrg: OrgEnding = async (tx, home, { orgId }) => {
  const caller = systemCaller(orgId);
  for (const { id } of await tx.all(living, { org: orgId })) {
    const agent = await holdAgent(tx, id);
    if (agent !== undefined) await endAgent(tx, { home, caller }, agent, { isPurge: true });
  }
};
