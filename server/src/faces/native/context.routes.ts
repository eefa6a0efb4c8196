import { Type } from 'typebox';
import { readTaskContext } from '../../domain/execution/index.ts';
import type { TaskContext } from '../../domain/execution/index.ts';
import { nullable, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { deliverable, showDeliverable } from './deliverables.wire.ts';
import { showAgentRef, showKnowledge, showProjectRef } from './projects.show.ts';
import { agentRef, knowledge } from './projects.wire.ts';
import { showTask } from './tasks.show.ts';
import { task } from './tasks.wire.ts';
import { idParams, refusals } from './wire.ts';

const project = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  status: Type.String(),
});
const agent = Type.Object({
  ...agentRef.properties,
  description: Type.String(),
  status: Type.String(),
  capabilities: Type.Array(Type.String()),
});
const context = Type.Object({
  task,
  project: nullable(project),
  knowledge: Type.Array(knowledge, { description: 'The newest 50 of the project' }),
  deliverables: Type.Array(deliverable, { description: 'Every version with its feedback, newest first' }),
  related_tasks: Type.Array(task, { description: 'The newest ten others of the project' }),
  agent: nullable(agent),
});

function showContext({ task: one, project: of, knowledge: texts, deliverables, relatedTasks, agent: assignee }: TaskContext) {
  return {
    task: showTask(one),
    project: of === null ? null : { ...showProjectRef(of), description: of.description, status: of.status },
    knowledge: texts.map(showKnowledge),
    deliverables: deliverables.map(showDeliverable),
    related_tasks: relatedTasks.map(showTask),
    agent:
      assignee === null
        ? null
        : {
            ...showAgentRef(assignee),
            description: assignee.description,
            status: assignee.status,
            capabilities: assignee.capabilities,
          },
  };
}

export const contextRoutes: readonly RouteDraft[] = [
  route({
    tag: 'Execution',
    method: 'GET',
    path: '/v1/tasks/:id/context',
    operationId: 'getTaskContext',
    summary: 'Everything that whoever works on a task should know, in one answer',
    params: idParams,
    answers: { 200: { description: 'The task and what belongs to it', schema: context }, ...refusals(403, 404) },
    operation: readTaskContext,
    read: ({ params }) => params.id,
    show: showContext,
  }),
];
