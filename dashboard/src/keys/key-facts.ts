import type { Credential, CredentialKind } from '@forgeyard/sdk';

const dayMs = 86_400_000;

/** A key that ends within so many days counts as expiring. */
export const expiringDays = 14;
/** A key without a request for so many days counts as unused. */
export const unusedDays = 90;

export const kindNames: Readonly<Record<CredentialKind, string>> = {
  api_key: 'API key',
  agent_key: 'Agent key',
  user_key: 'Personal key',
  identity_key: "Agent account's key",
};

const makers: Readonly<Record<string, string>> = { system: 'the server', key: 'another key', agent: 'an agent', user: 'a former member' };

export interface KeyFilter {
  readonly q: string;
  readonly kind: string;
  readonly status: string;
  /** `unused`, `expiring` or empty. */
  readonly attention: string;
}

/** Whether a key passes the filter of the page. */
export function fits(key: Credential, filter: KeyFilter, nowMs: number): boolean {
  if (filter.kind !== '' && key.kind !== filter.kind) return false;
  if (filter.status !== '' && key.status !== filter.status) return false;
  if (filter.attention === 'unused' && !isUnused(key, nowMs)) return false;
  if (filter.attention === 'expiring' && !isExpiring(key, nowMs)) return false;
  const words = `${key.name} ${key.prefix} ${creatorOf(key)} ${key.agents.map((agent) => agent.slug).join(' ')}`.toLowerCase();
  return words.includes(filter.q.trim().toLowerCase());
}

/** Whether it still works and will end within 14 days, by its expiry or its grace period. */
export function isExpiring(key: Credential, nowMs: number): boolean {
  if (!works(key)) return false;
  const end = key.grace_until ?? key.expires_at;
  return end !== null && Date.parse(end) - nowMs < expiringDays * dayMs;
}

function isUnused(key: Credential, nowMs: number): boolean {
  return works(key) && nowMs - Date.parse(key.last_used_at ?? key.created_at) > unusedDays * dayMs;
}

/** Whether programs that show this key are let in. */
export function works(key: Credential): boolean {
  return key.status === 'active' || key.status === 'grace';
}

/** Who made it, in words. */
export function creatorOf(key: Credential): string {
  const by = key.created_by;
  if (typeof by !== 'string') return by.name === '' ? by.id : by.name;
  return makers[by.split(':')[0] ?? ''] ?? by;
}
