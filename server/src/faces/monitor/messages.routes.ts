import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { parseCursor } from '../../kernel/cursor.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { listMessages, lookAtSession, sendUserMessage } from '../../domain/messages/index.ts';
import { issueStreamTicket } from '../../domain/sessions/index.ts';
import { customRoute, longText, openSse, repeatKeyOf, replayHeaders, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showMessage } from './show.ts';
import { MonitorStream } from './stream.ts';
import { instanceParams, message, refusals, uuid } from './wire.ts';

const shared = { tag: 'Dashboard messages' } as const;

const list = route({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-instances/:id/messages',
  operationId: 'monitorListMessages',
  summary: 'List messages, the newest or those before one, oldest first',
  params: instanceParams,
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    before_message_id: Type.Optional(uuid),
  }),
  answers: { 200: { description: 'Messages', schema: Type.Array(message) }, ...refusals(400, 404) },
  operation: listMessages,
  read: ({ params, query }) => ({ sessionId: params.id, limit: query.limit ?? 50, before: query.before_message_id }),
  show: ({ messages }) => messages.map(showMessage),
});

const send = route({
  ...shared,
  method: 'POST',
  path: '/api/v1/agent-instances/:id/messages',
  operationId: 'monitorSendUserMessage',
  summary: 'Answer an agent, or tell it something',
  params: instanceParams,
  body: Type.Object({ content: longText(100_000, 1) }, { additionalProperties: false }),
  bodyExample: { content: 'Use the staging database.' },
  answers: { 200: { description: 'The message', schema: message }, ...refusals(400, 403, 404, 409, 422, 429) },
  operation: sendUserMessage,
  read: (wire) => ({ sessionId: wire.params.id, content: wire.body.content, ...repeatKeyOf(wire) }),
  show: (sent) => showMessage(sent.message),
  headers: replayHeaders,
});

const ticket = route({
  ...shared,
  method: 'POST',
  path: '/api/v1/agent-instances/:id/stream-ticket',
  operationId: 'monitorCreateStreamTicket',
  summary: 'Get a ticket for one stream, for clients that cannot send headers with it',
  params: instanceParams,
  answers: {
    200: {
      description: 'A ticket for one use within 60 seconds',
      schema: Type.Object({ ticket: Type.String(), expires_at: timestamp }),
    },
    ...refusals(403, 404, 429),
  },
  operation: issueStreamTicket,
  read: ({ params }) => params.id,
  show: (made) => ({ ticket: made.ticket.reveal(), expires_at: toRfc3339(made.expiresAt) }),
});

/** The place to go on from; null for what happens from now on. @throws Refusal `invalid` cursor.invalid */
function placeAfter(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const cursor = parseCursor(text);
  if (cursor === null) throw new Refusal('invalid', 'cursor.invalid', 'The cursor is not one of this API.');
  return cursor.seq;
}

const stream = customRoute({
  ...shared,
  method: 'GET',
  path: '/api/v1/agent-instances/:id/messages/stream',
  operationId: 'monitorStreamMessages',
  summary: 'Follow an instance: messages, status, diff and signs of life',
  takesTicket: true,
  params: instanceParams,
  query: Type.Object({
    after: Type.Optional(Type.String({ maxLength: 40, description: 'Go on after this frame id; without it the stream begins now' })),
    ticket: Type.Optional(Type.String({ maxLength: 128, description: 'Stands for a credential in a header' })),
  }),
  answers: {
    200: {
      description:
        'Server-sent events: `connected`, `message`, `message_update`, `status_update`, `git_diff_update`, `agent_heartbeat`, `heartbeat`, `error`; resume with `Last-Event-ID`',
      schema: Type.Object({}),
      mediaType: 'text/event-stream',
    },
    ...refusals(400, 403, 404),
  },
  respond: async (at, wire, reply) => {
    const after = placeAfter(wire.header('last-event-id') ?? wire.query.after);
    const look = await lookAtSession(at, { sessionId: wire.params.id, events: [], withDiff: false });
    const follower = new MonitorStream(at, openSse(reply), look, Math.min(after ?? look.lastSeq, look.lastSeq));
    return { stillHolds: () => follower.judge() };
  },
});

export const messageRoutes: readonly RouteDraft[] = [list, send, ticket, stream];
