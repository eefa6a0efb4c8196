import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { createResetLink, createUser, getMember, listMembersByOffset, removeMember, updateUser } from '../../domain/people/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { refusals, success } from './answers.ts';
import { listQuery } from './projects.wire.ts';
import { createdUser, resetAnswer, showCreatedUser, showUserRow, userChange, userCreate, userParams, userRow } from './users.wire.ts';

const shared = { tag: 'Workbench users' } as const;

/** Administration of people. Source: surfaces of the agents API, "users (admin CRUD)". */
export function userRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [list, create(parts), get, update, remove, resetPassword];
}

const list = route({
  ...shared,
  method: 'GET',
  path: '/api/users',
  operationId: 'workbenchListUsers',
  summary: 'List the people of the organisation, oldest account first',
  query: Type.Object(listQuery),
  answers: { 200: success('People', Type.Array(userRow)), ...refusals(400, 401, 403) },
  operation: listMembersByOffset,
  read: ({ query }) => ({ limit: query.limit ?? 100, offset: query.offset ?? 0 }),
  show: (members) => ({ success: true, data: members.map(showUserRow) }),
});

const create = (parts: FaceParts): RouteDraft =>
  customRoute({
    ...shared,
    method: 'POST',
    path: '/api/users',
    operationId: 'workbenchCreateUser',
    summary: 'Add a person; whoever has an account already is invited instead',
    body: userCreate,
    bodyExample: { email: 'ada@example.org', name: 'Ada', role: 'reviewer' },
    answers: {
      201: success('Added', createdUser),
      202: success('Invited: the address has an account, whose owner decides', createdUser),
      ...refusals(400, 401, 403, 409, 422, 429),
    },
    respond: async (at, { body }) => {
      const made = await createUser(at, parts.passwords, body);
      return { status: made.kind === 'member' ? 201 : 202, body: { success: true, data: showCreatedUser(made, body.name, at) } };
    },
  });

const get = route({
  ...shared,
  method: 'GET',
  path: '/api/users/:id',
  operationId: 'workbenchGetUser',
  summary: 'Get a person of the organisation; `me` is yourself',
  params: userParams,
  answers: { 200: success('The person', userRow), ...refusals(401, 403, 404) },
  operation: getMember,
  read: ({ params }) => params.id,
  show: (member) => ({ success: true, data: showUserRow(member) }),
});

const update = route({
  ...shared,
  method: 'PATCH',
  path: '/api/users/:id',
  operationId: 'workbenchUpdateUser',
  summary: 'Change a person’s name, role, or whether they may act in this organisation',
  params: userParams,
  body: userChange,
  bodyExample: { role: 'viewer' },
  answers: { 200: success('The person', userRow), ...refusals(400, 401, 403, 404, 409) },
  operation: updateUser,
  read: ({ params, body }) => ({
    address: params.id,
    changes: { name: body.name, role: body.role, isActive: body.status === undefined ? undefined : body.status === 'active' },
  }),
  show: (member) => ({ success: true, data: showUserRow(member) }),
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/users/:id',
  operationId: 'workbenchDeleteUser',
  summary: 'Take a person out of the organisation; their account stays',
  params: userParams,
  answers: { 200: success('Removed', Type.Object({ deleted: Type.Literal(true) })), ...refusals(401, 403, 404, 409) },
  operation: removeMember,
  read: ({ params }) => params.id,
  show: () => ({ success: true, data: { deleted: true } }),
});

const resetPassword = route({
  ...shared,
  method: 'POST',
  path: '/api/users/:id/reset-password',
  operationId: 'workbenchResetUserPassword',
  summary: 'Make a one-time link with which a person sets a new password',
  params: userParams,
  answers: { 200: success('The link, shown once', resetAnswer), ...refusals(401, 403, 404, 409) },
  operation: createResetLink,
  read: ({ params }) => params.id,
  show: ({ token, expiresAt }, _wire, { home }) => ({
    success: true,
    data: {
      resetLink: `${home.publicUrl()}/reset/${token.reveal()}`,
      expiresAt: toRfc3339(expiresAt),
      message: 'Hand this link over: it works once, for 24 hours',
    },
  }),
});
