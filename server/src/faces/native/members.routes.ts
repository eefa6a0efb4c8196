import { Type } from 'typebox';
import { changeMemberRole, createResetLink, listMembers, removeMember } from '../../domain/people/index.ts';
import { toRfc3339 } from '../../kernel/clock.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { member, resetLink, roleChange, showMember, uuidParams } from './members.wire.ts';
import { showPage } from './show.ts';
import { pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Members' } as const;

export const memberRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/members',
    operationId: 'listMembers',
    summary: 'List the people of the organisation',
    query: Type.Object(pageQuery),
    answers: { 200: { description: 'Members', schema: pageOf(member) }, ...refusals(400, 401, 403) },
    operation: listMembers,
    read: ({ query }) => ({ limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page) => showPage(page, showMember),
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/v1/members/:id',
    operationId: 'changeMemberRole',
    summary: 'Change a member’s role; every process follows within a second',
    params: uuidParams,
    body: roleChange,
    bodyExample: { role: 'reviewer' },
    answers: { 200: { description: 'The member', schema: member }, ...refusals(400, 401, 403, 404, 409) },
    operation: changeMemberRole,
    read: ({ params, body }) => ({ userId: params.id, role: body.role }),
    show: (changed) => showMember(changed.member),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/members/:id',
    operationId: 'removeMember',
    summary: 'Remove a member; their browsers and keys stop working here, their account stays',
    params: uuidParams,
    status: 204,
    answers: { 204: { description: 'Removed' }, ...refusals(400, 401, 403, 404, 409) },
    operation: removeMember,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/members/:id/reset-link',
    operationId: 'createResetLink',
    summary: 'Make a one-time link with which a member sets a new password',
    params: uuidParams,
    status: 201,
    answers: { 201: { description: 'The link, shown once', schema: resetLink }, ...refusals(400, 401, 403, 404, 409) },
    operation: createResetLink,
    read: ({ params }) => params.id,
    show: ({ token, expiresAt }, _wire, { home }) => ({
      link: `${home.publicUrl()}/reset/${token.reveal()}`,
      expires_at: toRfc3339(expiresAt),
    }),
  }),
];
