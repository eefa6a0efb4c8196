import { Type } from 'typebox';
import type { Role } from '../../kernel/caller.ts';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { At } from '../../domain/home.ts';
import type { CreatedUser, ListedMember } from '../../domain/people/index.ts';
import { nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** People of the organisation in the words of the agents API. Source: its surfaces, "users". */
const strict = { additionalProperties: false } as const;
const roles = ['admin', 'reviewer', 'viewer'] as const;
const statuses = ['active', 'inactive'] as const;
const role = oneOf(roles);
/** One address: no blanks, and none of the characters by which mail programs separate or name addresses. */
const address = Type.String({
  maxLength: 254,
  pattern: '^[^@\\s,;:<>()"\\\\\\u0000-\\u001f\\u007f]+@[^@\\s,;:<>()"\\\\\\u0000-\\u001f\\u007f]+$',
});

export const userParams = Type.Object({ id: Type.String({ description: 'Number or UUID of the person' }) });
export const userRow = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  name: Type.String(),
  role,
  status: oneOf(statuses),
  last_seen_at: nullable(timestamp),
  created_at: timestamp,
});
export const userCreate = Type.Object(
  {
    email: address,
    name: plainText(100, 1),
    role,
    password: Type.Optional(
      Type.String({ maxLength: 500, description: 'To begin with; the person has to replace it at once. Without it they get a link' }),
    ),
  },
  strict,
);
export const userChange = Type.Object(
  { name: Type.Optional(plainText(100, 1)), role: Type.Optional(role), status: Type.Optional(oneOf(statuses)) },
  { ...strict, minProperties: 1 },
);
export const createdUser = Type.Object({
  ...userRow.properties,
  id: nullable(Type.Integer()),
  status: oneOf([...statuses, 'invited']),
  link: nullable(Type.String({ description: 'Shown once, to be handed to the person: sets a first password, or accepts the invitation' })),
  linkExpiresAt: nullable(timestamp),
  message: Type.String(),
});
export const resetAnswer = Type.Object({
  resetLink: Type.String({ description: 'Shown once: the page on which the person sets a new password' }),
  expiresAt: timestamp,
  message: Type.String(),
});

/** Our owners are this contract's administrators. */
const wordOf: { readonly [R in Role]: (typeof roles)[number] } = { owner: 'admin', admin: 'admin', reviewer: 'reviewer', viewer: 'viewer' };

export function showUserRow(member: ListedMember) {
  return {
    id: member.number,
    email: member.email,
    name: member.name,
    role: wordOf[member.role],
    status: member.isActive ? 'active' : 'inactive',
    last_seen_at: toRfc3339OrNull(member.lastSeenAt),
    created_at: toRfc3339(member.joinedAt),
  };
}

export function showCreatedUser(made: CreatedUser, name: string, { home }: At) {
  if (made.kind === 'invited') {
    const { invitation, link, isSent } = made.invitation;
    return {
      id: null,
      email: invitation.email ?? '',
      name,
      role: wordOf[invitation.role ?? 'viewer'],
      status: 'invited',
      last_seen_at: null,
      created_at: toRfc3339(invitation.createdAt),
      link,
      linkExpiresAt: toRfc3339(invitation.expiresAt),
      message: isSent
        ? 'This address has an account: the person was invited by mail'
        : 'This address has an account: hand this invitation over',
    };
  }
  const { member, link } = made;
  return {
    ...showUserRow(member),
    link: link === null ? null : `${home.publicUrl()}/reset/${link.token.reveal()}`,
    linkExpiresAt: toRfc3339OrNull(link?.expiresAt ?? null),
    message: link === null ? 'The person sets their own password at the first sign-in' : 'Hand this link over: it works once, for 24 hours',
  };
}
