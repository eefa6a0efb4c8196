import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { At } from '../../domain/home.ts';
import type { FaceParts } from '../kit/index.ts';
import { failed, resultOf } from './call-result.ts';
import { toolCalled, toolsFor } from './catalogue.ts';
import { guarded, refuseCursor } from './faults.ts';
import type { Taking } from './takings.ts';
import { addTasks, beginTask, knowsTasks, tasksExtension } from './tasks.ts';
import { addTranscripts } from './transcripts.ts';
import type { Tool, ToolCall } from './tool.ts';

const instructions =
  'Work for people through Forgeyard. Tell what you do with log_step and pass on the agent_instance_id that it returns; ask people with ' +
  'ask_question and wait for what they say; take tasks with get_next_task and claim_task, read get_task_context before you begin, and hand ' +
  'results in with submit_deliverable. Tools named run_… give work to other agents. End with end_session.';

/** What a client may keep for a minute: the tools follow the caller's grants and agents, so nobody else may see them. */
const cacheHint = { ttlMs: 60_000, cacheScope: 'private' } as const;

/** Who sent a message, and how they take it back. */
export interface Sender {
  readonly at: At;
  readonly taking: Taking;
  readonly era: 'legacy' | 'modern';
}

/** An MCP server for one message of one caller. It decides nothing: every tool is an operation under the caller's own grants. */
export function serverFor(sender: Sender, { version, background }: FaceParts): Server {
  const { at, era } = sender;
  const server = new Server(
    { name: 'forgeyard', title: 'Forgeyard', version },
    {
      capabilities: { tools: {}, resources: {}, ...(era === 'modern' ? { extensions: { [tasksExtension]: {} } } : {}) },
      instructions,
      cacheHints: { 'tools/list': cacheHint, 'resources/list': cacheHint, 'resources/templates/list': cacheHint },
    },
  );
  server.setRequestHandler('tools/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { tools: (await guarded(toolsFor(at), background)).map(showTool) };
  });
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = await guarded(toolCalled(at, params.name), background);
    if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such tool.', { name: params.name });
    const problem = tool.problems(params.arguments ?? {});
    if (problem !== null) return failed('tool.arguments_invalid', problem);
    const call = { sender, args: params.arguments ?? {}, clientName: server.getClientVersion()?.name, context };
    const prepared = prepare(call);
    const task = knowsTasks(server) ? await guarded(beginTask(tool, prepared), background) : undefined;
    return task ?? guarded(resultOf(tool.perform(prepared)), background);
  });
  if (era === 'modern') addTasks(server, at, background);
  addTranscripts(server, at, background);
  return server;
}

function showTool({ name, title, description, input, output, hints }: Tool) {
  return { name, title, description, inputSchema: asObjectSchema(input), outputSchema: asObjectSchema(output), annotations: hints };
}

/** Guaranteed by every tool of ours: what goes in and what comes out is an object. */
function asObjectSchema(schema: Tool['input']): { type: 'object' } {
  return schema as { type: 'object' };
}

interface Performance {
  readonly sender: Sender;
  readonly args: Record<string, unknown>;
  readonly clientName: string | undefined;
  readonly context: ServerContext;
}

const patience = { withProgressMs: 600_000, withoutMs: 50_000 } as const;

function prepare({ sender, args, clientName, context }: Performance): ToolCall<never> {
  const { at, taking, era } = sender;
  const { _meta: meta, signal, notify } = context.mcpReq;
  const progressToken = meta?.progressToken;
  let progress = 0;
  return {
    at,
    args: asChecked(args),
    clientName,
    signal: AbortSignal.any([signal, taking.signal]),
    isTakenBack: taking.isTakenBack,
    patienceMs: progressToken === undefined ? patience.withoutMs : patience.withProgressMs,
    firstPatienceMs: progressToken === undefined || era === 'modern' ? patience.withoutMs : patience.withProgressMs,
    progress: (message) => {
      if (progressToken === undefined || signal.aborted) return;
      progress += 1;
      // A client that has gone is noticed by the signal.
      void notify({ method: 'notifications/progress', params: { progressToken, progress, message } }).catch(() => undefined);
    },
  };
}

/** Guaranteed by the check against the tool's schema right before. */
function asChecked(args: Record<string, unknown>): never {
  return args as never;
}
