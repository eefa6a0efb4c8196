import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { roles } from '../../kernel/caller.ts';
import type { At } from '../../domain/home.ts';
import { invitationKinds, invitationStatus } from '../../domain/people/index.ts';
import type { InvitationPreview, ListedInvitation, ListedMember, SentInvitation } from '../../domain/people/index.ts';
import { nullable, oneOf, timestamp } from '../kit/index.ts';

/** Members and invitations as our own API shows them. */
export const uuidParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
export const tokenBody = Type.Object({ token: Type.String({ minLength: 20, maxLength: 200 }) }, { additionalProperties: false });
export const role = oneOf(roles);
/** One address: no blanks, and none of the characters by which mail programs separate or name addresses. */
const address = Type.String({
  maxLength: 254,
  pattern: '^[^@\\s,;:<>()"\\\\\\u0000-\\u001f\\u007f]+@[^@\\s,;:<>()"\\\\\\u0000-\\u001f\\u007f]+$',
});

export const member = Type.Object({
  user: Type.Object({ id: Type.String(), email: Type.String(), name: Type.String() }),
  role,
  status: oneOf(['active', 'inactive']),
  two_factor_enabled: Type.Boolean(),
  last_seen_at: nullable(timestamp),
  joined_at: timestamp,
});
export const roleChange = Type.Object({ role }, { additionalProperties: false });
export const resetLink = Type.Object({
  link: Type.String({ description: 'Page on which the member sets a new password, once' }),
  expires_at: timestamp,
});

const invitationMembers = {
  id: Type.String(),
  kind: oneOf(invitationKinds),
  email: nullable(Type.String({ description: 'In lower case; null for agents' })),
  role: nullable(role),
  invited_by: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  created_at: timestamp,
  expires_at: timestamp,
  status: oneOf(['pending', 'accepted', 'revoked', 'expired']),
};
export const invitation = Type.Object(invitationMembers);
export const createdInvitation = Type.Object({
  ...invitationMembers,
  link: Type.String({ description: 'Shown once' }),
  token: Type.String({ description: 'Shown once' }),
  sent: Type.Boolean({ description: 'Whether a mail server took the link' }),
});
export const invitationCreate = Type.Object(
  {
    kind: Type.Optional(oneOf(invitationKinds)),
    email: Type.Optional(address),
    role: Type.Optional(role),
  },
  { additionalProperties: false },
);
export const invitationPreview = Type.Object({
  org: Type.Object({ name: Type.String() }),
  kind: oneOf(invitationKinds),
  email: nullable(Type.String()),
  role: nullable(role),
  has_account: Type.Boolean({ description: 'Whether that address can sign in already' }),
});

export function showMember(one: ListedMember) {
  return {
    user: { id: one.userId, email: one.email, name: one.name },
    role: one.role,
    status: one.isActive ? 'active' : 'inactive',
    two_factor_enabled: one.isTwoFactorEnabled,
    last_seen_at: toRfc3339OrNull(one.lastSeenAt),
    joined_at: toRfc3339(one.joinedAt),
  };
}

export function showInvitation(one: ListedInvitation, at: At) {
  return {
    id: one.id,
    kind: one.kind,
    email: one.email,
    role: one.role,
    invited_by: one.inviter,
    created_at: toRfc3339(one.createdAt),
    expires_at: toRfc3339(one.expiresAt),
    status: invitationStatus(one, at.home.clock.now()),
  };
}

export function showSentInvitation({ invitation: made, link, token, isSent }: SentInvitation, at: At) {
  return { ...showInvitation(made, at), link, token, sent: isSent };
}

export function showPreview({ orgName, hasAccount, kind, email, role: offered }: InvitationPreview) {
  return { org: { name: orgName }, kind, email, role: offered, has_account: hasAccount };
}
