import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { listShares, shareSession, unshareSession } from '../../domain/sessions/index.ts';
import type { Share } from '../../domain/sessions/index.ts';
import { nullable, oneOf, route, timestamp } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showPage } from './show.ts';
import { idParams, pageOf, refusals } from './wire.ts';

const shared = { tag: 'Sharing' } as const;

const share = Type.Object({
  id: Type.String({ format: 'uuid' }),
  email: nullable(Type.String({ description: 'Null when it is shared with a team' })),
  team: nullable(Type.Object({ id: Type.String({ format: 'uuid' }), name: Type.String() })),
  access: oneOf(['READ', 'WRITE']),
  user: nullable(Type.Object({ id: Type.String({ format: 'uuid' }), name: Type.String() })),
  created_at: timestamp,
});

function showShare({ id, email, team, access, user, createdAt }: Share) {
  return { id, email, team, access, user, created_at: toRfc3339(createdAt) };
}

export const shareRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/sessions/:id/shares',
    operationId: 'listSessionShares',
    summary: 'List the people and teams a session is shared with; for its owner',
    params: idParams,
    answers: { 200: { description: 'Shares', schema: pageOf(share) }, ...refusals(403, 404) },
    operation: listShares,
    read: ({ params }) => params.id,
    show: (items) => showPage({ items, nextCursor: null }, showShare),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/sessions/:id/shares',
    operationId: 'shareSession',
    summary: 'Share a session with an e-mail address, which need not have an account yet, or with a team',
    params: idParams,
    body: Type.Object(
      {
        email: Type.Optional(Type.String({ format: 'email', maxLength: 320, description: 'This or `team_id`' })),
        team_id: Type.Optional(Type.String({ format: 'uuid', description: 'A team of the organisation' })),
        access: oneOf(['READ', 'WRITE']),
      },
      { additionalProperties: false },
    ),
    bodyExample: { email: 'robin@example.com', access: 'READ' },
    status: 201,
    answers: { 201: { description: 'The share', schema: share }, ...refusals(400, 403, 404, 409) },
    operation: shareSession,
    read: ({ params, body }) => ({ sessionId: params.id, email: body.email, teamId: body.team_id, access: body.access }),
    show: showShare,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/sessions/:id/shares/:share_id',
    operationId: 'unshareSession',
    summary: 'End a share; its open streams end within a second',
    params: Type.Object({ id: Type.String(), share_id: Type.String() }),
    status: 204,
    answers: { 204: { description: 'Ended' }, ...refusals(403, 404) },
    operation: unshareSession,
    read: ({ params }) => ({ sessionId: params.id, shareId: params.share_id }),
    show: () => undefined,
  }),
];
