import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import type { Member, OwnLogin, Passkey } from '../../domain/people/index.ts';
import { nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** People, their sessions and their ways to sign in, as our own API shows them. */
const orgMembers = { id: Type.String(), slug: Type.String(), name: Type.String() };
export const orgOfPerson = Type.Object(orgMembers);

export const user = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Type.String(),
  has_password: Type.Boolean(),
  two_factor_enabled: Type.Boolean(),
  email_verified: Type.Boolean(),
  must_change_password: Type.Optional(Type.Boolean({ description: 'Until then only the own account can be used; left out when false' })),
});
export const signedIn = Type.Object({ user, org: orgOfPerson, csrf_token: Type.String() });
export const signedInOrStep = Type.Union([
  signedIn,
  Type.Object({ two_factor_required: Type.Literal(true) }, { description: 'The password was right; a code is asked for next' }),
]);

export const me = Type.Object({
  kind: oneOf(['person', 'api_key']),
  user: nullable(user),
  credential: nullable(Type.Object({ id: Type.String(), name: Type.String(), scopes: Type.Array(Type.String()) })),
  org: orgOfPerson,
  orgs: Type.Array(Type.Object({ ...orgMembers, role: Type.String() })),
  csrf_token: nullable(Type.String()),
  server: Type.Object({ version: Type.String(), public_url: nullable(Type.String()) }),
});

/** Long enough for any address, and loose on purpose: a wrong one signs nobody in. */
export const anyAddress = plainText(320, 3);
export const newAddress = Type.String({
  maxLength: 254,
  pattern: '^[^@\\s,;:<>()"\\\\\\u0000-\\u001f\\u007f]+@[^@\\s,;:<>()"\\\\\\u0000-\\u001f\\u007f]+$',
});
export const personName = plainText(100, 1);
export const givenPassword = Type.String({ minLength: 1, maxLength: 500 });
/** A token of ours: 256 bits in base64url. Nothing of another length or type is ever looked up. */
export const linkToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
/** Somebody may bring it to the sign-in, and it is accepted in the same step. */
export const invitation = Type.Optional(Type.String({ minLength: 20, maxLength: 200, description: 'Token of an invitation to accept' }));
export const strict = { additionalProperties: false } as const;

export const loginSession = Type.Object({
  id: Type.String(),
  is_current: Type.Boolean(),
  method: Type.String(),
  created_at: timestamp,
  last_seen_at: timestamp,
  expires_at: timestamp,
  ip: Type.String(),
  user_agent: Type.String(),
});
export const passkey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  created_at: timestamp,
  device_type: Type.String(),
  backed_up: Type.Boolean(),
});

export function showUser({ person, role }: Member) {
  return {
    id: person.id,
    email: person.email,
    name: person.name,
    role,
    has_password: person.hasPassword,
    two_factor_enabled: person.isTwoFactorEnabled,
    email_verified: person.isEmailVerified,
    ...(person.mustChangePassword ? { must_change_password: true } : {}),
  };
}

export function showLogin(one: OwnLogin) {
  return {
    id: one.id,
    is_current: one.isCurrent,
    method: one.method,
    created_at: toRfc3339(one.createdAt),
    last_seen_at: toRfc3339(one.lastSeenAt),
    expires_at: toRfc3339(one.expiresAt),
    ip: one.ip,
    user_agent: one.userAgent,
  };
}

export function showPasskey(one: Passkey) {
  const { id, name, deviceType, isBackedUp } = one;
  return { id, name, created_at: toRfc3339(one.createdAt), device_type: deviceType, backed_up: isBackedUp };
}
