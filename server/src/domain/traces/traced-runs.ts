import { setImmediate } from 'node:timers/promises';
import { isTerminalEvent } from '../../kernel/event.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import { formatTraceParent, runSpanId, traceOfRun } from '../../kernel/trace-parent.ts';
import { statement } from '../../store/index.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { readEvents } from '../sessions/index.ts';
import { spansOfRuns } from './run-spans.ts';
import type { RunSpanOptions, TracedRun } from './traced-run.ts';
import { seqStride } from './span.ts';
import type { Span } from './span.ts';

/** Runs that are looked up together. */
const runsAtOnce = 50;
/** Entries of the log that the spans of one run are made of, and that are read at once. */
const eventsMax = 50_000;
const partMax = 25;

interface TracedRow {
  readonly id: string;
  readonly session_id: string;
  readonly first_seq: number;
  readonly trace_parent: string | null;
  readonly agent_id: string;
  readonly agent_version: number;
  readonly slug: string | null;
  readonly model: string | null;
}

function tracedRuns(db: Builder) {
  return db
    .selectFrom('runs')
    .leftJoin('agents', 'agents.id', 'runs.agent_id')
    .leftJoin('agent_versions', (join) =>
      join.onRef('agent_versions.agent_id', '=', 'runs.agent_id').onRef('agent_versions.version', '=', 'runs.agent_version'),
    )
    .select([
      'runs.id',
      'runs.session_id',
      'runs.first_seq',
      'runs.trace_parent',
      'runs.agent_id',
      'runs.agent_version',
      'agents.slug as slug',
      'agent_versions.model as model',
    ]);
}

/** The run that holds a place of the log, and those behind it. */
const runsFrom = statement<{ session: string; place: number; limit: number }, TracedRow>((db, arg) =>
  tracedRuns(db)
    .where('runs.session_id', '=', arg.session)
    .where('runs.first_seq', '>=', (eb) =>
      eb
        .selectFrom('runs as before')
        .select((of) => of.fn.coalesce(of.fn.max<number>('before.first_seq'), of.lit(0)).as('first'))
        .where('before.session_id', '=', arg.session)
        .where('before.first_seq', '<=', arg.place),
    )
    .orderBy('runs.first_seq')
    .limit(arg.limit),
);
const runById = statement<{ id: string; org: string }, TracedRow>((db, arg) =>
  tracedRuns(db).where('runs.id', '=', arg.id).where('runs.org_id', '=', arg.org),
);

/** What only the name of a model tells. */
type Catalogue = Home['models'];

function toTraced(row: TracedRow, models: Catalogue): TracedRun {
  const provider = row.model === null ? null : models.providerOf(row.model);
  return {
    id: row.id,
    traceParent: row.trace_parent,
    agent: { id: row.agent_id, slug: row.slug ?? '' },
    agentVersion: row.agent_version,
    provider: provider === 'playbook' ? 'forgeyard.playbook' : provider,
  };
}

export interface OwnSpansRequest {
  readonly sessionId: string;
  /** Exclusive, as a `seq` of spans. */
  readonly after: number;
  /** About so many spans are wanted. */
  readonly limit: number;
  /** Of the log: nothing behind it is looked at. */
  readonly lastSeq: number;
}

export interface OwnSpans {
  readonly spans: readonly Span[];
  /** All spans up to this `seq` are there. */
  readonly upto: number;
}

/**
 * The spans of a session's own runs behind a place, as many whole runs as the page needs: runs of one session never overlap in its log. Other work
 * gets its turn while the log is read.
 */
export async function runSpansOfSession(tx: ReadTx, models: Catalogue, request: OwnSpansRequest): Promise<OwnSpans> {
  const { sessionId: session, after, limit, lastSeq } = request;
  const spans: Span[] = [];
  for (let place = Math.floor(after / seqStride); ;) {
    const rows = await tx.all(runsFrom, { session, place, limit: runsAtOnce + 1 });
    for (const [index, row] of rows.slice(0, runsAtOnce).entries()) {
      const next = rows[index + 1]?.first_seq;
      const upto = Math.min(lastSeq, (next ?? Infinity) - 1);
      const log = await eventsOfRun(tx, row, { upto, keepsContent: false });
      const own = spansOfRuns(log, new Map([[row.id, toTraced(row, models)]]), { keepsContent: false });
      for (const span of own) if (span.seq > after) spans.push(span);
      if (next === undefined) return { spans, upto: Infinity };
      if (spans.length > limit) return { spans, upto: next * seqStride - 1 };
      place = next;
    }
    if (rows.length === 0) return { spans, upto: Infinity };
  }
}

interface RunLog {
  /** Inclusive, where the next run begins behind it. */
  readonly upto: number;
  /** What models said and tools brought; what a long run holds of that does not fit into memory. */
  readonly keepsContent: boolean;
}

/** A run's events, in parts between which other work gets its turn. */
async function eventsOfRun(tx: ReadTx, run: TracedRow, { upto, keepsContent }: RunLog): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let place = run.first_seq - 1; events.length < eventsMax;) {
    const part = await readEvents(tx, { sessionId: run.session_id, after: place, upto, limit: partMax, withoutDeltas: true });
    events.push(...(keepsContent ? part : part.map(withoutContent)));
    await setImmediate();
    if (part.length < partMax || part.some((event) => event.runId === run.id && isTerminalEvent(event.type))) break;
    place = part.at(-1)?.seq ?? place;
  }
  return events;
}

function withoutContent(event: LoggedEvent): LoggedEvent {
  switch (event.type) {
    case 'tool.called':
      return { ...event, payload: { ...event.payload, input: {} } };
    case 'tool.completed':
      return { ...event, payload: { ...event.payload, output: null } };
    case 'message.completed':
      return { ...event, payload: { ...event.payload, text: '' } };
    default:
      return event;
  }
}

/** The spans of one run, for whoever hands them on; empty when there is no such run. The caller has been found entitled to it. */
export async function spansOfRun(
  tx: ReadTx,
  models: Catalogue,
  run: { readonly id: string; readonly orgId: string },
  options: RunSpanOptions,
): Promise<readonly Span[]> {
  const row = await tx.first(runById, { id: run.id, org: run.orgId });
  if (row === undefined) return [];
  const events = await eventsOfRun(tx, row, { upto: Number.MAX_SAFE_INTEGER, ...options });
  return spansOfRuns(events, new Map([[row.id, toTraced(row, models)]]), options);
}

/** The traceparent for what a run itself asks others, null when there is no such run. */
export async function traceParentOfRun(tx: ReadTx, run: { readonly id: string; readonly orgId: string }): Promise<string | null> {
  const row = await tx.first(runById, { id: run.id, org: run.orgId });
  if (row === undefined) return null;
  const { traceId, flags } = traceOfRun(row.id, row.trace_parent);
  return formatTraceParent({ traceId, flags, parentId: runSpanId(row.id) });
}
