import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import type { KeyCaller } from '../../kernel/caller.ts';
import { agentsLinkedTo, getAgent } from '../../domain/agents/index.ts';
import type { At } from '../../domain/home.ts';
import { findMember } from '../../domain/people/index.ts';
import { claimNextTask, listOwnTasks, peekNextTask, taskStatuses } from '../../domain/tasks/index.ts';
import type { NextTask } from '../../domain/tasks/index.ts';
import { customRoute, oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showAgentRow, showUserAsAgent } from './agents.show.ts';
import { viewsOf } from './agents.view.ts';
import { agentRow, userAsAgent } from './agents.wire.ts';
import { refusals, success } from './answers.ts';
import { showNextTask, showTaskRow } from './tasks.show.ts';
import { nextTask, taskRow } from './tasks.wire.ts';

const shared = { tag: 'Workbench agents' } as const;
const ownNextTask = Type.Object({
  ...nextTask.properties,
  reason: Type.Optional(oneOf(['no_tasks', 'concurrent_limit_reached', 'no_linked_agents'])),
});
const tasksMax = 500;
const tasksDefault = 50;

const me = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/agents/me',
  operationId: 'workbenchGetOwnAgent',
  summary: 'Who a key acts as: its agent, or for a key of a person a stand-in for that person',
  answers: { 200: success('You', Type.Union([agentRow, userAsAgent])), ...refusals(401, 403) },
  respond: async (at) => {
    const { agentId, userId } = keyOf(at);
    if (agentId !== null) {
      const [row] = (await viewsOf(at, [await getAgent(at, agentId)])).map(showAgentRow);
      return { status: 200, body: { success: true, data: row } };
    }
    return { status: 200, body: { success: true, data: showUserAsAgent(await personBehind(at, userId ?? '')) } };
  },
});

const tasks = route({
  ...shared,
  method: 'GET',
  path: '/api/agents/me/tasks',
  operationId: 'workbenchListOwnTasks',
  summary: "The agent's own tasks, or for a key of a person those of every agent of that person; most urgent first",
  query: Type.Object({
    status: Type.Optional(oneOf(taskStatuses)),
    limit: Type.Optional(Type.Integer({ default: tasksDefault, description: `1 to ${tasksMax}; others count as the nearest of these` })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
  }),
  answers: { 200: success('Tasks', Type.Array(taskRow)), ...refusals(400, 401, 403) },
  operation: listOwnTasks,
  read: ({ query: { status, limit = tasksDefault, offset = 0 } }) => ({
    statuses: status === undefined ? undefined : [status],
    sort: 'priority' as const,
    limit: Math.min(Math.max(limit, 1), tasksMax),
    offset,
  }),
  show: (found) => ({ success: true, data: found.map(showTaskRow) }),
});

const next = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/agents/me/tasks/next',
  operationId: 'workbenchNextTask',
  summary: 'What to do next; with `lease` it is taken and begun, so that of several workers each gets another task',
  query: Type.Object({ lease: Type.Optional(Type.Integer({ minimum: 10, maximum: 3_600, description: 'Seconds' })) }),
  answers: { 200: success('The task, or why there is none', ownNextTask), ...refusals(400, 401, 403) },
  respond: async (at, { query: { lease } }) => {
    const isClaim = lease !== undefined;
    const found = isClaim ? await claimNextTask(at, { leaseSeconds: lease }) : await peekNextTask(at, {});
    return { status: 200, body: (await hasNobodyToWorkFor(at, found)) ? nobodyLinked : showNextTask(found, isClaim) };
  },
});

const nobodyLinked = { success: true, data: { task: null, reason: 'no_linked_agents', message: 'No agents are linked to this user' } };

/** A person without agents is told so: otherwise it would look as if there were only nothing to do yet. */
async function hasNobodyToWorkFor(at: At, found: NextTask): Promise<boolean> {
  const { userId } = keyOf(at);
  if (found.task !== null || userId === null || found.reason !== 'no_tasks') return false;
  return (await at.home.read((tx) => agentsLinkedTo(tx, at.caller.orgId, userId))).length === 0;
}

/** The key that asks: the policy of these routes lets nobody else in. */
function keyOf({ caller }: At): KeyCaller {
  if (caller.kind === 'apiKey') return caller;
  throw new Refusal('forbidden', 'caller.wrong_form', 'Only the key of an agent or of a person can be used here.');
}

async function personBehind({ home, caller }: At, userId: string) {
  const person = await home.read(async (tx) => {
    const found = await findMember(tx, caller.orgId, userId);
    return found === undefined ? undefined : { ...found.member.person, linked: await agentsLinkedTo(tx, caller.orgId, userId) };
  });
  if (person === undefined) throw new Refusal('unauthenticated', 'credential.unknown', 'Invalid API key');
  return person;
}

/** Source: agents API, what agents ask for themselves. */
export const ownAgentRoutes: readonly RouteDraft[] = [me, tasks, next];
