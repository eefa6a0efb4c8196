/** Values of the document's own examples. */
export const exampleAgentId = 'agt_0123456789abcdef0123456789abcdef';
const createdAt = '2026-04-03T20:00:00.000Z';
const expiresAt = '2026-05-03T20:00:00.000Z';

export const exampleRegistration = {
  agent_id: exampleAgentId,
  agent_name: 'weather-agent',
  recovery_key: 'rk_…',
  created_at: createdAt,
  warning: 'Store the recovery key now. It is shown once and is the only way to manage this account.',
};
export const exampleCreatedKey = {
  key_id: 'aky_0123456789abcdef0123456789abcdef',
  name: 'cli',
  api_key: 'sk_…',
  scopes: ['messages:read', 'messages:write'],
  expires_at: expiresAt,
  created_at: createdAt,
};
export const exampleKeyList = {
  keys: [
    {
      key_id: exampleCreatedKey.key_id,
      name: 'cli',
      scopes: ['messages:read'],
      created_at: createdAt,
      last_used_at: '2026-04-03T20:10:00.000Z',
      expires_at: expiresAt,
      revoked_at: null,
    },
  ],
  next_cursor: 'opaque',
  has_more: true,
};
export const exampleRotatedKey = {
  old_key_id: exampleCreatedKey.key_id,
  new_key_id: 'aky_fedcba9876543210fedcba9876543210',
  new_api_key: 'sk_…',
  name: 'cli-rotated',
  scopes: ['messages:read'],
  rotated_at: createdAt,
  expires_at: expiresAt,
  grace_period_sec: 0,
};
export const exampleRevokedKeys = {
  agent_id: exampleAgentId,
  revoked_count: 3,
  revoked_at: createdAt,
  exclude_key_id: exampleCreatedKey.key_id,
};
export const exampleAuditLogs = {
  logs: [
    {
      log_id: 'log_0123456789abcdef0123456789abcdef',
      event: 'key.created',
      timestamp: createdAt,
      ip_address: '127.0.0.1',
      user_agent: 'curl/8.7.1',
      details: { key_id: exampleCreatedKey.key_id },
    },
  ],
  total: 1,
};
