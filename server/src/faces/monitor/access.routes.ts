import { Type } from 'typebox';
import { listShares, shareSession, unshareSession } from '../../domain/sessions/index.ts';
import { nullable, oneOf, route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { showAccess } from './show.ts';
import { access, done, instanceParams, refusals, uuid } from './wire.ts';

const shared = { tag: 'Dashboard sharing' } as const;

export const accessRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/api/v1/agent-instances/:id/access',
    operationId: 'monitorListAccess',
    summary: 'List the people and teams an instance is shared with; for its owner',
    params: instanceParams,
    answers: { 200: { description: 'Shares', schema: Type.Array(access) }, ...refusals(403, 404) },
    operation: listShares,
    read: ({ params }) => params.id,
    show: (shares) => shares.map(showAccess),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/v1/agent-instances/:id/access',
    operationId: 'monitorGrantAccess',
    summary: 'Share an instance with an e-mail address, which need not have an account yet, or with a team',
    params: instanceParams,
    body: Type.Object(
      {
        email: Type.Optional(nullable(Type.String({ format: 'email', maxLength: 320, description: 'This or `team_id`' }))),
        team_id: Type.Optional(nullable(uuid)),
        access: Type.Optional(oneOf(['READ', 'WRITE'])),
      },
      { additionalProperties: false },
    ),
    bodyExample: { email: 'robin@example.com', access: 'READ' },
    status: 201,
    answers: { 201: { description: 'The share', schema: access }, ...refusals(400, 403, 404, 409) },
    operation: shareSession,
    read: ({ params, body }) => ({
      sessionId: params.id,
      email: body.email ?? undefined,
      teamId: body.team_id ?? undefined,
      access: body.access ?? 'READ',
    }),
    show: showAccess,
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/agent-instances/:id/access/:access_id',
    operationId: 'monitorRevokeAccess',
    summary: 'End a share; its open streams end within a second',
    params: Type.Object({ id: uuid, access_id: uuid }),
    answers: { 200: { description: 'Ended', schema: done }, ...refusals(403, 404) },
    operation: unshareSession,
    read: ({ params }) => ({ sessionId: params.id, shareId: params.access_id }),
    show: () => ({ success: true }),
  }),
];
