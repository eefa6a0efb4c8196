import { isProgram } from '../../kernel/caller.ts';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import type { At } from '../../domain/home.ts';
import { awaitRun, startRun } from '../../domain/runs/index.ts';
import type { RunReport, StartedRun, StartRun } from '../../domain/runs/index.ts';
import { asJsonObject, customRoute, followRun, openSse, readLimits } from '../kit/index.ts';
import type { Answer, RouteDraft, Streamed } from '../kit/index.ts';
import { executeFrames, sendSession } from './stream.ts';
import { errorBody, executeBody, executed, executeParams } from './wire.ts';

type ExecuteBody = Static<typeof executeBody>;

const exampleBody = {
  input: 'Clean this CSV and calculate totals by region',
  data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,1/16/24,2300,East\nBob,1/17/24,1800,West' },
};

/** Source: Agent API Experience, phase 2; the plan spells the first path, its specification the second. */
const paths = [
  { path: '/api/agents/:name/execute', operationId: 'forgeExecute' },
  { path: '/api/v1/agents/:name/execute', operationId: 'forgeExecuteV1' },
] as const;

export const executeRoutes: readonly RouteDraft[] = paths.map(({ path, operationId }) =>
  customRoute({
    tag: 'Forge execute',
    method: 'POST',
    path,
    operationId,
    summary: 'Run an agent by name and stream its answer token by token',
    params: executeParams,
    body: executeBody,
    bodyExample: exampleBody,
    answers: {
      200: {
        description:
          'Server-sent events session, token, reasoning, tool, interaction, error, done; JSON with `stream: false` or `Accept: application/json`',
        schema: executed,
      },
      400: { description: 'BAD_REQUEST', schema: errorBody },
      401: { description: 'UNAUTHORIZED', schema: errorBody },
      403: { description: 'FORBIDDEN: the key is not scoped to the agent', schema: errorBody },
      404: { description: 'NOT_FOUND', schema: errorBody },
      409: { description: 'CONFLICT', schema: errorBody },
      422: { description: 'VALIDATION_ERROR', schema: errorBody },
      429: { description: 'RATE_LIMIT_EXCEEDED', schema: errorBody },
    },
    respond: async (at, wire, reply) => {
      const started = await startRun(at, readStart(at, wire.params.name, wire.body, wire.header('idempotency-key')));
      if (wantsJson(wire.body, wire.accepts)) return jsonAnswer(at, started, () => wire.closed);
      return streamAnswer(at, started, reply);
    },
  }),
);

function wantsJson(body: ExecuteBody, accepts: string): boolean {
  if (body.stream === false) return true;
  return body.stream === undefined && accepts.includes('application/json') && !accepts.includes('text/event-stream');
}

function readStart(at: At, name: string, body: ExecuteBody, key: string | undefined): StartRun {
  return {
    agent: name,
    input: body.input,
    data: body.data === undefined ? null : asJsonObject(body.data),
    override: readLimits(body.config_override),
    sessionId: body.session_id,
    origin: isProgram(at.caller) ? 'api_key' : 'ui',
    ...(key === undefined ? {} : { idempotency: { key, route: 'execute' } }),
  };
}

function streamAnswer(at: At, started: StartedRun, reply: FastifyReply): Streamed {
  const stream = openSse(reply, {
    'content-location': `/v1/runs/${started.runId}/events`,
    ...(started.isReplay ? { 'idempotency-replayed': 'true' } : {}),
  });
  sendSession(stream, started);
  const after = { seq: started.lastSeq, offset: 0 };
  const request = { sessionId: started.sessionId, runId: started.runId, after, isFresh: !started.isReplay };
  followRun(at, stream, request, executeFrames(started));
  return 'streamed';
}

async function jsonAnswer(at: At, started: StartedRun, closed: () => AbortSignal): Promise<Answer> {
  const report = await awaitRun(at, started, closed);
  if (report === null) return { status: 499 };
  const headers = started.isReplay ? { headers: { 'idempotency-replayed': 'true' } } : {};
  return { status: 200, body: { success: true, data: showExecuted(started, report) }, ...headers };
}

function showExecuted(started: StartedRun, report: RunReport) {
  return {
    run_id: started.runId,
    session_id: started.sessionId,
    session_name: started.sessionName,
    status: report.state,
    output: report.output,
    result: report.result,
    ...(report.error === null ? {} : { error: report.error }),
    steps: report.steps
      .filter((step) => step.kind === 'tool')
      .map((step) => ({
        step_number: step.toolNumber,
        tool: step.tool,
        action: step.action,
        status: step.status,
        input: step.input,
        output: step.output,
        ...(step.error === null ? {} : { error: step.error }),
        duration_ms: step.durationMs,
      })),
    usage: { input_tokens: report.usage.inputTokens, output_tokens: report.usage.outputTokens },
    duration_ms: report.durationMs,
  };
}
