import { expect, test } from 'vitest';
import { blankRequest, bodyOf, faultsOf, reviewOf } from './key-request.ts';

const agent = { id: 'a', slug: 'adder', display_name: 'Adder' };

test('a key without agents is refused, unless it is organization-wide', () => {
  expect(faultsOf({ ...blankRequest, name: 'App' }).agents).toBe('Select at least one agent, or make the key organization-wide');
  expect(faultsOf({ ...blankRequest, name: 'App', isOrgWide: true }).agents).toBeNull();
});

test('a request names either the agents or the whole organization, never both', () => {
  const wide = bodyOf({ ...blankRequest, name: 'App', agents: [agent], isOrgWide: true }, 0);
  expect(wide).toMatchObject({ org_wide: true });
  expect(wide).not.toHaveProperty('agent_ids');
  expect(bodyOf({ ...blankRequest, name: ' App ', agents: [agent] }, 0)).toMatchObject({
    name: 'App',
    agent_ids: ['a'],
    expires_at: '1970-04-01T00:00:00.000Z',
  });
});

test('the review says what the key can and cannot do', () => {
  expect(reviewOf({ ...blankRequest, agents: [agent], scopes: ['read'] })).toBe(
    'This key can look at Adder. It cannot run agents or change them. It cannot manage keys, providers or people. It stops working in 90 days.',
  );
  expect(reviewOf({ ...blankRequest, isOrgWide: true, scopes: ['read', 'write', 'keys:write'], expiry: 'never' })).toBe(
    'This key can look at, run and change every agent, also those made later. It can create and revoke keys. It works until it is revoked.',
  );
});
