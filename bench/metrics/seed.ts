import { createAgent } from '../../server/src/domain/agents/index.ts';
import type { At, Home } from '../../server/src/domain/home.ts';
import { createCredential } from '../../server/src/domain/credentials/index.ts';
import { createOrg } from '../../server/src/domain/orgs/index.ts';
import { systemCaller } from '../../server/src/kernel/caller.ts';
import { newId } from '../../server/src/kernel/id.ts';
import { insertion } from '../../server/src/store/index.ts';
import type { AgentDayRow, TaskRow } from '../../server/src/store/index.ts';

const dayMs = 86_400_000;
const tasksPerDay = 5;
const agentsCount = 200;
const inProgressPerAgent = 5;
const perTransaction = 5_000;

const taskInsertion = insertion('tasks', [
  'id',
  'org_id',
  'number',
  'title',
  'description',
  'status',
  'priority',
  'context_json',
  'assignee_id',
  'fence',
  'created_by',
  'created_at',
  'updated_at',
  'assigned_at',
  'started_at',
  'completed_at',
]);
const dayInsertion = insertion('agent_days', [
  'agent_id',
  'org_id',
  'day',
  'tasks_completed',
  'tasks_failed',
  'completion_ms',
  'completions_timed',
  'submitted',
  'approved',
  'approved_first',
  'revision_requested',
  'rejected',
]);

export interface Seeded {
  readonly key: string;
  /** Numbers of the agents. */
  readonly agents: readonly number[];
  readonly tasks: number;
  readonly days: number;
  readonly seconds: number;
}

/** As many finished tasks as asked for, spread over 200 agents that did five a day, and the days that they sum up to. */
export async function seedMetrics(home: Home, count: number): Promise<Seeded> {
  const startedAt = performance.now();
  const org = await home.transact((tx) => createOrg(tx, { name: 'Bench' }, home.clock.now()));
  const at: At = { home, caller: systemCaller(org.id), request: { id: 'bench', ip: '', userAgent: '' } };
  const { key } = await createCredential(at, { name: 'bench', scopes: ['read'], orgWide: true });
  const agents: number[] = [];
  const daysPerAgent = Math.ceil(count / agentsCount / tasksPerDay);
  for (let index = 0; index < agentsCount; index += 1) {
    const agent = await createAgent(at, { slug: `bench-${index}`, model: 'gpt-4o' });
    agents.push(agent.number);
    await seedAgent(at, agent.id, { index, days: daysPerAgent });
  }
  const tasks = agentsCount * daysPerAgent * tasksPerDay;
  return { key: key.reveal(), agents, tasks, days: agentsCount * daysPerAgent, seconds: (performance.now() - startedAt) / 1_000 };
}

async function seedAgent({ home, caller }: At, agentId: string, { index, days }: { index: number; days: number }): Promise<void> {
  const today = Math.floor(home.clock.now() / dayMs);
  const tasks = Array.from({ length: days * tasksPerDay }, (_, one) =>
    taskRow(caller.orgId, agentId, { number: index * days * tasksPerDay + one + 1, day: today - Math.floor(one / tasksPerDay), one }),
  );
  for (let start = 0; start < tasks.length; start += perTransaction)
    await home.transact((tx) => tx.insert(taskInsertion, tasks.slice(start, start + perTransaction)));
  const sums = Array.from({ length: days }, (_, ago) => dayRow(caller.orgId, agentId, today - ago));
  await home.transact((tx) => tx.insert(dayInsertion, sums));
}

/** Guaranteed by the columns that the insertion names: what is left out is null in the table. */
function asTaskRow(row: Partial<TaskRow>): TaskRow {
  return row as TaskRow;
}

function taskRow(orgId: string, agentId: string, { number, day, one }: { number: number; day: number; one: number }): TaskRow {
  const at = day * dayMs;
  const isOpen = one < inProgressPerAgent;
  return asTaskRow({
    id: newId(at),
    org_id: orgId,
    number: 10_000_000 + number,
    title: `Task ${number}`,
    description: 'Compare the offers of three suppliers and say which one to take.',
    status: isOpen ? 'in_progress' : 'completed',
    priority: 2,
    context_json: '{}',
    assignee_id: agentId,
    fence: 1,
    created_by: 'system',
    created_at: at,
    updated_at: at,
    assigned_at: at,
    started_at: at,
    completed_at: isOpen ? null : at + 3_600_000,
  });
}

function dayRow(orgId: string, agentId: string, day: number): AgentDayRow {
  return {
    agent_id: agentId,
    org_id: orgId,
    day,
    tasks_completed: tasksPerDay,
    tasks_failed: 0,
    completion_ms: tasksPerDay * 3_600_000,
    completions_timed: tasksPerDay,
    submitted: 6,
    approved: 5,
    approved_first: 4,
    revision_requested: 1,
    rejected: 0,
  };
}
