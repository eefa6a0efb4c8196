import { Type } from 'typebox';
import { jsonObject, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

/** Schemas exactly as the agents domain prints them. */
export const agentId = Type.String({ description: '`agt_` and 32 hex digits' });
const keyId = Type.String({ description: '`aky_` and 32 hex digits' });
export const agentParams = Type.Object({ id: agentId });
export const keyParams = Type.Object({ id: agentId, key_id: keyId });

export const errorBody = Type.Object({ error: Type.Object({ code: Type.String(), message: Type.String() }) });

export const registerBody = Type.Object(
  {
    agent_name: Type.String({ pattern: '^[a-zA-Z0-9-]{3,50}$', description: '3 to 50 letters, digits and hyphens' }),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 320 })),
    metadata: Type.Optional(
      Type.Object(
        {
          description: Type.Optional(plainText(1_000)),
          owner: Type.Optional(plainText(200)),
          version: Type.Optional(plainText(100)),
        },
        { additionalProperties: false },
      ),
    ),
    invitation: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Extension: the token of an invitation for agents' }),
    ),
  },
  { additionalProperties: false },
);
export const registered = Type.Object({
  agent_id: agentId,
  agent_name: Type.String(),
  recovery_key: Type.String({ description: 'Begins with `rk_`; shown once' }),
  created_at: timestamp,
  warning: Type.String(),
});

export const tokenBody = Type.Object(
  {
    grant_type: Type.Optional(oneOf(['client_credentials'])),
    scope: Type.Optional(
      Type.String({
        pattern: '^[a-z:*]+( [a-z:*]+)*$',
        maxLength: 1_000,
        description: 'Scopes of the key with blanks between them; all of them when left out',
      }),
    ),
  },
  { additionalProperties: false },
);
export const issued = Type.Object({
  access_token: Type.String(),
  token_type: oneOf(['Bearer']),
  expires_in: Type.Integer({ description: 'Seconds' }),
  scope: Type.String({ description: 'Scopes with blanks between them' }),
});
export const keySet = Type.Object({ keys: Type.Array(jsonObject) });
export const health = Type.Object({ status: oneOf(['ok']), timestamp, version: Type.String() });

export const createKeyBody = Type.Object(
  {
    name: plainText(100, 1, 'Human-readable key label'),
    scopes: Type.Optional(Type.Array(plainText(100, 1), { maxItems: 50 })),
    expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 })),
  },
  { additionalProperties: false },
);
export const createdKey = Type.Object({
  key_id: keyId,
  name: Type.String(),
  api_key: Type.String({ description: 'Begins with `sk_`; shown once' }),
  scopes: Type.Array(Type.String()),
  expires_at: nullable(timestamp),
  created_at: timestamp,
});
export const keyListQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
});
const listedKey = Type.Object({
  key_id: keyId,
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: timestamp,
  last_used_at: nullable(timestamp),
  expires_at: nullable(timestamp),
  revoked_at: nullable(timestamp),
});
export const keyList = Type.Object({
  keys: Type.Array(listedKey),
  next_cursor: Type.Optional(Type.String({ description: 'Left out on the last page' })),
  has_more: Type.Boolean(),
});
export const emptyBody = Type.Object({}, { additionalProperties: false });
export const rotatedKey = Type.Object({
  old_key_id: keyId,
  new_key_id: keyId,
  new_api_key: Type.String({ description: 'Shown once' }),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  rotated_at: timestamp,
  expires_at: nullable(timestamp),
  grace_period_sec: Type.Integer(),
});
export const revokeAllBody = Type.Object(
  { exclude_key_id: Type.Optional(Type.String({ maxLength: 100 })) },
  { additionalProperties: false },
);
export const revokedKeys = Type.Object({
  agent_id: agentId,
  revoked_count: Type.Integer(),
  revoked_at: timestamp,
  exclude_key_id: Type.Optional(keyId),
});

export const auditQuery = Type.Object({
  event: Type.Optional(plainText(100, 1, 'Only entries of this kind, such as `key.created`')),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  start: Type.Optional(timestamp),
  end: Type.Optional(timestamp),
});
export const auditLogs = Type.Object({
  logs: Type.Array(
    Type.Object({
      log_id: Type.String({ description: '`log_` and 32 hex digits' }),
      event: Type.String(),
      timestamp,
      ip_address: Type.String(),
      user_agent: Type.String(),
      details: jsonObject,
    }),
  ),
  total: Type.Integer(),
});

export const deleted = Type.Object({ status: oneOf(['deleted']), message: Type.String() });
