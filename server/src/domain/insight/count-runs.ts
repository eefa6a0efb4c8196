import { sql } from 'kysely';
import { lowestIdAt } from '../../kernel/id.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import type { RunFigures, RunsPart, Span } from './overview.ts';

/** The newest runs of a span that are looked at. */
const sampleMax = 50_000;

/**
 * Runs of a span that a caller may see, newest first, so many at most. Ids begin with the time, so the index of ids finds them; an id may be a
 * little ahead of its time, so the time itself decides.
 */
function runsOf(db: Builder, { orgId, agentIds }: Caller, span: Span) {
  const runs = db
    .selectFrom('runs')
    .select(['id', 'state', 'created_at', 'duration_ms', 'input_tokens', 'output_tokens'])
    .where('org_id', '=', orgId)
    .where('id', '>=', lowestIdAt(span.since))
    .where('created_at', '>=', span.since)
    .where('created_at', '<', span.until)
    .orderBy('id', 'desc')
    .limit(sampleMax);
  const within = span.isPast === true ? runs.where('id', '<', lowestIdAt(span.until)) : runs;
  return (agentIds === null ? within : within.where('agent_id', 'in', [...agentIds, orgId])).as('newest');
}

interface Group {
  readonly state: string;
  readonly part: number;
  readonly runs: number;
  readonly timed: number;
  readonly input: number;
  readonly output: number;
}

async function groupsOf(tx: ReadTx, caller: Caller, span: Span, partMs: number): Promise<Group[]> {
  const part = sql<number>`(created_at - ${sql.lit(span.since)}) / ${sql.lit(partMs)}`;
  const rows = await tx.query((db) =>
    db
      .selectFrom(runsOf(db, caller, span))
      .groupBy(['state', part])
      .select((eb) => [
        'state',
        part.as('part'),
        eb.fn.countAll<number>().as('runs'),
        eb.fn.count<number>('duration_ms').as('timed'),
        eb.fn.sum<number>('input_tokens').as('input'),
        eb.fn.sum<number>('output_tokens').as('output'),
      ]),
  );
  return rows.map(({ state, ...row }) => ({
    state,
    part: Number(row.part),
    runs: Number(row.runs),
    timed: Number(row.timed),
    input: Number(row.input),
    output: Number(row.output),
  }));
}

/** The duration that a share of the ended runs stays below. */
async function durationAt(tx: ReadTx, caller: Caller, span: Span, ended: number, share: number): Promise<number | null> {
  if (ended === 0) return null;
  const rows = await tx.query((db) =>
    db
      .selectFrom(runsOf(db, caller, span))
      .where('duration_ms', 'is not', null)
      .select('duration_ms')
      .orderBy('duration_ms')
      .offset(Math.min(ended - 1, Math.floor(ended * share)))
      .limit(1),
  );
  return rows[0]?.duration_ms ?? null;
}

const failedStates: ReadonlySet<string> = new Set(['failed', 'timeout']);

function kindOf(state: string): 'completed' | 'failed' | 'cancelled' | 'unfinished' {
  if (failedStates.has(state)) return 'failed';
  return state === 'completed' || state === 'cancelled' ? state : 'unfinished';
}

/** Figures of a span, and how they spread over its parts. */
export async function countRuns(
  tx: ReadTx,
  caller: Caller,
  span: Span,
  partMs: number,
): Promise<{ readonly figures: RunFigures; readonly parts: readonly RunsPart[] }> {
  const groups = await groupsOf(tx, caller, span, partMs);
  const sum = (of: (group: Group) => number, only?: string): number =>
    groups.filter(({ state }) => only === undefined || kindOf(state) === only).reduce((total, group) => total + of(group), 0);
  const runs = ({ runs: count }: Group): number => count;
  const [completed, failed] = [sum(runs, 'completed'), sum(runs, 'failed')];
  const ended = sum(({ timed }) => timed);
  const figures: RunFigures = {
    total: sum(runs),
    completed,
    failed,
    cancelled: sum(runs, 'cancelled'),
    unfinished: sum(runs, 'unfinished'),
    successRate: completed + failed === 0 ? null : completed / (completed + failed),
    p50Ms: await durationAt(tx, caller, span, ended, 0.5),
    p95Ms: await durationAt(tx, caller, span, ended, 0.95),
    inputTokens: sum(({ input }) => input),
    outputTokens: sum(({ output }) => output),
    isSampled: sum(runs) >= sampleMax,
  };
  return { figures, parts: partsOf(groups, span, partMs) };
}

/** Every part of the span, also those in which nothing happened. */
function partsOf(groups: readonly Group[], span: Span, partMs: number): RunsPart[] {
  return Array.from({ length: Math.ceil((span.until - span.since) / partMs) }, (_none, index) => {
    const own = groups.filter(({ part }) => part === index);
    const count = (only: readonly string[]): number =>
      own.filter(({ state }) => only.includes(kindOf(state))).reduce((total, group) => total + group.runs, 0);
    return {
      at: span.since + index * partMs,
      completed: count(['completed']),
      failed: count(['failed']),
      other: count(['cancelled', 'unfinished']),
    };
  });
}
