import type { Credential } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { fits, isExpiring } from './key-facts.ts';
import { blankRequest, bodyOf, changeOf, faultsOf, requestOf } from './key-request.ts';
import { permissionsLabel, permissionsOf, presetOf } from './permissions.ts';
import { reviewOf } from './review.ts';

const agent = { id: 'a', slug: 'adder', display_name: 'Adder' };
const dayMs = 86_400_000;
const key: Credential = {
  id: 'k1',
  number: 1,
  kind: 'api_key',
  name: 'App',
  prefix: 'forge_abcdef',
  scopes: ['read'],
  org_wide: false,
  agents: [agent],
  agent: null,
  user_id: null,
  created_by: { id: 'user:1', name: 'Ana' },
  created_at: new Date(0).toISOString(),
  expires_at: null,
  last_used_at: null,
  last_used_ip: null,
  status: 'active',
  revoked_at: null,
  revoked_reason: null,
  ip_allow: ['10.0.0.0/8'],
  rate_limit_per_minute: 60,
  max_concurrent: null,
  rotated_from: null,
  rotated_to: null,
  grace_until: null,
  requests_30d: 0,
  requests_daily: [],
};

test('a key without agents is refused, unless it is organization-wide', () => {
  expect(faultsOf({ ...blankRequest, name: 'App' }, 0).agents).toBe('Select at least one agent, or make the key organization-wide');
  expect(faultsOf({ ...blankRequest, name: 'App', isOrgWide: true }, 0).agents).toBeNull();
});

test('networks, limits and the last day are checked before anything is sent', () => {
  const faults = (part: object) => faultsOf({ ...blankRequest, ...part }, Date.parse('2026-11-22T12:00:00Z'));
  expect(faults({ networks: '203.0.113.0/24, 2001:db8::/32\n127.0.0.1' }).networks).toBeNull();
  expect(faults({ networks: 'office' }).networks).toContain('“office”');
  expect(faults({ perMinute: '0' }).perMinute).not.toBeNull();
  expect(faults({ perMinute: '60', concurrent: '4' })).toMatchObject({ perMinute: null, concurrent: null });
  expect(faults({ expiry: 'date' }).expiry).not.toBeNull();
  expect(faults({ expiry: 'date', expiryDate: '2026-11-20' }).expiry).not.toBeNull();
  expect(faults({ expiry: 'date', expiryDate: '2026-12-24' }).expiry).toBeNull();
});

test('a request names either the agents or the whole organization, never both, and no limit that was not asked for', () => {
  const wide = bodyOf({ ...blankRequest, name: 'App', agents: [agent], isOrgWide: true }, 0);
  expect(wide).toMatchObject({ org_wide: true });
  expect(wide).not.toHaveProperty('agent_ids');
  expect(bodyOf({ ...blankRequest, name: ' App ', agents: [agent] }, 0)).toEqual({
    name: 'App',
    scopes: ['read', 'write'],
    agent_ids: ['a'],
    expires_at: '1970-04-01T00:00:00.000Z',
  });
});

test('the form of a key that exists changes nothing but what was changed', () => {
  expect(changeOf(requestOf(key), 0)).toEqual({
    name: 'App',
    scopes: ['read'],
    agent_ids: ['a'],
    ip_allow: ['10.0.0.0/8'],
    rate_limit_per_minute: 60,
    max_concurrent: null,
  });
  expect(changeOf({ ...requestOf(key), expiry: 'never' }, 0)).toMatchObject({ expires_at: null });
});

test('permissions are what the server makes of the scope words', () => {
  expect(permissionsOf(['read']).has('runs:read')).toBe(true);
  expect(permissionsOf(['read', 'write']).has('keys:read')).toBe(false);
  expect(permissionsOf(['keys:*']).has('keys:write')).toBe(true);
  expect(permissionsOf(['*']).has('audit:read')).toBe(true);
  expect([presetOf(['write', 'read']), presetOf(['*']), presetOf(['agents:read'])]).toEqual(['write', 'all', 'custom']);
  expect(permissionsLabel(['runs:write'])).toBe('runs:write');
});

test('the review says what the key can and cannot do', () => {
  expect(reviewOf({ ...blankRequest, agents: [agent], scopes: ['read'], expiry: 'never' }, 0)).toBe(
    'This key can see Adder. It cannot run agents, change agents, work on tasks, answer questions, manage keys, manage providers, read the audit log or manage people. It works until it is revoked.',
  );
  expect(reviewOf({ ...blankRequest, isOrgWide: true, scopes: ['*'], expiry: '30' }, 0)).toBe(
    "This key can see, run, change and delete every agent, also those made later, answer questions, create agents, work on tasks and deliver, assign and delete tasks, review deliverables, change projects, manage webhooks, publish profiles, create, rotate and revoke keys, store and delete providers' keys, see members and read the audit log. It cannot manage people. It stops working on 31 Jan 1970.",
  );
});

test('the review says from where and how fast, and that a limited key sees and ends no keys', () => {
  const request = { ...requestOf(key), scopes: ['*'], concurrent: '4' };
  const said = reviewOf(request, 0);
  expect(said).toContain('It works only from 10.0.0.0/8, at most 60 requests a minute and at most 4 at once.');
  expect(said).toMatch(/cannot create agents, see or revoke keys or manage people/);
  expect(said).not.toContain('rotate');
});

test('a filter finds keys by name, agent, kind, and by what needs attention', () => {
  const none = { q: '', kind: '', status: '', attention: '' };
  expect(fits(key, { ...none, q: 'ADDER' }, 0)).toBe(true);
  expect(fits(key, { ...none, kind: 'user_key' }, 0)).toBe(false);
  expect(fits(key, { ...none, attention: 'unused' }, 91 * dayMs)).toBe(true);
  expect(fits({ ...key, last_used_at: new Date(50 * dayMs).toISOString() }, { ...none, attention: 'unused' }, 91 * dayMs)).toBe(false);
  expect(isExpiring({ ...key, expires_at: new Date(10 * dayMs).toISOString() }, 0)).toBe(true);
  expect(isExpiring({ ...key, expires_at: new Date(20 * dayMs).toISOString() }, 0)).toBe(false);
});
