import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import type { Agent } from './agent.ts';
import type { AgentOwner } from './agent-owner.ts';
import { lockedAgent, refusePerson } from './find-agent.ts';
import { applyChanges } from './update-agent.ts';

export interface OwnerLink {
  readonly address: string;
  /** UUID or number of a member; null takes the link away. */
  readonly userId: string | number | null;
}

interface Wanted {
  readonly org: string;
  readonly user: string;
}

const memberById = statement<Wanted, AgentOwner>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select(['users.id', 'users.number', 'users.name'])
    .where('memberships.org_id', '=', arg.org)
    .where('users.id', '=', arg.user),
);
const memberByNumber = statement<{ org: string; number: number }, AgentOwner>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select(['users.id', 'users.number', 'users.name'])
    .where('memberships.org_id', '=', arg.org)
    .where('users.number', '=', arg.number),
);
/**
 * Says whose tasks the tasks of an agent are: that member's "my tasks", through session and own keys, hold them from now on.
 * Source: agents API, "Link Agent to User (Owner)".
 * @throws Refusal `not_found` agent.unknown, user.unknown · `conflict` agent.is_person
 */
export const linkOwner = mutation<OwnerLink, { readonly agent: Agent; readonly owner: AgentOwner | null }>({
  grant: 'agents:write',
  work: async (tx, at, { address, userId }) => {
    const before = await lockedAgent(tx, at.caller, address);
    refusePerson(before);
    const owner = userId === null ? null : await memberNamed(tx, at.caller.orgId, userId);
    return { agent: await applyChanges(tx, at, before, { ownerUserId: owner?.id ?? null }), owner };
  },
  record: ({ agent, owner }) => ({
    event: 'agent.owner_linked',
    target: agent.id,
    agentId: agent.id,
    details: { owner: owner?.id ?? null },
  }),
});

async function memberNamed(tx: ReadTx, org: string, user: string | number): Promise<AgentOwner> {
  const found = await (typeof user === 'number'
    ? tx.first(memberByNumber, { org, number: user })
    : isUuid(user)
      ? tx.first(memberById, { org, user })
      : undefined);
  if (found === undefined) throw new Refusal('not_found', 'user.unknown', 'There is no such member of the organisation.');
  return found;
}
