import { fromOwnJson } from '../../kernel/json.ts';
import { traceOfRun } from '../../kernel/trace-parent.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Builder, RunRow } from '../../store/index.ts';
import type { Run, RunState } from './run.ts';

export const runInsertion = insertion('runs', [
  'id',
  'org_id',
  'session_id',
  'agent_id',
  'agent_version',
  'state',
  'input_json',
  'config_json',
  'output_json',
  'error_code',
  'error_message',
  'input_tokens',
  'output_tokens',
  'steps',
  'duration_ms',
  'trigger_kind',
  'trigger_id',
  'trigger_name',
  'ip',
  'user_agent',
  'created_at',
  'started_at',
  'ended_at',
  'deadline_at',
  'first_seq',
  'last_seq',
  'attempt',
  'fence',
  'lease_owner',
  'lease_until',
  'cancel_requested_at',
  'task_id',
  'task_fence',
  'trace_parent',
]);

export interface RunJoin extends RunRow {
  readonly agent_slug: string | null;
  readonly agent_name: string | null;
  readonly model: string | null;
}

export function runsWithNames(db: Builder) {
  return db
    .selectFrom('runs')
    .leftJoin('agents', 'agents.id', 'runs.agent_id')
    .leftJoin('agent_versions', (join) =>
      join.onRef('agent_versions.agent_id', '=', 'runs.agent_id').onRef('agent_versions.version', '=', 'runs.agent_version'),
    )
    .selectAll('runs')
    .select(['agents.slug as agent_slug', 'agents.display_name as agent_name', 'agent_versions.model as model']);
}

export const runById = statement<{ org: string; id: string }, RunJoin>((db, arg) =>
  runsWithNames(db).where('runs.org_id', '=', arg.org).where('runs.id', '=', arg.id),
);

export const openRunOfSession = statement<{ session: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('runs')
    .select('id')
    .where('session_id', '=', arg.session)
    .where('state', 'in', ['queued', 'running', 'waiting', 'cancelling'])
    .limit(1),
);

/** The run that works on a task just now. */
export const openRunOfTask = statement<{ task: string }, { id: string; session_id: string }>((db, arg) =>
  db
    .selectFrom('runs')
    .select(['id', 'session_id'])
    .where('task_id', '=', arg.task)
    .where('state', 'in', ['queued', 'running', 'waiting', 'cancelling'])
    .limit(1),
);

/** Guaranteed by the engine and `startRun`, which store only these words. */
export function asRunState(word: string): RunState {
  return word as RunState;
}

export function toRun(row: RunJoin): Run {
  return {
    id: row.id,
    orgId: row.org_id,
    sessionId: row.session_id,
    agent: { id: row.agent_id, slug: row.agent_slug ?? '', displayName: row.agent_name ?? '' },
    agentVersion: row.agent_version,
    model: row.model ?? '',
    state: asRunState(row.state),
    input: fromOwnJson<string>(row.input_json),
    usage: { inputTokens: row.input_tokens, outputTokens: row.output_tokens },
    stepsCount: row.steps,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    attempt: row.attempt,
    durationMs: row.duration_ms,
    trigger: { kind: row.trigger_kind, id: row.trigger_id, name: row.trigger_name },
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    firstSeq: row.first_seq,
    traceId: traceOfRun(row.id, row.trace_parent).traceId,
  };
}
