import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { CallToolResult, Server, StandardSchemaV1 } from '@modelcontextprotocol/server';
import { toRfc3339 } from '../../kernel/clock.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import type { FaceParts } from '../kit/index.ts';
import { failed, resultOf } from './call-result.ts';
import { guarded } from './faults.ts';
import type { LongWork, LongWorkState, Tool, ToolCall } from './tool.ts';
import { questionWork } from './tools/ask-question.ts';
import { runWork } from './tools/run-agent.ts';

/**
 * Long calls as tasks, for clients that say they know them: the call answers at once, and its result is asked for later, at any server. A task is the
 * run or the question itself under another name, so nothing is kept for it.
 * Source: MCP tasks extension (SEP-2663).
 */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

const missingCapability = -32_021;
/** How long a result can be asked for at least; runs and questions stay longer. */
const ttlMs = 86_400_000;
const works = { run: runWork, question: questionWork } as const;
const taskIdForm = /^(run|question)-([0-9a-f-]{36})$/;

/** Whether the client of a message takes tasks in place of results. */
export function knowsTasks(server: Server): boolean {
  return server.getClientCapabilities()?.extensions?.[tasksExtension] !== undefined;
}

/** Begins what a tool does long, as a task; undefined when the tool has to be called as ever. */
export async function beginTask(tool: Tool, call: ToolCall<never>): Promise<CallToolResult | undefined> {
  try {
    const begun = await tool.begin?.(call);
    if (begun === undefined) return undefined;
    const { kind, id } = begun;
    return { content: [], resultType: 'task', ...taskOf(`${kind}-${id}`, works[kind], await works[kind].look(call.at, id)) };
  } catch (error) {
    if (error instanceof Refusal) return failed(error.reason, error.message, error.detail.retryAfterS);
    throw error;
  }
}

function taskOf(taskId: string, { pollMs }: LongWork, { status, words, createdAt, changedAt }: LongWorkState) {
  return {
    taskId,
    status,
    statusMessage: words,
    createdAt: toRfc3339(createdAt),
    lastUpdatedAt: toRfc3339(changedAt),
    ttlMs,
    pollIntervalMs: pollMs,
  };
}

/** What clients ask of tasks. Whoever may see the run or the question may see and end the task. */
export function addTasks(server: Server, at: At, background: FaceParts['background']): void {
  const serve = (method: string, answer: (work: LongWork, id: string, taskId: string) => Promise<Record<string, unknown>>): void => {
    server.setRequestHandler(method, { params: taskParams }, async ({ taskId }) => {
      if (!knowsTasks(server)) throw missingExtension();
      const [, kind, id = ''] = taskIdForm.exec(taskId) ?? [];
      if (kind !== 'run' && kind !== 'question') throw unknownTask(taskId);
      return guarded(answer(works[kind], id, taskId).catch(unlessUnknown(taskId)), background);
    });
  };
  serve('tasks/get', async (work, id, taskId) => {
    const state = await work.look(at, id);
    const result = state.status === 'completed' ? { result: await resultOf(work.result(at, id)) } : {};
    return { ...taskOf(taskId, work, state), ...result };
  });
  serve('tasks/cancel', async (work, id) => {
    const { status } = await work.look(at, id);
    if (status === 'working') await work.cancel(at, id);
    return {};
  });
  // Nothing of ours waits for input of the client.
  serve('tasks/update', async (work, id) => work.look(at, id).then(() => ({})));
}

function missingExtension(): ProtocolError {
  const data = { requiredCapabilities: { extensions: { [tasksExtension]: {} } } };
  return new ProtocolError(missingCapability, 'The client has not said that it knows tasks.', data);
}

function unknownTask(taskId: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such task.', { taskId });
}

function unlessUnknown(taskId: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof Refusal && (error.kind === 'not_found' || error.kind === 'forbidden') ? unknownTask(taskId) : error;
  };
}

/** The library judges params by any schema of the common form. */
const taskParams: StandardSchemaV1<unknown, { readonly taskId: string }> = {
  '~standard': {
    version: 1,
    vendor: 'forgeyard',
    validate: (value: unknown) => {
      const taskId = typeof value === 'object' && value !== null && 'taskId' in value ? value.taskId : undefined;
      return typeof taskId === 'string' ? { value: { taskId } } : { issues: [{ message: 'taskId has to be a text' }] };
    },
  },
};
