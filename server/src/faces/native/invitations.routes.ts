import { Type } from 'typebox';
import { acceptMyInvitation, invite, listInvitations, lookUpInvitation, revokeInvitation } from '../../domain/people/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import {
  createdInvitation,
  invitation,
  invitationCreate,
  invitationPreview,
  role,
  showInvitation,
  showPreview,
  showSentInvitation,
  tokenBody,
  uuidParams,
} from './members.wire.ts';
import { org, showOrg } from './orgs.wire.ts';
import { showPage } from './show.ts';
import { pageOf, pageQuery, refusals } from './wire.ts';

const shared = { tag: 'Invitations' } as const;

export const invitationRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/invitations',
    operationId: 'listInvitations',
    summary: 'List invitations, newest first; never a link',
    query: Type.Object(pageQuery),
    answers: { 200: { description: 'Invitations', schema: pageOf(invitation) }, ...refusals(400, 401, 403) },
    operation: listInvitations,
    read: ({ query }) => ({ limit: query.limit ?? 50, cursor: query.cursor }),
    show: (page, _wire, at) => showPage(page, (one) => showInvitation(one, at)),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/invitations',
    operationId: 'createInvitation',
    summary: 'Invite a person by e-mail address, or an agent account; the link is shown once and mailed where mail is set up',
    body: invitationCreate,
    bodyExample: { email: 'ana@example.com', role: 'reviewer' },
    status: 201,
    answers: { 201: { description: 'The invitation with its link', schema: createdInvitation }, ...refusals(400, 401, 403, 409, 429) },
    operation: invite,
    read: ({ body }) => body,
    show: (sent, _wire, at) => showSentInvitation(sent, at),
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/v1/invitations/:id',
    operationId: 'revokeInvitation',
    summary: 'Withdraw an invitation; its link stops working at once',
    params: uuidParams,
    status: 204,
    answers: { 204: { description: 'Withdrawn' }, ...refusals(400, 401, 403, 404) },
    operation: revokeInvitation,
    read: ({ params }) => params.id,
    show: () => undefined,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/invitations/lookup',
    operationId: 'lookUpInvitation',
    summary: 'See what an invitation is about; its token is the only proof',
    body: tokenBody,
    answers: { 200: { description: 'The invitation', schema: invitationPreview }, ...refusals(400, 404) },
    operation: (at, token: string) => lookUpInvitation(at, token),
    read: ({ body }) => body.token,
    show: showPreview,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/invitations/accept',
    operationId: 'acceptInvitation',
    summary: 'Join the organisation that invited you; your browser stays in the present one',
    body: tokenBody,
    answers: { 200: { description: 'What you joined', schema: Type.Object({ org, role }) }, ...refusals(400, 401, 403, 404, 409) },
    operation: acceptMyInvitation,
    read: ({ body }) => body.token,
    show: (joined) => ({ org: showOrg(joined.org), role: joined.role }),
  }),
];
