import type { NewEvent } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { SpanRow, Tx } from '../../store/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { appendEvents, createSessionOnce, holdSession, isForeign, keepAlive, writeEvents } from '../sessions/index.ts';
import type { SessionChange } from '../sessions/index.ts';
import { boundSpan } from './bounded-attributes.ts';
import { names } from './dialects.ts';
import { gatherContent } from './gathered-content.ts';
import { whatIsNew } from './new-spans.ts';
import { cleanText, meaningOf } from './span-meaning.ts';
import { countSpans, lastRoot, rootOfTrace, sessionFacts, spanInsertion } from './span-queries.ts';
import type { RootRow } from './span-queries.ts';
import { seqStride, spansPerSessionMax, textOf } from './span.ts';
import type { SentSpan } from './span.ts';
import { lastOfEach } from './trace-address.ts';

export interface SpansForSession {
  readonly sessionId: string;
  readonly agent: Agent;
  readonly spans: readonly SentSpan[];
  readonly keepsContent: boolean;
}

/** What could not be kept, in one sentence for the sender; null when all was. */
export type NotKept = string | null;

const nameMax = 200;
const messageMax = 1_000;
/** How far back a session may have begun by the clock of its agent. */
const agoMsMax = 30 * 24 * 3_600_000;

/** Writes spans of one session, which begins with them when there is none yet, and moves its status on. */
export async function receiveSpans(tx: Tx, at: At, given: SpansForSession): Promise<NotKept> {
  const { sessionId } = given;
  const spans = lastOfEach(given.spans);
  const held = (await holdSession(tx, sessionId)) ?? (await openSession(tx, at, given));
  const facts = await tx.first(sessionFacts, { id: sessionId });
  if (held === undefined || facts === undefined || held.org_id !== at.caller.orgId || held.status === 'DELETED')
    return 'the session of these spans was deleted';
  const now = at.home.clock.now();
  if (isForeign(held.origin)) await keepAlive(tx, sessionId, now);
  const firstSeq = (held.last_seq + 1) * seqStride;
  const rows = spans.map((span, index) => toRow(span, { ...given, orgId: held.org_id, seq: firstSeq + index }));
  const news = await whatIsNew(tx, rows);
  if (facts.spans_count + news.count > spansPerSessionMax) return `a session keeps at most ${spansPerSessionMax} spans`;
  if (news.rows.length === 0) return null;
  await tx.insert(spanInsertion, news.rows);
  const root = await latestRoot(tx, sessionId, spans);
  const isNamed = facts.name !== provisionalName(given) || root === undefined;
  await tx.run(countSpans, {
    id: sessionId,
    name: isNamed ? facts.name : titleOf(root.name, fromOwnJson<JsonObject>(root.attributes_json)),
    count: news.count,
    input: news.inputTokens,
    output: news.outputTokens,
  });
  const change = held.origin === 'telemetry' ? changeBy(root, facts.started_at, now) : undefined;
  const events: NewEvent[] = [{ type: 'spans.received', payload: { count: news.rows.length, upto: firstSeq + spans.length - 1 } }];
  if (change !== undefined && change.status !== held.status)
    events.push({ type: 'session.status_changed', payload: { status: change.status, by: 'telemetry' } });
  await appendEvents(tx, { orgId: held.org_id, sessionId, runId: null }, events, { at: now, ...(change === undefined ? {} : { change }) });
  return null;
}

async function openSession(tx: Tx, at: At, given: SpansForSession) {
  const { sessionId: id, agent, spans } = given;
  const now = at.home.clock.now();
  const began = Math.floor(Math.min(...spans.map((span) => span.startedUs)) / 1_000);
  const root = spans.find(isRoot);
  const name = root === undefined ? provisionalName(given) : titleOf(root.name, root.attributes);
  const opened = await createSessionOnce(tx, at.caller, {
    id,
    agent,
    origin: 'telemetry',
    name,
    events: [],
    at: Math.min(now, Math.max(began, now - agoMsMax)),
    isAlive: true,
  });
  const created: NewEvent = { type: 'session.created', payload: { name, origin: 'telemetry' } };
  if (opened !== null) await writeEvents(tx, { orgId: at.caller.orgId, sessionId: id, runId: null }, [created], 0, now);
  return holdSession(tx, id);
}

/** What a session is called until its root comes, which usually is sent last. */
function provisionalName({ agent, sessionId }: Pick<SpansForSession, 'agent' | 'sessionId'>): string {
  return `${agent.slug}-${sessionId}`;
}

/** What people call the trace of a root, one line of it. */
function titleOf(name: string, attributes: JsonObject): string {
  const title = textOf(attributes, names.title) ?? name;
  return (
    cleanText(title, nameMax)
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim() || 'trace'
  );
}

function isRoot({ parentId, isParentRemote }: SentSpan): boolean {
  return parentId === null || isParentRemote;
}

/** The root of the newest trace, which may have come before others; undefined when that trace has none yet. */
async function latestRoot(tx: Tx, session: string, spans: readonly SentSpan[]): Promise<RootRow | undefined> {
  const newest = spans.reduce((best, span) => (span.startedUs > best.startedUs ? span : best));
  const last = await tx.first(lastRoot, { session });
  if (last !== undefined && last.trace_id !== newest.traceId && last.started_us > newest.startedUs)
    return tx.first(rootOfTrace, { session, trace: last.trace_id });
  return tx.first(rootOfTrace, { session, trace: newest.traceId });
}

/** A session works while its newest trace does, and ends as that trace's root does. */
function changeBy(root: RootRow | undefined, startedAt: number, now: number): SessionChange {
  if (root === undefined || root.ended_us === 0) return { status: 'ACTIVE', endedAt: null, lastError: null };
  const endedAt = Math.max(startedAt, Math.min(now, Math.ceil(root.ended_us / 1_000)));
  if (root.status !== 'error') return { status: 'COMPLETED', endedAt, lastError: null };
  return { status: 'FAILED', endedAt, lastError: root.status_message ?? 'The trace ended with an error.' };
}

interface RowFacts {
  readonly sessionId: string;
  readonly orgId: string;
  readonly seq: number;
  readonly keepsContent: boolean;
}

function toRow(span: SentSpan, { sessionId, orgId, seq, keepsContent }: RowFacts): SpanRow {
  const { kind, model, tool, inputTokens, outputTokens } = meaningOf(span);
  const said = keepsContent ? gatherContent(span.attributes, kind) : span.attributes;
  const { attributes, events } = boundSpan({ attributes: said, events: span.events }, keepsContent);
  const hasFailed = span.status === 'error' || (span.status === 'unset' && span.attributes['error.type'] !== undefined);
  return {
    session_id: sessionId,
    trace_id: span.traceId,
    span_id: span.spanId,
    org_id: orgId,
    seq,
    parent_span_id: span.parentId,
    name: cleanText(span.name, nameMax),
    kind,
    status: span.endedUs === null ? 'running' : hasFailed ? 'error' : span.status,
    status_message: span.statusMessage === '' ? null : cleanText(span.statusMessage, messageMax),
    started_us: span.startedUs,
    ended_us: span.endedUs ?? 0,
    is_root: isRoot(span) ? 1 : 0,
    model,
    tool,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    attributes_json: JSON.stringify(attributes),
    events_json: JSON.stringify(events),
  };
}
