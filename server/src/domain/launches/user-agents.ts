import { reachesAgent } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { AgentRow, Builder, LaunchConfigRow, ReadTx } from '../../store/index.ts';
import { createAgent, deleteAgent, updateAgent, visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { putLaunch, setLaunch } from './configure-launch.ts';
import type { LaunchInput } from './configure-launch.ts';
import { configOf, toLaunchConfig } from './launch-config.ts';
import type { LaunchConfig } from './launch-config.ts';

/** An agent of somebody else's that people launch from here. */
export interface UserAgent extends LaunchConfig {
  readonly id: string;
  readonly name: string;
}

const externalCalled = statement<{ org: string; name: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select('id')
    .where('org_id', '=', arg.org)
    .where('kind', '=', 'external')
    .where('deleted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb(eb.fn('lower', ['slug']), '=', eb.fn('lower', [eb.val(arg.name)])),
        eb(eb.fn('lower', ['display_name']), '=', eb.fn('lower', [eb.val(arg.name)])),
      ]),
    )
    .orderBy('id')
    .limit(1),
);

type Joined = LaunchConfigRow & Pick<AgentRow, 'id' | 'display_name'>;

function joined(db: Builder) {
  return db
    .selectFrom('launch_configs')
    .innerJoin('agents', 'agents.id', 'launch_configs.agent_id')
    .selectAll('launch_configs')
    .select(['agents.id', 'agents.display_name'])
    .where('agents.deleted_at', 'is', null);
}

const joinedById = statement<{ org: string; id: string }, Joined>((db, arg) =>
  joined(db).where('launch_configs.org_id', '=', arg.org).where('agents.id', '=', arg.id),
);

function toUserAgent(row: Joined): UserAgent {
  return { ...toLaunchConfig(row), id: row.id, name: row.display_name };
}

/** Foreign agents with a launch configuration, newest first; secrets masked. */
export const listUserAgents = query<{ readonly limit: number; readonly cursor?: string | undefined }, Page<UserAgent>>({
  grant: 'agents:read',
  work: async (tx, { caller }, { limit, cursor }) => {
    const after = decodePageKey(cursor, isUuid);
    const rows = await tx.query<Joined>((db) => {
      let list = joined(db)
        .where('launch_configs.org_id', '=', caller.orgId)
        .orderBy('agents.id', 'desc')
        .limit(limit + 1);
      if (caller.agentIds !== null) list = list.where('agents.id', 'in', [...caller.agentIds, caller.orgId]);
      return after === null ? list : list.where('agents.id', '<', after);
    });
    const page = toPage(rows, limit, (row) => row.id);
    return {
      items: page.items.map(toUserAgent),
      nextCursor: page.nextCursor,
    };
  },
});

const unknownUserAgent = (): Refusal => new Refusal('not_found', 'user_agent.unknown', 'User agent not found');

/** @throws Refusal `not_found` user_agent.unknown */
export const getUserAgent = query<string, UserAgent>({ grant: 'agents:read', work: find });

/** Whether a caller reaches a user agent, whatever else they may do; returns its id. @throws Refusal `not_found` user_agent.unknown */
export const userAgentId = query<string, string>({ grant: null, work: async (tx, at, id) => (await find(tx, at, id)).id });

async function find(tx: ReadTx, { caller }: At, id: string): Promise<UserAgent> {
  const row = isUuid(id) ? await tx.first(joinedById, { org: caller.orgId, id: id.toLowerCase() }) : undefined;
  if (row === undefined || !reachesAgent(caller, row.id)) throw unknownUserAgent();
  return toUserAgent(row);
}

const named = query<string, string | undefined>({
  grant: 'agents:write',
  work: async (tx, { caller }, name) => (await tx.first(externalCalled, { org: caller.orgId, name }))?.id,
});

/**
 * Makes a foreign agent with a launch configuration. One of that name that has reported by itself, and has none yet, gets it.
 * @throws Refusal `conflict` user_agent.exists · as `createAgent` and `putLaunch`
 */
export async function createUserAgent(at: At, input: LaunchInput & { readonly name: string }): Promise<UserAgent> {
  const { name, ...launch } = input;
  const id = await named(at, name);
  if (id !== undefined) return adopt(at, id, launch);
  const made: LaunchConfig[] = [];
  const agent = await createAgent(at, {
    kind: 'external',
    displayName: name,
    also: async (tx, inside, fresh) => {
      // The transaction may run again; what counts is the last time.
      made.splice(0, made.length, await setLaunch(tx, inside, fresh, launch, prefix));
      return undefined;
    },
  });
  const config = made[0];
  if (config === undefined) throw new Error('a user agent was made without its configuration');
  return userAgentOf(agent, config);
}

const prefix = '/webhook_config';

async function adopt(at: At, id: string, launch: LaunchInput): Promise<UserAgent> {
  const { agent, isTaken } = await at.home.read(async (tx) => ({
    agent: await visibleAgent(tx, at.caller, id),
    isTaken: (await tx.first(configOf, { org: at.caller.orgId, agent: id })) !== undefined,
  }));
  if (isTaken) throw new Refusal('conflict', 'user_agent.exists', `There is a user agent '${agent.displayName}' already.`);
  return userAgentOf(agent, await putLaunch(at, { agent: id, ...launch, prefix }));
}

export interface UserAgentChange {
  readonly id: string;
  readonly name?: string | undefined;
  readonly webhookType?: string | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly isActive?: boolean | undefined;
}

/** Changes a user agent; what is left out stays. @throws Refusal as `putLaunch` and `updateAgent` */
export async function updateUserAgent(at: At, { id, name, ...change }: UserAgentChange): Promise<UserAgent> {
  const before = await getUserAgent(at, id);
  const isLaunch = Object.values(change).some((value) => value !== undefined);
  if (isLaunch || name === undefined) {
    const { webhookType = before.webhookType, config = before.shown, isActive } = change;
    await putLaunch(at, { agent: before.id, webhookType, config, isActive, prefix });
  }
  if (name !== undefined) await updateAgent(at, { address: before.id, changes: { displayName: name } });
  return getUserAgent(at, before.id);
}

/** Deletes a user agent for good: its keys end, what it did stays. @throws Refusal `not_found` user_agent.unknown */
export async function deleteUserAgent(at: At, id: string): Promise<UserAgent> {
  const before = await getUserAgent(at, id);
  await deleteAgent(at, before.id);
  return before;
}

function userAgentOf(agent: Pick<Agent, 'id' | 'displayName'>, config: LaunchConfig): UserAgent {
  return { ...config, id: agent.id, name: agent.displayName };
}
