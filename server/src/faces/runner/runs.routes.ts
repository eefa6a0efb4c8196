import type { FastifyReply } from 'fastify';
import type { Json } from '../../kernel/json.ts';
import type { At } from '../../domain/home.ts';
import { awaitRun, getRun, listRunsByOffset, startRun } from '../../domain/runs/index.ts';
import type { RunReport, StartedRun } from '../../domain/runs/index.ts';
import { asJsonObject, customRoute, followRun, openSse, readLimits, route } from '../kit/index.ts';
import type { Answer, RouteDraft, Streamed } from '../kit/index.ts';
import { exampleRun, exampleRunAnswer } from './examples.ts';
import { stepFrames } from './stream.ts';
import { showListedRun, showOutcome, showRunDetails, showSteps, statesOf } from './show.ts';
import { agentParams, errorBody, runAnswer, runBody, runDetails, runList, runListQuery, runParams } from './wire.ts';

const shared = { tag: 'Runner runs' } as const;
const unknown = { 404: { description: 'AGENT_NOT_FOUND or RUN_NOT_FOUND', schema: errorBody } };

const start = customRoute({
  ...shared,
  method: 'POST',
  path: '/api/v1/agents/:id/run',
  operationId: 'runnerRunAgent',
  summary: 'Run an agent; a run that executed and failed answers 200 with its error',
  params: agentParams,
  body: runBody,
  bodyExample: exampleRun,
  answers: {
    200: {
      description: 'The finished run, or with `stream: true` server-sent events `step` and `complete`',
      schema: runAnswer,
      example: exampleRunAnswer,
    },
    400: { description: 'INVALID_INPUT', schema: errorBody },
    ...unknown,
    429: { description: 'RATE_LIMIT_EXCEEDED', schema: errorBody },
    500: { description: 'RUNTIME_ERROR', schema: errorBody },
    504: { description: 'TIMEOUT', schema: errorBody },
  },
  respond: async (at, wire, reply) => {
    const { body, params } = wire;
    const key = wire.header('idempotency-key');
    const started = await startRun(at, {
      agent: params.id,
      input: body.input,
      data: body.data === undefined ? null : asJsonObject(body.data),
      override: readLimits(body.config_override),
      origin: 'runner',
      ...(key === undefined ? {} : { idempotency: { key, route: 'run' } }),
    });
    if (body.stream === true) return streamRun(at, started, reply);
    const report = await awaitRun(at, started, () => wire.closed);
    return report === null ? { status: 499 } : answerOf(started, report);
  },
});

function streamRun(at: At, started: StartedRun, reply: FastifyReply): Streamed {
  const stream = openSse(reply, { 'content-location': `/v1/runs/${started.runId}/events` });
  const after = { seq: started.lastSeq, offset: 0 };
  followRun(at, stream, { sessionId: started.sessionId, runId: started.runId, after, isFresh: !started.isReplay }, stepFrames());
  return 'streamed';
}

/** Source: agent API specification, "Error Response" (200 with the error) and "Error Codes" (500 RUNTIME_ERROR, 504 TIMEOUT). */
function answerOf(started: StartedRun, report: RunReport): Answer {
  const ids = { run_id: started.runId, agent_id: started.agent.id };
  const headers = started.isReplay ? { headers: { 'idempotency-replayed': 'true' } } : {};
  const fault = faultOf(report);
  if (fault === undefined) return { status: 200, body: { ...ids, ...showOutcome(report) }, ...headers };
  const { status, code } = fault;
  const steps: Json = JSON.parse(JSON.stringify(showSteps(report.steps)));
  const body = {
    error: { code, message: report.error?.message ?? '' },
    ...ids,
    status: report.state,
    steps,
    duration_ms: report.durationMs,
  };
  return { status, body, ...headers };
}

function faultOf(report: RunReport): { readonly status: number; readonly code: string } | undefined {
  if (report.state === 'timeout') return { status: 504, code: 'TIMEOUT' };
  const isEngineFault = report.error?.code === 'RUNTIME_ERROR' || report.error?.code === 'RECOVERY_EXHAUSTED';
  return isEngineFault ? { status: 500, code: 'RUNTIME_ERROR' } : undefined;
}

const history = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agents/:id/runs',
  operationId: 'runnerListRuns',
  summary: "List an agent's runs, newest first",
  params: agentParams,
  query: runListQuery,
  answers: { 200: { description: 'Runs', schema: runList }, ...unknown },
  operation: listRunsByOffset,
  read: ({ params, query }) => ({ agent: params.id, states: statesOf(query.status), limit: query.limit ?? 20, offset: query.offset ?? 0 }),
  show: (page, { query }) => ({
    runs: page.items.map(showListedRun),
    total: page.total,
    limit: query.limit ?? 20,
    offset: query.offset ?? 0,
  }),
});

const details = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agents/:id/runs/:run_id',
  operationId: 'runnerGetRun',
  summary: 'Get a run with its steps and its result',
  params: runParams,
  answers: { 200: { description: 'The run', schema: runDetails }, ...unknown },
  operation: getRun,
  read: ({ params }) => ({ agent: params.id, id: params.run_id }),
  show: showRunDetails,
});

export const runRoutes: readonly RouteDraft[] = [start, history, details];
