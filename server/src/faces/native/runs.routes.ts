import { isProgram } from '../../kernel/caller.ts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { At } from '../../domain/home.ts';
import { awaitRun, cancelRun, getRun, listRuns, startRun } from '../../domain/runs/index.ts';
import type { StartedRun } from '../../domain/runs/index.ts';
import { asJsonObject, customRoute, followRun, oneOf, openSse, readLimits, route } from '../kit/index.ts';
import type { Answer, RouteDraft, Streamed } from '../kit/index.ts';
import { eventFrames } from './events.ts';
import { showPage, showRun, showRunDetails } from './show.ts';
import { idParams, pageOf, pageQuery, refusals, run, runStart, runStatuses } from './wire.ts';

const shared = { tag: 'Runs' } as const;
type StartWire = Static<typeof runStart>;

const start = customRoute({
  ...shared,
  method: 'POST',
  path: '/v1/agents/:id/runs',
  operationId: 'startRun',
  summary: 'Start a run: waits for its end, streams its events (`stream: true`), or returns at once (`wait: false`)',
  params: idParams,
  body: runStart,
  bodyExample: { input: 'Clean this CSV and calculate totals by region', data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West' } },
  answers: {
    200: { description: 'The finished run with its steps, or server-sent events of the run', schema: run },
    202: { description: 'The accepted run', schema: run },
    ...refusals(400, 403, 404, 409, 422, 429),
  },
  respond: async (at, wire, reply) => {
    const { body, params } = wire;
    const started = await startRun(at, readStart(at, params.id, body, wire.header('idempotency-key')));
    if (body.on_disconnect === 'cancel') cancelWhenGone(at, started, wire.closed, reply);
    if (body.stream === true || wire.accepts.includes('text/event-stream')) return stream(at, started, reply);
    if (body.wait === false) return accepted(at, started);
    const report = await awaitRun(at, started, () => wire.closed);
    if (report === null) return { status: 499 };
    return { status: 200, body: showRunDetails(await getRun(at, { id: started.runId })), headers: headersOf(started) };
  },
});

function readStart(at: At, agent: string, body: StartWire, key: string | undefined) {
  return {
    agent,
    input: body.input,
    data: body.data === undefined ? null : asJsonObject(body.data),
    override: readLimits(body.config_override),
    sessionId: body.session_id,
    origin: isProgram(at.caller) ? ('api_key' as const) : ('ui' as const),
    ...(key === undefined ? {} : { idempotency: { key, route: 'native' } }),
  };
}

/** A client that leaves early takes its run with it; one that merely read the answer does not. */
function cancelWhenGone(at: At, started: StartedRun, closed: AbortSignal, reply: FastifyReply): void {
  closed.addEventListener('abort', () => {
    if (!reply.raw.writableFinished) void cancelRun(at, started.runId).catch(() => undefined);
  });
}

function headersOf(started: StartedRun): Record<string, string> {
  return {
    location: `/v1/runs/${started.runId}`,
    'content-location': `/v1/runs/${started.runId}/events`,
    ...(started.isReplay ? { 'idempotency-replayed': 'true' } : {}),
  };
}

function stream(at: At, started: StartedRun, reply: FastifyReply): Streamed {
  const sse = openSse(reply, headersOf(started));
  const after = { seq: started.afterSeq, offset: 0 };
  followRun(at, sse, { sessionId: started.sessionId, runId: started.runId, after }, eventFrames);
  return 'streamed';
}

async function accepted(at: At, started: StartedRun): Promise<Answer> {
  return {
    status: 202,
    body: showRun(await getRun(at, { id: started.runId })),
    headers: { ...headersOf(started), 'content-location': `/v1/runs/${started.runId}` },
  };
}

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/runs',
  operationId: 'listRuns',
  summary: 'List runs, newest first',
  query: Type.Object({
    ...pageQuery,
    agent: Type.Optional(Type.String()),
    session: Type.Optional(Type.String()),
    status: Type.Optional(oneOf(runStatuses)),
  }),
  answers: { 200: { description: 'Runs without output and steps', schema: pageOf(run) }, ...refusals(400, 404) },
  operation: listRuns,
  read: ({ query }) => ({
    agent: query.agent,
    session: query.session,
    states: query.status === undefined ? undefined : [query.status],
    limit: query.limit ?? 50,
    cursor: query.cursor,
  }),
  show: (page) => showPage(page, showRun),
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/runs/:id',
  operationId: 'getRun',
  summary: 'Get a run with its steps, output and result',
  params: idParams,
  answers: { 200: { description: 'The run', schema: run }, ...refusals(404) },
  operation: getRun,
  read: ({ params }) => ({ id: params.id }),
  show: showRunDetails,
});

const cancel = route({
  ...shared,
  method: 'POST',
  path: '/v1/runs/:id/cancel',
  operationId: 'cancelRun',
  summary: 'Stop a run; it is `cancelling` until its model call or tool has really stopped',
  params: idParams,
  status: 202,
  answers: { 202: { description: 'The run', schema: run }, ...refusals(403, 404, 409) },
  operation: cancelRun,
  read: ({ params }) => params.id,
  show: showRun,
});

const replay = customRoute({
  ...shared,
  method: 'POST',
  path: '/v1/runs/:id/replay',
  operationId: 'replayRun',
  summary: 'Start a new run with the input of an old one, in a session of its own',
  params: idParams,
  answers: { 202: { description: 'The new run', schema: run }, ...refusals(403, 404, 409, 429) },
  respond: async (at, wire) => {
    const old = await getRun(at, { id: wire.params.id });
    const body = { input: old.input, ...(old.data === null ? {} : { data: { ...old.data } }) };
    return accepted(at, await startRun(at, readStart(at, old.agent.id, body, wire.header('idempotency-key'))));
  },
});

export const runRoutes: readonly RouteDraft[] = [start, list, get, cancel, replay];
