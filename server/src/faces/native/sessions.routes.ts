import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { deleteSession, endSession, endStatuses } from '../../domain/messages/index.ts';
import { getSession, listSessions, renameSession } from '../../domain/sessions/index.ts';
import { customRoute, oneOf, plainText, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { sendSessionExport } from './session-export.ts';
import { showSession, showSessionDetail } from './session.show.ts';
import { readSessionFilter, session, sessionDetail, sessionFilterQuery } from './session.wire.ts';
import { idParams, pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Sessions' } as const;

const list = route({
  ...shared,
  method: 'GET',
  path: '/v1/sessions',
  operationId: 'listSessions',
  summary: 'List sessions, newest first',
  query: Type.Object({ ...pageQuery, ...sessionFilterQuery }),
  answers: { 200: { description: 'Sessions', schema: pageOf(session) }, ...refusals(400, 404) },
  operation: listSessions,
  read: ({ query: { limit, cursor, ...filter } }) => ({ ...readSessionFilter(filter), limit: limit ?? 50, cursor }),
  show: ({ items, nextCursor }, _wire, at) => ({
    data: items.map((one) => showSession(one, at)),
    next_cursor: nextCursor,
    has_more: nextCursor !== null,
  }),
});

const download = customRoute({
  ...shared,
  method: 'GET',
  path: '/v1/sessions/export',
  operationId: 'exportSessions',
  summary: 'Download sessions as CSV or JSON Lines, newest first; 10,000 at most',
  query: Type.Object({ format: Type.Optional(oneOf(['csv', 'jsonl'])), ...sessionFilterQuery }),
  answers: { 200: { description: 'A file: CSV, or one JSON object a line', mediaType: 'text/csv' }, ...refusals(400, 403, 404) },
  respond: async (at, { query: { format, ...filter } }, reply) => {
    const day = toRfc3339(at.home.clock.now()).slice(0, 10);
    await sendSessionExport(at, reply, readSessionFilter(filter), { format: format ?? 'jsonl', day });
    return 'streamed';
  },
});

const get = route({
  ...shared,
  method: 'GET',
  path: '/v1/sessions/:id',
  operationId: 'getSession',
  summary: 'Get a session',
  params: idParams,
  answers: { 200: { description: 'The session', schema: sessionDetail }, ...refusals(404) },
  operation: getSession,
  read: ({ params }) => params.id,
  show: (one, _wire, at) => showSessionDetail(one, at),
});

const rename = route({
  ...shared,
  method: 'PATCH',
  path: '/v1/sessions/:id',
  operationId: 'renameSession',
  summary: 'Give a session another name',
  params: idParams,
  body: Type.Object({ name: plainText(200, 1) }, { additionalProperties: false }),
  answers: { 200: { description: 'The session', schema: session }, ...refusals(400, 403, 404) },
  operation: renameSession,
  read: ({ params, body }) => ({ id: params.id, name: body.name }),
  show: (one, _wire, at) => showSession(one, at),
});

const end = route({
  ...shared,
  method: 'POST',
  path: '/v1/sessions/:id/end',
  operationId: 'endSession',
  summary: 'End a session; a run that still goes on is cancelled',
  params: idParams,
  body: Type.Object({ status: Type.Optional(oneOf(endStatuses)) }, { additionalProperties: false }),
  isBodyOptional: true,
  answers: { 200: { description: 'The session', schema: session }, ...refusals(400, 403, 404, 409) },
  operation: endSession,
  read: ({ params, body }) => ({ id: params.id, status: body?.status }),
  show: (one, _wire, at) => showSession(one, at),
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/v1/sessions/:id',
  operationId: 'deleteSession',
  summary: 'Delete a session with everything that was said, asked and traced in it',
  params: idParams,
  status: 204,
  answers: { 204: { description: 'Deleted' }, ...refusals(403, 404, 409) },
  operation: deleteSession,
  read: ({ params }) => params.id,
  show: () => undefined,
});

export const sessionRoutes: readonly RouteDraft[] = [list, download, get, rename, end, remove];
