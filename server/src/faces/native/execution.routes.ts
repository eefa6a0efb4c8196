import { configureExecution, executeTask, getExecution, testConnection } from '../../domain/execution/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  connection,
  connectionTest,
  execution,
  executionChange,
  readExecution,
  readTest,
  showConnection,
  showExecution,
  taskExecution,
} from './execution.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Execution' } as const;

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/agents/:id/execution',
  operationId: 'getAgentExecution',
  summary: 'How an agent works on tasks: mode, provider, model; never its key',
  params: idParams,
  answers: { 200: { description: 'The configuration', schema: execution }, ...refusals(404) },
  operation: getExecution,
  read: ({ params }) => params.id,
  show: showExecution,
});

const configure = route({
  ...shared,
  method: 'PATCH',
  path: '/v1/agents/:id/execution',
  operationId: 'configureAgentExecution',
  summary: 'Change how an agent works on tasks; model, prompt and limits make a new version',
  params: idParams,
  body: executionChange,
  bodyExample: { mode: 'auto', provider: 'anthropic', provider_api_key: 'sk-ant-...', model: 'claude-opus-4-20250514' },
  answers: { 200: { description: 'The configuration', schema: execution }, ...refusals(400, 403, 404, 422) },
  operation: configureExecution,
  read: ({ params, body }) => ({ agent: params.id, changes: readExecution(body) }),
  show: showExecution,
});

const test = route({
  ...shared,
  method: 'POST',
  path: '/v1/agents/:id/test-connection',
  operationId: 'testAgentConnection',
  summary: 'Try the stored provider configuration, or another before storing it',
  params: idParams,
  body: connectionTest,
  isBodyOptional: true,
  bodyExample: { provider: 'anthropic', api_key: 'sk-ant-...', model: 'claude-opus-4-20250514' },
  answers: { 200: { description: 'Whether the provider answered', schema: connection }, ...refusals(400, 403, 404, 429) },
  operation: testConnection,
  read: ({ params, body }) => readTest(params.id, body),
  show: showConnection,
});

const execute = route({
  ...shared,
  method: 'POST',
  path: '/v1/tasks/:id/execute',
  operationId: 'executeTask',
  summary: 'Start a run of the assignee on a task; its end hands in the deliverable',
  params: idParams,
  status: 202,
  answers: { 202: { description: 'The run has been accepted', schema: taskExecution }, ...refusals(400, 403, 404, 409, 422, 429) },
  operation: executeTask,
  read: ({ params }) => ({ task: params.id }),
  show: ({ run, taskId }) => ({ run_id: run.runId, session_id: run.sessionId, task_id: taskId }),
});

/** How agents work on tasks, and starting them on one. */
export const executionRoutes: readonly RouteDraft[] = [get, configure, test, execute];
