import { sql } from 'kysely';
import { statement } from '../../store/index.ts';
import type { Builder, ReadTx, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { isPending } from './task-queries.ts';

interface Seeker {
  readonly org: string;
  readonly agent: string;
  readonly now: number;
}

/** How a search treats rows that another transaction is claiming: not at all where it only looks, and past them where it claims. */
type Manner = 'look' | 'claim' | 'claimSkipping';

interface Found {
  readonly id: string;
}

/** The next of the agent's own tasks that may begin now. */
const ownNext = (db: Builder, { agent, now }: Seeker) =>
  db
    .selectFrom('tasks')
    .select('tasks.id')
    .where('tasks.assignee_id', '=', agent)
    .where('tasks.status', '=', 'assigned')
    .where((eb) => eb.or([eb('tasks.retry_at', 'is', null), eb('tasks.retry_at', '<=', now)]))
    .orderBy('tasks.priority')
    .orderBy('tasks.id')
    .limit(1);

/** Every required capability is one of the agent's. */
const isCapable = (agent: string) => sql<boolean>`not exists (select 1 from task_capabilities tc where tc.task_id = tasks.id and not exists
  (select 1 from agent_capabilities ac where ac.agent_id = ${agent} and lower(ac.capability) = lower(tc.capability)))`;

const poolNext = (db: Builder, { org, agent }: Seeker) =>
  db.selectFrom('tasks').select('tasks.id').where('tasks.org_id', '=', org).where(isPending).where(isCapable(agent));

const preferredNext = (db: Builder, seeker: Seeker) =>
  poolNext(db, seeker).where('tasks.preferred_agent_id', '=', seeker.agent).orderBy('tasks.priority').orderBy('tasks.id').limit(1);

const commonNext = (db: Builder, seeker: Seeker) =>
  poolNext(db, seeker).where('tasks.preferred_agent_id', 'is', null).orderBy('tasks.priority').orderBy('tasks.id').limit(1);

const bothEnds = (build: (db: Builder, seeker: Seeker) => ReturnType<typeof ownNext>) => ({
  look: statement<Seeker, Found>(build),
  claim: statement<Seeker, Found>(build),
  claimSkipping: statement<Seeker, Found>((db, seeker) => build(db, seeker).forNoKeyUpdate('tasks').skipLocked()),
});
const [own, preferred, common] = [bothEnds(ownNext), bothEnds(preferredNext), bothEnds(commonNext)];

async function find(tx: ReadTx, seeker: Seeker, { manner, withPool }: { manner: Manner; withPool: boolean }): Promise<string | undefined> {
  for (const search of withPool ? [own, preferred, common] : [own]) {
    const found = await tx.first(search[manner], seeker);
    if (found !== undefined) return found.id;
  }
  return undefined;
}

/** What an agent would get next: its own tasks first, then those of the pool that it can do and that are not kept for another. */
export function lookForNext(tx: ReadTx, seeker: Seeker, withPool: boolean): Promise<string | undefined> {
  return find(tx, seeker, { manner: 'look', withPool });
}

/** The same, with its row locked; rows that others are claiming right now are passed over. */
export function takeNext(tx: Tx, home: Home, seeker: Seeker, withPool: boolean): Promise<string | undefined> {
  return find(tx, seeker, { manner: home.store.capabilities.hasSkipLocked ? 'claimSkipping' : 'claim', withPool });
}

const missing = statement<{ task: string; agent: string }, { capability: string }>((db, arg) =>
  db
    .selectFrom('task_capabilities as tc')
    .select('tc.capability')
    .where('tc.task_id', '=', arg.task)
    .where(
      sql<boolean>`not exists (select 1 from agent_capabilities ac where ac.agent_id = ${arg.agent} and lower(ac.capability) = lower(tc.capability))`,
    )
    .orderBy('tc.capability'),
);

/** Capabilities that a task requires and an agent does not have. */
export async function missingCapabilities(tx: ReadTx, taskId: string, agentId: string): Promise<string[]> {
  return (await tx.all(missing, { task: taskId, agent: agentId })).map(({ capability }) => capability);
}
