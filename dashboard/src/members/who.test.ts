import type { Member, Role, User } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { mayDo } from './who.ts';

const member = (id: string, role: Role): Member => ({
  user: { id, email: `${id}@example.org`, name: id },
  role,
  two_factor_enabled: false,
  last_seen_at: null,
  joined_at: '2026-01-01T00:00:00.000Z',
});
const viewer = (id: string, role: Role): User => ({
  id,
  role,
  email: `${id}@example.org`,
  name: id,
  has_password: true,
  two_factor_enabled: false,
  email_verified: true,
});
const ana = member('ana', 'owner');
const ben = member('ben', 'admin');
const cem = member('cem', 'viewer');

test('the only owner is told why the role is fixed, before trying', () => {
  expect(mayDo(viewer('ana', 'owner'), ana, [ana, ben])).toMatchObject({
    roles: [],
    mayRemove: false,
    fixedBecause: expect.stringContaining('only owner'),
  });
});

test('an owner among owners may step down but is not offered to remove themselves', () => {
  expect(mayDo(viewer('ana', 'owner'), ana, [ana, member('dan', 'owner')])).toMatchObject({ mayRemove: false, mayReset: false });
  expect(mayDo(viewer('ana', 'owner'), ana, [ana, member('dan', 'owner')]).roles).toContain('admin');
});

test('an admin gives every role but owner, and does not touch owners', () => {
  expect(mayDo(viewer('ben', 'admin'), cem, [ana, ben, cem]).roles).toEqual(['admin', 'reviewer', 'viewer']);
  expect(mayDo(viewer('ben', 'admin'), ana, [ana, member('dan', 'owner')])).toMatchObject({ roles: [], mayRemove: false });
});

test.each(['reviewer', 'viewer'] as const)('a %s has no controls', (role) => {
  expect(mayDo(viewer('eve', role), cem, [ana, cem])).toEqual({ roles: [], mayRemove: false, mayReset: false, fixedBecause: null });
});
