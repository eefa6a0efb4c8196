import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { chosenProvider, hasAccess } from '../providers/index.ts';
import { acceptRun } from '../runs/index.ts';
import type { AcceptedRun } from '../runs/index.ts';
import { startTask } from '../tasks/index.ts';
import type { Task } from '../tasks/index.ts';
import { contextOf } from './task-context.ts';
import { taskInput } from './task-input.ts';

/** Work on a task takes longer than an answer in a conversation. Source: agents API, execution (120 seconds). */
const timeoutMsMin = 120_000;

/** Whether an agent's model can be reached: through its own account, its organisation's, or without any (playbook). */
export async function isReachable(tx: Tx, home: Home, agent: Pick<Agent, 'id' | 'orgId' | 'model'>): Promise<boolean> {
  const family = home.models.providerOf(agent.model);
  if (family === 'playbook') return true;
  const provider = (await chosenProvider(tx, agent.id)) ?? family;
  return hasAccess(tx, { orgId: agent.orgId, agentId: agent.id, model: agent.model, provider });
}

/**
 * Begins a task with a run, in one transaction: the task is in progress exactly when there is a run that will end it.
 * @throws Refusal `invalid` agent.no_provider · `conflict` agent.not_active, agent.at_limit · `unprocessable` task.not_claimable ·
 * `limited` engine.overloaded · `unavailable` engine.draining
 */
export async function beginExecution(tx: Tx, at: At, agent: Agent, taskId: string): Promise<AcceptedRun> {
  if (!(await isReachable(tx, at.home, agent))) {
    throw new Refusal(
      'invalid',
      'agent.no_provider',
      'No provider is configured for this agent: give it a key, or add one to the organisation.',
    );
  }
  const task = await startTask(tx, at, taskId, { agentId: agent.id });
  const context = await contextOf(tx, at.caller, task);
  return acceptRun(tx, at, agent, {
    agent: agent.id,
    input: taskInput(context),
    data: agent.model === 'playbook' ? playbookData(task, context.project?.name ?? null) : null,
    override: {},
    origin: 'task',
    task: { id: task.id, fence: task.fence },
    timeoutMsMin,
  });
}

/** A playbook reads members instead of prose. */
function playbookData(task: Task, project: string | null): JsonObject {
  const { number, title, description, type, priority, tags, context } = task;
  return { task: { id: number, title, description, type, priority, tags: [...tags], context }, project };
}
