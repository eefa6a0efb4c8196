import { Type } from 'typebox';
import { contentMax, listMessages, sendUserMessage } from '../../domain/messages/index.ts';
import { longText, repeatKeyOf, replayHeaders, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showMessage, showSent } from './session.show.ts';
import { messagePage, sentMessage } from './session.wire.ts';
import { idParams, refusals } from './wire.ts';

const shared = { tag: 'Messages' } as const;

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/sessions/:id/messages',
  operationId: 'listSessionMessages',
  summary: 'Read what was said in a session: the newest messages, or those next to one; oldest first',
  params: idParams,
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    before: Type.Optional(Type.String({ format: 'uuid', description: 'Messages older than this one' })),
    after: Type.Optional(Type.String({ format: 'uuid', description: 'Messages newer than this one' })),
  }),
  answers: { 200: { description: 'Messages', schema: messagePage }, ...refusals(400, 404) },
  operation: listMessages,
  read: ({ params, query }) => ({ sessionId: params.id, limit: query.limit ?? 50, before: query.before, after: query.after }),
  show: ({ messages, hasMore }) => ({ data: messages.map(showMessage), has_more: hasMore }),
});

const send = route({
  ...shared,
  method: 'POST',
  path: '/v1/sessions/:id/messages',
  operationId: 'sendSessionMessage',
  summary: 'Say something in a session: answers what its agent asks, reaches an agent elsewhere, or begins a run of one that runs here',
  params: idParams,
  body: Type.Object({ content: longText(contentMax, 1) }, { additionalProperties: false }),
  bodyExample: { content: 'Use the staging database.' },
  status: 201,
  answers: { 201: { description: 'What was said, and what it set off', schema: sentMessage }, ...refusals(400, 403, 404, 409, 422, 429) },
  operation: sendUserMessage,
  read: (wire) => ({ sessionId: wire.params.id, content: wire.body.content, ...repeatKeyOf(wire) }),
  show: showSent,
  headers: replayHeaders,
});

export const sessionMessageRoutes: readonly RouteDraft[] = [list, send];
