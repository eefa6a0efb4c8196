import { Type } from 'typebox';
import { readTaskContext } from '../../domain/execution/index.ts';
import type { TaskContext } from '../../domain/execution/index.ts';
import { nullable, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { deliverable, showDeliverable } from './deliverables.wire.ts';
import { knowledgeRow, showKnowledgeRow } from './projects.wire.ts';
import { showTaskRow } from './tasks.show.ts';
import { taskRow } from './tasks.wire.ts';

const agent = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  type: Type.String(),
  description: Type.String(),
  capabilities: Type.Array(Type.String()),
  status: Type.String(),
});
const project = Type.Object({ id: Type.Integer(), name: Type.String(), description: Type.String(), status: Type.String() });
const context = Type.Object({
  task: taskRow,
  project: nullable(project),
  knowledge: Type.Array(knowledgeRow),
  deliverables: Type.Array(deliverable),
  relatedTasks: Type.Array(taskRow),
  agent: nullable(agent),
});

function showContext({ task, project: of, knowledge, deliverables, relatedTasks, agent: assignee }: TaskContext) {
  return {
    task: showTaskRow(task),
    project: of === null ? null : { id: of.number, name: of.name, description: of.description, status: of.status },
    knowledge: knowledge.map(showKnowledgeRow),
    deliverables: deliverables.map(showDeliverable),
    relatedTasks: relatedTasks.map(showTaskRow),
    agent:
      assignee === null
        ? null
        : {
            id: assignee.number,
            name: assignee.displayName,
            type: assignee.autonomy,
            description: assignee.description,
            capabilities: assignee.capabilities,
            status: assignee.status,
          },
  };
}

/** Source: surfaces of the agents API, task context. */
export const contextRoutes: readonly RouteDraft[] = [
  route({
    tag: 'Workbench execution',
    method: 'GET',
    path: '/api/tasks/:id/context',
    operationId: 'workbenchGetTaskContext',
    summary: 'A task with its project, knowledge, earlier versions, feedback and related tasks',
    params: Type.Object({ id: Type.String({ description: 'Number or UUID of the task' }) }),
    answers: { 200: success('The context', context), ...refusals(401, 403, 404) },
    operation: readTaskContext,
    read: ({ params }) => params.id,
    show: (found) => ({ success: true, data: showContext(found) }),
  }),
];
