import type { LoggedEvent } from '../../kernel/event.ts';
import { formatTraceParent, runSpanId, traceOfRun } from '../../kernel/trace-parent.ts';
import { statement } from '../../store/index.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { readEvents } from '../sessions/index.ts';
import { spansOfRuns } from './run-spans.ts';
import type { RunSpanOptions, TracedRun } from './run-spans.ts';
import type { Span } from './span.ts';

/** Runs of one session, and entries of its log, that spans are made of. */
const runsMax = 1_000;
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

const runsOfSession = statement<{ session: string; limit: number }, TracedRow>((db, arg) =>
  tracedRuns(db).where('runs.session_id', '=', arg.session).orderBy('runs.id', 'desc').limit(arg.limit),
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

/** The spans of a session's own runs, the newest 1,000 of them. */
export async function runSpansOfSession(tx: ReadTx, models: Catalogue, sessionId: string): Promise<readonly Span[]> {
  const rows = await tx.all(runsOfSession, { session: sessionId, limit: runsMax });
  if (rows.length === 0) return [];
  const runs = new Map(rows.map((row) => [row.id, toTraced(row, models)]));
  const after = Math.min(...rows.map((row) => row.first_seq)) - 1;
  return spansOfRuns(await eventsWithoutContent(tx, sessionId, after), runs, { keepsContent: false });
}

/** Events in parts, and without what models said and tools brought: what a long session holds of that does not fit into memory. */
async function eventsWithoutContent(tx: ReadTx, sessionId: string, after: number): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let place = after; events.length < eventsMax;) {
    const part = await readEvents(tx, { sessionId, after: place, limit: partMax, withoutDeltas: true });
    events.push(...part.map(withoutContent));
    if (part.length < partMax) break;
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
  const events = await readEvents(tx, { sessionId: row.session_id, after: row.first_seq - 1, limit: eventsMax, withoutDeltas: true });
  return spansOfRuns(events, new Map([[row.id, toTraced(row, models)]]), options);
}

/** The traceparent for what a run itself asks others, null when there is no such run. */
export async function traceParentOfRun(tx: ReadTx, run: { readonly id: string; readonly orgId: string }): Promise<string | null> {
  const row = await tx.first(runById, { id: run.id, org: run.orgId });
  if (row === undefined) return null;
  const { traceId, flags } = traceOfRun(row.id, row.trace_parent);
  return formatTraceParent({ traceId, flags, parentId: runSpanId(row.id) });
}
