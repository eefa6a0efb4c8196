import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { foreignAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { visibleSession } from '../sessions/index.ts';
import { receiveSpans } from './receive-spans.ts';
import { sessionOfTrace, traceOfSession } from './span-queries.ts';
import type { SentResource } from './span.ts';
import { sessionIdFor, tracesOf } from './trace-address.ts';
import type { SentTrace } from './trace-address.ts';

export interface SpansToIngest {
  readonly resources: readonly SentResource[];
  /** Keeps what prompts, answers and tools said too. */
  readonly keepsContent: boolean;
}

export interface Ingested {
  readonly rejected: number;
  /** Why, for the sender; null when nothing was rejected. */
  readonly problem: string | null;
}

/** Traces, and spans, that are written in one transaction, so that none keeps others waiting for long. */
const tracesAtOnce = 100;
const spansAtOnce = 1_000;
/** Agents that one request may speak for. */
const agentsMax = 50;

interface Portion {
  readonly traces: readonly SentTrace[];
  readonly keepsContent: boolean;
}

interface PortionDone extends Ingested {
  readonly refusal: Refusal | null;
}

const ingestPortion = mutation<Portion, PortionDone>({
  grant: 'messages:write',
  work: async (tx, at, { traces, keepsContent }) => {
    const rejections: Rejections = { spans: 0, problem: null, refusal: null };
    const agents = new Map<string, Agent | Refusal>();
    const bySession = new Map<string, { readonly agent: Agent; readonly traces: SentTrace[] }>();
    for (const trace of traces) {
      const agent = agents.get(trace.agentName) ?? (await agentOf(tx, at, trace.agentName));
      agents.set(trace.agentName, agent);
      if (agent instanceof Refusal) {
        reject(rejections, trace.spans.length, agent.message, agent);
        continue;
      }
      const sessionId = await sessionOf(tx, at, agent, trace);
      const known = bySession.get(sessionId);
      if (known === undefined) bySession.set(sessionId, { agent, traces: [trace] });
      else known.traces.push(trace);
    }
    // In one order everywhere, so that two requests never wait for each other in a circle.
    for (const [sessionId, group] of [...bySession].sort(([left], [right]) => (left < right ? -1 : 1))) {
      const spans = group.traces.flatMap((trace) => trace.spans);
      const notKept = await receiveSpans(tx, at, { sessionId, agent: group.agent, spans, keepsContent });
      if (notKept !== null) reject(rejections, spans.length, notKept, null);
    }
    return { rejected: rejections.spans, problem: rejections.problem, refusal: rejections.refusal };
  },
  record: 'log',
});

/**
 * Keeps the spans of a foreign agent: finds or makes the agent and the session, and writes each span once, as it was sent last. What cannot be kept
 * is counted and the rest goes on.
 * @throws Refusal what kept every single span from being accepted, such as `forbidden` caller.is_restricted
 */
export const ingestSpans = Object.assign(
  async (at: At, { resources, keepsContent }: SpansToIngest): Promise<Ingested> => {
    const all = tracesOf(resources);
    const names = new Set([...new Set(all.map((trace) => trace.agentName))].slice(0, agentsMax));
    const traces = all.filter((trace) => names.has(trace.agentName));
    const count = spansIn(traces);
    let rejected = spansIn(all) - count;
    let problem = rejected === 0 ? null : `one request may speak for at most ${agentsMax} agents`;
    let refusal: Refusal | null = null;
    for (const portion of portionsOf(traces)) {
      const done = await ingestPortion(at, { traces: portion, keepsContent });
      rejected += done.rejected;
      problem ??= done.problem;
      refusal ??= done.refusal;
    }
    if (refusal !== null && rejected === count) throw refusal;
    return { rejected, problem };
  },
  { grant: 'messages:write' as const },
);

/** Traces in the order in which they came, the long ones in pieces. */
function* portionsOf(traces: readonly SentTrace[]): Generator<readonly SentTrace[]> {
  let portion: SentTrace[] = [];
  let count = 0;
  for (const trace of traces) {
    for (let start = 0; start < trace.spans.length; start += spansAtOnce) {
      const piece = { ...trace, spans: trace.spans.slice(start, start + spansAtOnce) };
      if (portion.length > 0 && (portion.length >= tracesAtOnce || count + piece.spans.length > spansAtOnce)) {
        yield portion;
        portion = [];
        count = 0;
      }
      portion.push(piece);
      count += piece.spans.length;
    }
  }
  if (portion.length > 0) yield portion;
}

function spansIn(traces: readonly SentTrace[]): number {
  return traces.reduce((sum, trace) => sum + trace.spans.length, 0);
}

interface Rejections {
  spans: number;
  problem: string | null;
  refusal: Refusal | null;
}

function reject(rejections: Rejections, spans: number, problem: string, refusal: Refusal | null): void {
  rejections.spans += spans;
  rejections.problem ??= problem;
  rejections.refusal ??= refusal;
}

async function agentOf(tx: Tx, at: At, name: string): Promise<Agent | Refusal> {
  try {
    return await foreignAgent(tx, at, name);
  } catch (error) {
    if (error instanceof Refusal && error.kind !== 'unavailable') return error;
    throw error;
  }
}

/** The session that a trace names, else the one where its first spans went, else that of its conversation, else one of its own. */
async function sessionOf(tx: Tx, at: At, agent: Agent, trace: SentTrace): Promise<string> {
  const { orgId } = at.caller;
  if (trace.sessionId !== null) {
    const named = await namedSession(tx, at, trace.sessionId);
    if (named !== undefined) return named;
  }
  const own = sessionIdFor(orgId, agent.id, trace.conversation ?? trace.sessionId ?? trace.traceId);
  // Mostly it is there, and others may have many spans of the same trace.
  if ((await tx.first(traceOfSession, { session: own, trace: trace.traceId })) !== undefined) return own;
  const known = await tx.first(sessionOfTrace, { org: orgId, agent: agent.id, trace: trace.traceId });
  return known?.session_id ?? own;
}

async function namedSession(tx: Tx, at: At, id: string): Promise<string | undefined> {
  try {
    return (await visibleSession(tx, at.caller, id)).id;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not_found') return undefined;
    throw error;
  }
}
