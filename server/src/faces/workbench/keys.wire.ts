import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import type { CreatedCredential, Credential } from '../../domain/credentials/index.ts';
import { nullable, plainText, readExpiry, timestamp } from '../kit/index.ts';

/** Source: agents API, "Generate API Key". */
export const keyCreate = Type.Object(
  {
    name: Type.Optional(plainText(100, 1)),
    scopes: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
    expiresAt: Type.Optional(nullable(timestamp)),
  },
  { additionalProperties: false },
);
export const createdKey = Type.Object({
  id: Type.Integer(),
  apiKey: Type.String({ description: 'Shown once' }),
  prefix: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  expiresAt: nullable(timestamp),
  message: Type.String(),
});
/** A key in a list. Source: agents API, "Get Agent" (`keys`). */
export const listedKey = Type.Object({
  id: Type.Integer(),
  key_prefix: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  last_used_at: nullable(timestamp),
  created_at: timestamp,
  expires_at: nullable(timestamp),
  revoked_at: nullable(timestamp),
});

interface KeyWire {
  readonly scopes?: string[];
  readonly expiresAt?: string | null;
}

export function readKey(body: KeyWire) {
  return { scopes: body.scopes, expiresAt: readExpiry(body.expiresAt, '/expiresAt') };
}

export function showCreatedKey({ credential, key }: CreatedCredential) {
  return {
    id: credential.number,
    apiKey: key.reveal(),
    prefix: credential.prefix,
    name: credential.name,
    scopes: credential.scopes,
    expiresAt: toRfc3339OrNull(credential.expiresAt),
    message: 'Store this key securely - it cannot be retrieved again',
  };
}

export function showListedKey(credential: Credential) {
  return {
    id: credential.number,
    key_prefix: credential.prefix,
    name: credential.name,
    scopes: credential.scopes,
    last_used_at: toRfc3339OrNull(credential.lastUsedAt),
    created_at: toRfc3339(credential.createdAt),
    expires_at: toRfc3339OrNull(credential.expiresAt),
    revoked_at: toRfc3339OrNull(credential.revokedAt),
  };
}
