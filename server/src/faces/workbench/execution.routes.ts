import { Type } from 'typebox';
import { awaitExecution, configureExecution, executeTask, testConnection } from '../../domain/execution/index.ts';
import type { ExecutionEnd } from '../../domain/execution/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { Answer, RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import {
  connection,
  connectionTest,
  executed,
  execution,
  executionChange,
  executionFailed,
  executionWaits,
  readExecution,
  readTest,
  showExecution,
  taskExecution,
} from './execution.wire.ts';

const shared = { tag: 'Workbench execution' } as const;
const params = Type.Object({ id: Type.String({ description: 'Number, UUID, agt_… or name of the agent' }) });

const configure = route({
  ...shared,
  method: 'PATCH',
  path: '/api/agents/:id/execution',
  operationId: 'workbenchConfigureExecution',
  summary: 'Set how an agent works on tasks: provider, key, model, prompt, mode',
  params,
  body: executionChange,
  bodyExample: {
    provider: 'anthropic',
    providerApiKey: 'sk-ant-...',
    providerModel: 'claude-opus-4-20250514',
    systemPrompt: 'You are a code review expert...',
    executionMode: 'manual',
  },
  answers: { 200: success('The configuration, without the key', execution), ...refusals(400, 401, 403, 404, 422) },
  operation: configureExecution,
  read: ({ params: { id }, body }) => ({ agent: id, changes: readExecution(body) }),
  show: (settings) => ({ success: true, data: showExecution(settings) }),
});

const test = route({
  ...shared,
  method: 'POST',
  path: '/api/agents/:id/test-connection',
  operationId: 'workbenchTestConnection',
  summary: 'Try the stored provider configuration, or another before storing it',
  params,
  body: connectionTest,
  isBodyOptional: true,
  bodyExample: { provider: 'anthropic', apiKey: 'sk-ant-...', model: 'claude-opus-4-20250514' },
  answers: { 200: success('Whether the provider answered', connection), ...refusals(400, 401, 403, 404, 429) },
  operation: testConnection,
  read: ({ params: { id }, body }) => readTest(id, body),
  show: ({ connected, model, message }) => ({ success: true, data: { connected, model, message } }),
});

/** The path is shared with the execute API, which owns every other address and every request that carries a key. */
const execute = customRoute({
  ...shared,
  method: 'POST',
  path: '/api/agents/:id/execute',
  idShape: 'digits',
  operationId: 'workbenchExecuteTask',
  summary: 'Work on a task of the agent and wait for the deliverable',
  params,
  body: taskExecution,
  bodyExample: { taskId: 123 },
  answers: {
    200: success('The deliverable that was handed in', executed),
    202: success('A person has to answer a question of the run first', executionWaits),
    502: {
      description: 'EXECUTION_FAILED: the task is assigned again, with the category and the time of the next try',
      schema: executionFailed,
    },
    ...refusals(400, 401, 403, 404, 409, 422, 429),
  },
  respond: async (at, { params: { id }, body, closed }) => {
    const started = await executeTask(at, { agent: id, task: String(body.taskId) });
    const end = await awaitExecution(at, started, () => closed);
    return end === null ? { status: 499 } : answerTo(end, started.run.runId);
  },
});

function answerTo(end: ExecutionEnd, runId: string): Answer {
  const usage = { inputTokens: end.report.usage.inputTokens, outputTokens: end.report.usage.outputTokens };
  if (end.state === 'completed') {
    const { number, content } = end.deliverable;
    return { status: 200, body: { success: true, data: { deliverableId: number, content, usage } } };
  }
  if (end.state === 'waiting') {
    const message = 'The run waits for the answer to a question. The deliverable follows when it has gone on.';
    return { status: 202, body: { success: true, data: { deliverableId: null, content: null, usage, runId, message } } };
  }
  const details = { category: end.category, runId };
  return { status: 502, body: { success: false, error: { code: 'EXECUTION_FAILED', message: end.message, details } } };
}

/** Source: agents API, "Configure Execution", "Test Provider Connection", "Execute Task". */
export const executionRoutes: readonly RouteDraft[] = [configure, test, execute];
