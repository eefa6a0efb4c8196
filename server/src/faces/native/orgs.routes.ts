import { Type } from 'typebox';
import { foundOrg, getOrg, listMyOrgs, updateOrg } from '../../domain/orgs/index.ts';
import { leaveOrg, switchOrg } from '../../domain/people/index.ts';
import { route } from '../kit/index.ts';
import type { RouteDraft } from '../kit/index.ts';
import { uuidParams } from './members.wire.ts';
import { myOrg, org, orgFacts, orgName, showOrg, showOrgFacts } from './orgs.wire.ts';
import { showPage } from './show.ts';
import { pageOf, refusals } from './wire.ts';

const shared = { tag: 'Organizations' } as const;

export const orgRoutes: readonly RouteDraft[] = [
  route({
    ...shared,
    method: 'GET',
    path: '/v1/orgs',
    operationId: 'listMyOrgs',
    summary: 'List the organisations that you belong to',
    answers: { 200: { description: 'Your organisations', schema: pageOf(myOrg) }, ...refusals(401, 403) },
    operation: listMyOrgs,
    read: () => undefined,
    show: (items, _wire, { caller }) =>
      showPage({ items, nextCursor: null }, (one) => ({ ...showOrg(one), role: one.role, is_current: one.id === caller.orgId })),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/orgs',
    operationId: 'createOrg',
    summary: 'Create an organisation that you own; this browser stays in the present one',
    body: orgName,
    bodyExample: { name: 'Acme' },
    status: 201,
    answers: { 201: { description: 'The organisation', schema: org }, ...refusals(400, 401, 403, 409) },
    operation: foundOrg,
    read: ({ body }) => body,
    show: showOrg,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/orgs/:id/switch',
    operationId: 'switchOrg',
    summary: 'Act in another of your organisations with this browser; the CSRF token stays',
    params: uuidParams,
    answers: { 200: { description: 'Where this browser acts now', schema: Type.Object({ org }) }, ...refusals(400, 401, 403, 404) },
    operation: switchOrg,
    read: ({ params }) => params.id,
    show: (one) => ({ org: showOrg(one) }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/v1/org',
    operationId: 'getOrg',
    summary: 'Get the organisation that you act in',
    answers: { 200: { description: 'The organisation', schema: orgFacts }, ...refusals(401, 403) },
    operation: getOrg,
    read: () => undefined,
    show: showOrgFacts,
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/v1/org',
    operationId: 'updateOrg',
    summary: 'Rename the organisation; its slug stays',
    body: orgName,
    bodyExample: { name: 'Acme' },
    answers: { 200: { description: 'The organisation', schema: orgFacts }, ...refusals(400, 401, 403) },
    operation: updateOrg,
    read: ({ body }) => body,
    show: showOrgFacts,
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/v1/org/leave',
    operationId: 'leaveOrg',
    summary: 'Leave the organisation; your browsers go on in another of yours, or are signed out',
    status: 204,
    answers: { 204: { description: 'Left' }, ...refusals(401, 403, 404, 409) },
    operation: leaveOrg,
    read: () => undefined,
    show: () => undefined,
  }),
];
