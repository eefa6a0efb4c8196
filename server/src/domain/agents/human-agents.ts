import { sql } from 'kysely';
import { newId } from '../../kernel/id.ts';
import { systemCaller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';
import type { Home } from '../home.ts';
import { nameless } from '../nameless.ts';
import type { AccountEnding, BegunMembership, MemberBeginning, MemberChange, MemberEnding } from '../ports.ts';
import type { AgentRef } from './agent.ts';
import { endAgent } from './end-agent.ts';
import { holdAgent } from './find-agent.ts';
import { freeSlug } from './free-slug.ts';
import { draftAgent, insertAgent } from './insert-agent.ts';

/**
 * Every membership has an agent that stands for it, so that work is assigned to people and agents alike. It is named as the person is, begins and
 * ends with the membership, and has no keys and no runs: the person acts for it.
 */
interface Member {
  readonly org: string;
  readonly user: string;
}

const humanAgent = statement<Member, { id: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select('id')
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human')
    .where('deleted_at', 'is', null),
);
const humanRef = statement<Member, { id: string; number: number; slug: string; display_name: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select(['id', 'number', 'slug', 'display_name'])
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human')
    .where('deleted_at', 'is', null),
);
const nameOf = statement<{ user: string }, { name: string }>((db, arg) => db.selectFrom('users').select('name').where('id', '=', arg.user));
const membership = statement<Member, { user_id: string }>((db, arg) =>
  db.selectFrom('memberships').select('user_id').where('org_id', '=', arg.org).where('user_id', '=', arg.user),
);
const rename = statement<{ user: string; name: string; at: number }>((db, arg) =>
  db
    .updateTable('agents')
    .set({ display_name: arg.name, updated_at: arg.at })
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human')
    .where('deleted_at', 'is', null),
);
const unname = statement<{ user: string; name: string }>((db, arg) =>
  db
    .updateTable('agents')
    .set({ display_name: arg.name, slug: sql<string>`'person-' || number` })
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human'),
);
const setStatus = statement<Member & { status: string; at: number }>((db, arg) =>
  db
    .updateTable('agents')
    .set({ status: arg.status, updated_at: arg.at })
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human')
    .where('deleted_at', 'is', null),
);
const disown = statement<Member & { at: number }>((db, arg) =>
  db
    .updateTable('agents')
    .set({ owner_user_id: null, updated_at: arg.at })
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '!=', 'human'),
);
const without = statement<{ limit: number }, { org_id: string; user_id: string; inactive_at: number | null }>((db, arg) =>
  db
    .selectFrom('memberships')
    .leftJoin('agents', (on) =>
      on
        .onRef('agents.org_id', '=', 'memberships.org_id')
        .onRef('agents.owner_user_id', '=', 'memberships.user_id')
        .on('agents.kind', '=', 'human')
        .on('agents.deleted_at', 'is', null),
    )
    .select(['memberships.org_id', 'memberships.user_id', 'memberships.inactive_at'])
    .where('agents.id', 'is', null)
    .orderBy('memberships.created_at')
    .orderBy('memberships.user_id')
    .limit(arg.limit),
);

/** Part of every membership's beginning: its agent. Does nothing where there is one. */
export const beginHumanAgent: MemberBeginning = async (tx, { orgId, userId, now }) => {
  await insertUnlessThere(tx, { orgId, userId, now });
};

async function insertUnlessThere(tx: Tx, { orgId, userId, now }: BegunMembership, status: 'active' | 'inactive' = 'active'): Promise<void> {
  // The counter is the lock: of two that make the same agent at once, the second waits here and then sees the first's.
  const number = await nextNumber(tx, 'agents');
  if ((await tx.first(humanAgent, { org: orgId, user: userId })) !== undefined) return;
  const name = (await tx.first(nameOf, { user: userId }))?.name ?? 'Somebody';
  // Plain names stay free for agents that programs call by name.
  const slug = await freeSlug(tx, { orgId, name: `person-${isLatin(name) ? name : number}`, number });
  const given = { displayName: name, kind: 'human', executionMode: 'human', ownerUserId: userId, status } as const;
  const agent = draftAgent({ id: newId(now), orgId, number, slug, ...given }, now);
  await insertAgent(tx, agent, { createdBy: 'system' });
}

function isLatin(name: string): boolean {
  return /[a-z]/i.test(name.normalize('NFKD'));
}

/**
 * Part of every membership's end: its agent ends as every agent does, so that its open tasks go back, and agents that the person owned belong to
 * nobody. Called also where a person loses keys and stays a member; then nothing happens.
 */
export function endHumanAgent(homeOf: () => Home): MemberEnding {
  return async (tx, { orgId, userId, now }) => {
    const member = { org: orgId, user: userId };
    if ((await tx.first(membership, member)) !== undefined) return;
    await tx.run(disown, { ...member, at: now });
    const found = await tx.first(humanAgent, member);
    const agent = found === undefined ? undefined : await holdAgent(tx, found.id);
    if (agent !== undefined) await endAgent(tx, { home: homeOf(), caller: systemCaller(orgId) }, agent, { isPurge: false });
  };
}

/** Keeps the agent of a member named and at work as the member is. */
export const followMember: MemberChange = async (tx, { userId, now, change }) => {
  if ('name' in change) await tx.run(rename, { user: userId, name: change.name, at: now });
  else if ('isActive' in change)
    await tx.run(setStatus, { org: change.orgId, user: userId, status: change.isActive ? 'active' : 'inactive', at: now });
};

/** Part of the end of an account, when no membership is left: agents that stood for the person keep no name. */
export const unnameHumanAgents: AccountEnding = async (tx, { userId }) => {
  await tx.run(unname, { user: userId, name: nameless });
};

/** The agent that stands for a member of an organisation. */
export async function humanAgentOf(tx: ReadTx, orgId: string, userId: string): Promise<AgentRef | undefined> {
  const found = await tx.first(humanRef, { org: orgId, user: userId });
  return found === undefined
    ? undefined
    : { id: found.id, number: found.number, slug: found.slug, displayName: found.display_name, kind: 'human' };
}

/** Memberships that one transaction gives an agent. */
const partMax = 100;

/** Gives an agent to every membership that was made before there were such agents. Safe to run on several processes at once, and again. */
export async function adoptMembers(home: Home): Promise<void> {
  for (let left = partMax; left === partMax;) {
    left = await home.transact(async (tx) => {
      const found = await tx.all(without, { limit: partMax });
      for (const { org_id: orgId, user_id: userId, inactive_at: inactiveAt } of found) {
        await insertUnlessThere(tx, { orgId, userId, now: home.clock.now() }, inactiveAt === null ? 'active' : 'inactive');
      }
      return found.length;
    });
  }
}
