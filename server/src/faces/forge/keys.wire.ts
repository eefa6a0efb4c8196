import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { credentialStatus, credentialStatuses, networksMax } from '../../domain/credentials/index.ts';
import type { CreatedCredential, Credential } from '../../domain/credentials/index.ts';
import type { At } from '../../domain/home.ts';
import { nullable, oneOf, plainText, readExpiry, timestamp } from '../kit/index.ts';

/** Keys as contract 0 has them: `scoped_agents` holds UUIDs, and exactly one of it or `org_wide: true` is chosen. */
const members = {
  scoped_agents: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { maxItems: 500 })),
  org_wide: Type.Optional(Type.Boolean()),
  scopes: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
  expires_at: Type.Optional(nullable(timestamp)),
  ip_allow: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: networksMax })),
  rate_limit_per_minute: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
};
export const keyCreate = Type.Object({ name: plainText(100, 1), ...members }, { additionalProperties: false });
export const keyChange = Type.Object(
  { name: Type.Optional(plainText(100, 1)), ...members },
  { additionalProperties: false, minProperties: 1 },
);
export const keyParams = Type.Object({ id: Type.String({ description: 'UUID, aky_… or number' }) });
export const keysQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});

export const key = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  prefix: Type.String(),
  scoped_agents: Type.Array(Type.String({ format: 'uuid' })),
  org_wide: Type.Boolean(),
  scopes: Type.Array(Type.String()),
  expires_at: nullable(timestamp),
  created_at: timestamp,
  ip_allow: Type.Array(Type.String()),
  rate_limit_per_minute: nullable(Type.Integer()),
  last_used_at: nullable(timestamp),
  revoked_at: nullable(timestamp),
  status: oneOf(credentialStatuses),
});
export const createdKey = Type.Intersect([key, Type.Object({ key: Type.String({ description: 'Shown once' }) })]);

interface KeyWire {
  readonly scoped_agents?: string[];
  readonly org_wide?: boolean;
  readonly scopes?: string[];
  readonly expires_at?: string | null;
  readonly ip_allow?: string[];
  readonly rate_limit_per_minute?: number | null;
}

export function readKey(body: KeyWire) {
  return {
    agents: body.scoped_agents,
    orgWide: body.org_wide,
    scopes: body.scopes,
    expiresAt: readExpiry(body.expires_at, '/expires_at'),
    networks: body.ip_allow,
    ratePerMinute: body.rate_limit_per_minute,
  };
}

export function showKey(credential: Credential, at: At) {
  return {
    id: credential.id,
    name: credential.name,
    prefix: credential.prefix,
    scoped_agents: credential.agents.map((agent) => agent.id),
    org_wide: credential.isOrgWide,
    scopes: credential.scopes,
    expires_at: toRfc3339OrNull(credential.expiresAt),
    created_at: toRfc3339(credential.createdAt),
    ip_allow: credential.networks,
    rate_limit_per_minute: credential.ratePerMinute,
    last_used_at: toRfc3339OrNull(credential.lastUsedAt),
    revoked_at: toRfc3339OrNull(credential.revokedAt),
    status: credentialStatus(credential, at.home.clock.now()),
  };
}

export function showCreatedKey(created: CreatedCredential, at: At) {
  return { ...showKey(created.credential, at), key: created.key.reveal() };
}
