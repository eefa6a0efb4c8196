import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { getOverview, overviewPeriods } from '../../domain/insight/index.ts';
import type { Overview, RunFigures } from '../../domain/insight/index.ts';
import { nullable, oneOf, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showName } from './show.ts';
import { agentName, refusals } from './wire.ts';

const figures = Type.Object({
  total: Type.Integer(),
  completed: Type.Integer(),
  failed: Type.Integer(),
  cancelled: Type.Integer(),
  unfinished: Type.Integer(),
  success_rate: nullable(Type.Number({ description: 'Completed among completed and failed, 0-1' })),
  p50_ms: nullable(Type.Integer()),
  p95_ms: nullable(Type.Integer()),
  input_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
  sampled: Type.Boolean({ description: 'There were more runs than are looked at; the figures are those of the newest 50,000' }),
});
const overview = Type.Object({
  period: oneOf(overviewPeriods),
  since: timestamp,
  until: timestamp,
  waiting: Type.Object({
    open: Type.Integer(),
    mine: Type.Integer(),
    oldest: nullable(Type.Object({ id: Type.String(), kind: Type.String(), question: Type.String(), created_at: timestamp })),
  }),
  runs: figures,
  previous: figures,
  parts: Type.Array(Type.Object({ at: timestamp, completed: Type.Integer(), failed: Type.Integer(), other: Type.Integer() })),
  running: Type.Array(
    Type.Object({
      run_id: Type.String(),
      session_id: Type.String(),
      agent: agentName,
      status: Type.String(),
      started_at: nullable(timestamp),
      created_at: timestamp,
    }),
  ),
  failures: Type.Array(
    Type.Object({
      code: Type.String(),
      agent: agentName,
      count: Type.Integer(),
      last_run_id: Type.String(),
      last_session_id: Type.String(),
      last_at: timestamp,
      message: Type.String(),
    }),
  ),
  sessions: Type.Object({ active: Type.Integer(), awaiting_input: Type.Integer() }),
  webhooks: nullable(Type.Object({ active: Type.Integer(), disabled: Type.Integer(), dead_24h: Type.Integer() })),
  keys: nullable(Type.Object({ active: Type.Integer(), expiring_7d: Type.Integer() })),
});

function showFigures(one: RunFigures) {
  const { total, completed, failed, cancelled, unfinished } = one;
  return {
    total,
    completed,
    failed,
    cancelled,
    unfinished,
    success_rate: one.successRate,
    p50_ms: one.p50Ms,
    p95_ms: one.p95Ms,
    input_tokens: one.inputTokens,
    output_tokens: one.outputTokens,
    sampled: one.isSampled,
  };
}

function showOverview({ period, span, waiting, runs, previous, parts, running, failures, sessions, webhooks, keys }: Overview) {
  const { oldest } = waiting;
  return {
    period,
    since: toRfc3339(span.since),
    until: toRfc3339(span.until),
    waiting: {
      open: waiting.open,
      mine: waiting.mine,
      oldest: oldest && { id: oldest.id, kind: oldest.kind, question: oldest.question, created_at: toRfc3339(oldest.createdAt) },
    },
    runs: showFigures(runs),
    previous: showFigures(previous),
    parts: parts.map(({ at, ...counts }) => ({ at: toRfc3339(at), ...counts })),
    running: running.map((one) => ({
      run_id: one.runId,
      session_id: one.sessionId,
      agent: showName(one.agent),
      status: one.state,
      started_at: toRfc3339OrNull(one.startedAt),
      created_at: toRfc3339(one.createdAt),
    })),
    failures: failures.map((one) => ({
      code: one.code,
      agent: showName(one.agent),
      count: one.count,
      last_run_id: one.lastRunId,
      last_session_id: one.lastSessionId,
      last_at: toRfc3339(one.lastAt),
      message: one.message,
    })),
    sessions: { active: sessions.active, awaiting_input: sessions.awaitingInput },
    webhooks: webhooks && { active: webhooks.active, disabled: webhooks.disabled, dead_24h: webhooks.dead },
    keys: keys && { active: keys.active, expiring_7d: keys.expiringSoon },
  };
}

const get = route({
  tag: 'Insight',
  method: 'GET',
  path: '/v1/insight/overview',
  operationId: 'getOverview',
  summary: 'What agents did in a period, what they do now, and what needs somebody',
  query: Type.Object({ period: Type.Optional(oneOf(overviewPeriods)) }),
  answers: { 200: { description: 'The overview', schema: overview }, ...refusals(400) },
  operation: getOverview,
  read: ({ query }) => query.period ?? '24h',
  show: showOverview,
});

export const insightRoutes: readonly RouteDraft[] = [get];
