import { Type } from 'typebox';
import { keyKinds } from '../../kernel/caller.ts';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { credentialStatus, credentialStatuses, graceHoursMax, networksMax } from '../../domain/credentials/index.ts';
import type { CreatedCredential, Credential, CredentialWithUsage, RotatedCredential } from '../../domain/credentials/index.ts';
import type { At } from '../../domain/home.ts';
import { nullable, oneOf, plainText, readExpiry, timestamp } from '../kit/index.ts';
import { showName } from './show.ts';
import { agentName, pageQuery } from './wire.ts';

const keyAddress = Type.String({
  pattern: '^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|aky_[0-9A-Fa-f]{32}|[0-9]{1,15})$',
  description: 'UUID, aky_… or number',
});
export const keyParams = Type.Object({ id: keyAddress });

export const keysQuery = Type.Object({
  ...pageQuery,
  kind: Type.Optional(oneOf(keyKinds)),
  agent: Type.Optional(Type.String({ maxLength: 100, description: 'Keys that act as this agent or name it in their reach' })),
  status: Type.Optional(oneOf(credentialStatuses)),
  unused_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650, description: 'Made and last used at least so many days ago' })),
});

export const credential = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  kind: oneOf(keyKinds),
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  org_wide: Type.Boolean(),
  agents: Type.Array(agentName),
  agent: nullable(agentName),
  user_id: nullable(Type.String()),
  created_by: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.String()]),
  created_at: timestamp,
  expires_at: nullable(timestamp),
  last_used_at: nullable(timestamp),
  last_used_ip: nullable(Type.String()),
  status: oneOf(credentialStatuses),
  revoked_at: nullable(timestamp),
  revoked_reason: nullable(Type.String()),
  ip_allow: Type.Array(Type.String()),
  rate_limit_per_minute: nullable(Type.Integer()),
  max_concurrent: nullable(Type.Integer()),
  rotated_from: nullable(Type.String()),
  rotated_to: nullable(Type.String()),
  grace_until: nullable(timestamp),
  requests_30d: Type.Integer(),
  requests_daily: Type.Array(Type.Integer(), { description: 'The same by UTC day, oldest first' }),
});
export const credentialWithUsage = Type.Intersect([
  credential,
  Type.Object({
    usage: Type.Array(Type.Object({ date: Type.String({ description: 'A UTC day such as 2026-11-22' }), requests: Type.Integer() })),
  }),
]);
const secret = Type.String({ description: 'Shown once' });
export const createdCredential = Type.Intersect([credential, Type.Object({ key: secret })]);
export const rotatedCredential = Type.Intersect([
  credential,
  Type.Object({ key: secret, old: Type.Object({ id: Type.String(), grace_until: nullable(timestamp) }) }),
]);

const strength = {
  agent_ids: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 500 })),
  org_wide: Type.Optional(Type.Boolean()),
  scopes: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
  expires_at: Type.Optional(nullable(timestamp)),
  ip_allow: Type.Optional(
    Type.Array(Type.String({ maxLength: 50 }), { maxItems: networksMax, description: 'Addresses and networks (CIDR) it may be used from' }),
  ),
  rate_limit_per_minute: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
  max_concurrent: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1_000 }))),
};
export const credentialCreate = Type.Object(
  {
    name: plainText(100, 1),
    kind: Type.Optional(oneOf(keyKinds)),
    agent: Type.Optional(Type.String({ maxLength: 100, description: 'The agent that an agent_key or identity_key acts as' })),
    ...strength,
  },
  { additionalProperties: false },
);
export const credentialChange = Type.Object(
  { name: Type.Optional(plainText(100, 1)), ...strength },
  { additionalProperties: false, minProperties: 1 },
);
export const rotation = Type.Object(
  { grace_hours: Type.Optional(Type.Number({ minimum: 0, maximum: graceHoursMax })), name: Type.Optional(plainText(100, 1)) },
  { additionalProperties: false },
);
export const revokeAllBody = Type.Object(
  { except: Type.Optional(Type.Array(keyAddress, { maxItems: 500 })), agent: Type.Optional(Type.String({ maxLength: 100 })) },
  { additionalProperties: false },
);
export const leakReport = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 500 }),
    found_at: Type.Optional(Type.String({ maxLength: 1_000, pattern: '^https?://[^\\s\\u0000-\\u001f]+$' })),
  },
  { additionalProperties: false },
);

interface StrengthWire {
  readonly scopes?: string[];
  readonly agent_ids?: string[];
  readonly org_wide?: boolean;
  readonly expires_at?: string | null;
  readonly ip_allow?: string[];
  readonly rate_limit_per_minute?: number | null;
  readonly max_concurrent?: number | null;
}

/** What a body says about how strong a key is, in the domain's words. */
export function readStrength(body: StrengthWire) {
  return {
    scopes: body.scopes,
    agents: body.agent_ids,
    orgWide: body.org_wide,
    expiresAt: readExpiry(body.expires_at, '/expires_at'),
    networks: body.ip_allow,
    ratePerMinute: body.rate_limit_per_minute,
    concurrentMax: body.max_concurrent,
  };
}

/** A key as our own API shows it; there is no secret in it. */
export function showCredential(credential: Credential, at: At) {
  const { id, number, kind, name, prefix, scopes } = credential;
  return {
    id,
    number,
    kind,
    name,
    prefix,
    scopes,
    org_wide: credential.isOrgWide,
    agents: credential.agents.map(showName),
    agent: credential.agent === null ? null : showName(credential.agent),
    user_id: credential.userId,
    created_by: credential.createdBy,
    created_at: toRfc3339(credential.createdAt),
    expires_at: toRfc3339OrNull(credential.expiresAt),
    last_used_at: toRfc3339OrNull(credential.lastUsedAt),
    last_used_ip: credential.lastUsedIp,
    status: credentialStatus(credential, at.home.clock.now()),
    revoked_at: toRfc3339OrNull(credential.revokedAt),
    revoked_reason: credential.revokedReason,
    ip_allow: credential.networks,
    rate_limit_per_minute: credential.ratePerMinute,
    max_concurrent: credential.concurrentMax,
    rotated_from: credential.rotatedFrom,
    rotated_to: credential.rotatedTo,
    grace_until: toRfc3339OrNull(credential.graceUntil),
    requests_30d: credential.requests30d,
    requests_daily: credential.requestsDaily,
  };
}

export function showUsed(credential: CredentialWithUsage, at: At) {
  return { ...showCredential(credential, at), usage: credential.usage };
}

export function showCreated({ credential, key }: CreatedCredential, at: At) {
  return { ...showCredential(credential, at), key: key.reveal() };
}

export function showRotated(rotated: RotatedCredential, at: At) {
  const { id, graceUntil } = rotated.old;
  return { ...showCreated(rotated, at), old: { id, grace_until: toRfc3339OrNull(graceUntil) } };
}
