import { sql } from 'kysely';
import { toRfc3339 } from '../../kernel/clock.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { agentRefOf, visibleAgent } from '../agents/index.ts';
import type { Agent, AgentRef } from '../agents/index.ts';
import { systemCaller } from '../../kernel/caller.ts';
import { hasAccess } from '../providers/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { loadOf } from '../routing/index.ts';
import { visibleTask } from './find-task.ts';
import { missingCapabilities } from './pool.ts';
import type { Task } from './task.ts';

export type ExplainCode =
  | 'no_agent'
  | 'agent_not_active'
  | 'concurrent_limit_reached'
  | 'missing_capability'
  | 'kept_for_another'
  | 'cooldown'
  | 'manual_mode'
  | 'polling_mode'
  | 'human_mode'
  | 'no_provider'
  | 'in_progress'
  | 'in_review'
  | 'completed'
  | 'cancelled';

export interface ExplainReason {
  readonly code: ExplainCode;
  readonly message: string;
  readonly agent?: AgentRef;
}

/** `pickable`: an agent may begin it now; `waiting`: something has to happen first; `done`: nothing will happen to it any more. */
export interface Explanation {
  readonly state: 'pickable' | 'waiting' | 'done';
  readonly reasons: readonly ExplainReason[];
}

/** Agents that are looked at one by one. */
const agentsMax = 20;

/** Agents that have every capability that a task requires; those at work first. */
const capableAgents = statement<{ org: string; task: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select('agents.id')
    .where('agents.org_id', '=', arg.org)
    .where('agents.deleted_at', 'is', null)
    .where('agents.kind', '!=', 'human')
    .where(
      sql<boolean>`not exists (select 1 from task_capabilities tc where tc.task_id = ${arg.task} and not exists
        (select 1 from agent_capabilities ac where ac.agent_id = agents.id and lower(ac.capability) = lower(tc.capability)))`,
    )
    .orderBy(sql`case when agents.status = 'active' then 0 else 1 end`)
    .orderBy('agents.id')
    .limit(agentsMax),
);

/**
 * Says why nobody works on a task yet, or that somebody may begin.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope
 */
export const explainTask = query<string, Explanation>({
  grant: 'tasks:read',
  work: async (tx, at, address) => {
    const task = await visibleTask(tx, at.caller, address);
    const over = overOrBusy(task);
    if (over !== undefined) return over;
    return task.status === 'pending' ? explainPool(tx, at, task) : explainAssigned(tx, at, task);
  },
});

function overOrBusy({ status, assignee }: Task): Explanation | undefined {
  const name = assignee?.displayName ?? 'An agent';
  if (status === 'completed') return { state: 'done', reasons: [{ code: 'completed', message: 'The task is completed.' }] };
  if (status === 'cancelled') return { state: 'done', reasons: [{ code: 'cancelled', message: 'The task was cancelled.' }] };
  if (status === 'in_progress') return { state: 'waiting', reasons: [{ code: 'in_progress', message: `${name} is working on it.` }] };
  if (status === 'review')
    return { state: 'waiting', reasons: [{ code: 'in_review', message: 'What was handed in waits for a verdict.' }] };
  return undefined;
}

async function explainAssigned(tx: ReadTx, at: At, task: Task): Promise<Explanation> {
  if (task.assignee === null || task.assignee.status === 'deleted')
    return { state: 'waiting', reasons: [{ code: 'no_agent', message: 'Nobody has the task.' }] };
  const agent = await visibleAgent(tx, systemCaller(task.orgId), task.assignee.id);
  const reasons = await obstacles(tx, at, agent, 'start');
  if (task.retryAt !== null && task.retryAt > at.home.clock.now())
    reasons.push({
      code: 'cooldown',
      message: `The last execution failed; the next may begin at ${toRfc3339(task.retryAt)}.`,
      agent: agentRefOf(agent),
    });
  if (reasons.length > 0) return { state: 'waiting', reasons };
  return waitsForMode(agent);
}

/** How work begins where nothing stands in its way. */
function waitsForMode(agent: Agent): Explanation {
  const named = { agent: agentRefOf(agent) };
  const { displayName: name, executionMode: mode } = agent;
  if (agent.kind === 'human')
    return { state: 'waiting', reasons: [{ code: 'human_mode', message: `${name} is a person and begins when they like.`, ...named }] };
  if (mode === 'manual')
    return {
      state: 'waiting',
      reasons: [{ code: 'manual_mode', message: `${name} is in manual mode: somebody has to start it, or the agent itself.`, ...named }],
    };
  if (mode === 'polling')
    return { state: 'pickable', reasons: [{ code: 'polling_mode', message: `${name} fetches its tasks itself.`, ...named }] };
  return { state: 'pickable', reasons: [] };
}

async function explainPool(tx: ReadTx, at: At, task: Task): Promise<Explanation> {
  const capable = (await tx.all(capableAgents, { org: task.orgId, task: task.id })).map(({ id }) => id);
  const kept = task.preferredAgent;
  const ids = kept === null ? capable : [kept.id];
  const reasons: ExplainReason[] = kept === null && ids.length === 0 ? [nobodyCan(task)] : [];
  for (const id of ids) {
    const agent = await visibleAgent(tx, systemCaller(task.orgId), id);
    const found = await obstacles(tx, at, agent, 'claim');
    const missing = await missingCapabilities(tx, task.id, id);
    if (missing.length > 0)
      found.push({ code: 'missing_capability', message: `${agent.displayName} lacks ${missing.join(', ')}.`, agent: agentRefOf(agent) });
    if (found.length === 0) return { state: 'pickable', reasons: [...routingReason(task), ...keptReason(task)] };
    reasons.push(...found);
  }
  const nobody: ExplainReason = { code: 'no_agent', message: 'No agent can take it out of the pool now.' };
  return { state: 'waiting', reasons: [nobody, ...routingReason(task), ...keptReason(task), ...reasons] };
}

function nobodyCan({ requiredCapabilities }: Task): ExplainReason {
  if (requiredCapabilities.length === 0) return { code: 'no_agent', message: 'There is no agent yet.' };
  return { code: 'missing_capability', message: `No agent has all of: ${requiredCapabilities.join(', ')}.` };
}

function routingReason({ routing }: Task): readonly ExplainReason[] {
  const message = routing?.decision ?? null;
  return message === null ? [] : [{ code: 'no_agent', message }];
}

function keptReason({ preferredAgent }: Task): readonly ExplainReason[] {
  return preferredAgent === null
    ? []
    : [{ code: 'kept_for_another', message: `It is kept for ${preferredAgent.displayName}.`, agent: preferredAgent }];
}

/** What keeps an agent from beginning any task, or from claiming one more. */
async function obstacles(tx: ReadTx, at: At, agent: Agent, what: 'start' | 'claim'): Promise<ExplainReason[]> {
  const named = { agent: agentRefOf(agent) };
  const reasons: ExplainReason[] = [];
  const { open, running } = (await loadOf(tx, agent.orgId, [agent.id])).get(agent.id) ?? { open: 0, running: 0 };
  if (agent.status !== 'active') reasons.push({ code: 'agent_not_active', message: `${agent.displayName} is ${agent.status}.`, ...named });
  if ((what === 'start' ? running : open) >= agent.maxConcurrent)
    reasons.push({
      code: 'concurrent_limit_reached',
      message: `${agent.displayName} is at max concurrent tasks (${agent.maxConcurrent}).`,
      ...named,
    });
  if (what === 'start' && agent.executionMode === 'auto' && !(await canReachModel(tx, at, agent)))
    reasons.push({ code: 'no_provider', message: `No key is stored for the provider of ${agent.model}.`, ...named });
  return reasons;
}

async function canReachModel(tx: ReadTx, at: At, agent: Agent): Promise<boolean> {
  const provider = agent.provider ?? at.home.models.providerOf(agent.model);
  if (provider === 'playbook') return true;
  return hasAccess(tx, { orgId: agent.orgId, agentId: agent.id, model: agent.model, provider });
}
