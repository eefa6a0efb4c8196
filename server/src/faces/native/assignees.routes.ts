import { Type } from 'typebox';
import { listAssignees } from '../../domain/routing/index.ts';
import { agentStatuses } from '../../domain/agents/index.ts';
import { nullable, oneOf, plainText, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showAgentRef } from './projects.show.ts';
import { agentRef } from './projects.wire.ts';
import { refusals } from './wire.ts';

const assignee = Type.Object({
  ...agentRef.properties,
  status: oneOf(agentStatuses),
  owner_user_id: nullable(Type.String({ description: 'The person that it stands for, or whose tasks its tasks are' })),
  open_tasks: Type.Integer({ description: 'Assigned or in progress' }),
  running_tasks: Type.Integer({ description: 'In progress' }),
  max_concurrent: Type.Integer(),
  capabilities: Type.Array(Type.String()),
});

export const assigneeRoutes: readonly RouteDraft[] = [
  route({
    tag: 'Agents',
    method: 'GET',
    path: '/v1/assignees',
    operationId: 'listAssignees',
    summary: 'List whom tasks can be assigned to, agents and people, with the work that each has now',
    query: Type.Object({
      q: Type.Optional(plainText(200)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 500 })),
    }),
    answers: {
      200: { description: 'People first, then agents, by name', schema: Type.Object({ data: Type.Array(assignee) }) },
      ...refusals(400, 401, 403),
    },
    operation: listAssignees,
    read: ({ query }) => ({ text: query.q, limit: query.limit ?? 500 }),
    show: (all) => ({
      data: all.map(({ agent, load }) => ({
        ...showAgentRef(agent),
        status: agent.status,
        owner_user_id: agent.ownerUserId,
        open_tasks: load.open,
        running_tasks: load.running,
        max_concurrent: agent.maxConcurrent,
        capabilities: agent.capabilities,
      })),
    }),
  }),
];
