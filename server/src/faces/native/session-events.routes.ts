import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Cursor } from '../../kernel/cursor.ts';
import { logStart, parseCursor } from '../../kernel/cursor.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { getRun, isTerminal } from '../../domain/runs/index.ts';
import { getSession, listSessionEvents } from '../../domain/sessions/index.ts';
import { customRoute, followRun, openSse } from '../kit/index.ts';
import type { Answer, RouteDraft, Streamed, Wire } from '../kit/index.ts';
import { eventFrames } from './events.ts';
import { showEvent } from './show.ts';
import { event, idParams, pageOf, refusals } from './wire.ts';

const shared = { tag: 'Sessions' } as const;

const eventsQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 40, description: 'Cursor: the id of the last event that was received' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 200 })),
});
const eventsAnswer = {
  description: 'Events in order; with `Accept: text/event-stream` server-sent events that go on live',
  schema: pageOf(event),
};

type EventsWire = Wire<{ id: string }, { after?: string; limit?: number }, undefined>;

/** The place to go on from: `Last-Event-ID` of a reconnecting client, or `?after=`. @throws Refusal `invalid` cursor.invalid */
function cursorOf(wire: EventsWire): Cursor {
  const text = wire.header('last-event-id') ?? wire.query.after;
  if (text === undefined || text === '') return logStart;
  const cursor = parseCursor(text);
  if (cursor === null) throw new Refusal('invalid', 'cursor.invalid', 'The cursor is not one of this API.');
  return cursor;
}

interface EventsOf {
  readonly sessionId: string;
  readonly runId: string | null;
  readonly firstSeq: number;
  readonly isEnded: boolean;
}

async function answerEvents(at: At, wire: EventsWire, reply: FastifyReply, of: EventsOf): Promise<Answer | Streamed> {
  const asked = cursorOf(wire);
  const after = asked.seq < of.firstSeq - 1 ? { seq: of.firstSeq - 1, offset: 0 } : asked;
  if (!wire.accepts.includes('text/event-stream')) return listEvents(at, of, after, wire.query.limit ?? 200);
  if (of.isEnded && (await isPastEnd(at, of, after))) return { status: 204 };
  followRun(at, openSse(reply), { sessionId: of.sessionId, runId: of.runId, after }, eventFrames);
  return of.runId === null ? { stillHolds: () => getSession(at, of.sessionId) } : 'streamed';
}

/** Whether a run that has ended has nothing more to send; 204 then tells an EventSource to stop. */
async function isPastEnd(at: At, of: EventsOf, after: Cursor): Promise<boolean> {
  const { events } = await listSessionEvents(at, { sessionId: of.sessionId, after: after.seq, limit: 1_000 });
  return !events.some((one) => one.runId === of.runId);
}

async function listEvents(at: At, of: EventsOf, after: Cursor, limit: number): Promise<Answer> {
  const { events } = await listSessionEvents(at, { sessionId: of.sessionId, after: after.seq, limit: limit + 1 });
  const page = events.slice(0, limit);
  const last = page.at(-1);
  const hasMore = events.length > limit;
  const own = page.filter((one) => of.runId === null || one.runId === of.runId);
  return {
    status: 200,
    body: { data: own.map(showEvent), next_cursor: hasMore && last !== undefined ? String(last.seq) : null, has_more: hasMore },
  };
}

const sessionEvents = customRoute({
  ...shared,
  method: 'GET',
  path: '/v1/sessions/:id/events',
  operationId: 'listSessionEvents',
  summary: 'Read or follow the log of a session',
  params: idParams,
  query: eventsQuery,
  answers: { 200: eventsAnswer, ...refusals(400, 404) },
  respond: async (at, wire, reply) => {
    const { id } = await getSession(at, wire.params.id);
    return answerEvents(at, wire, reply, { sessionId: id, runId: null, firstSeq: 1, isEnded: false });
  },
});

const runEvents = customRoute({
  ...shared,
  tag: 'Runs',
  method: 'GET',
  path: '/v1/runs/:id/events',
  operationId: 'listRunEvents',
  summary: 'Read or follow the events of a run; a stream ends with the run, and a reconnect after that answers 204',
  params: idParams,
  query: eventsQuery,
  answers: { 200: eventsAnswer, 204: { description: 'The run has ended and everything was sent' }, ...refusals(400, 404) },
  respond: async (at, wire, reply) => {
    const run = await getRun(at, { id: wire.params.id });
    const of = { sessionId: run.sessionId, runId: run.id, firstSeq: run.firstSeq, isEnded: isTerminal(run.state) };
    return answerEvents(at, wire, reply, of);
  },
});

export const sessionEventRoutes: readonly RouteDraft[] = [sessionEvents, runEvents];
