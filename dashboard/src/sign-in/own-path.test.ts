import { expect, test } from 'vitest';
import { isInFront, ownPath } from './own-path.ts';

const origin = 'http://127.0.0.1:3001';

test('a path of this origin is kept with its search and hash', () => {
  expect(ownPath('/runs/1?tab=events#top', origin)).toBe('/runs/1?tab=events#top');
});

test.each([
  ['https://evil.example/', 'another origin'],
  ['//evil.example/agents', 'a protocol-relative address'],
  ['/\\evil.example', 'a backslash that browsers read as a slash'],
  ['/\t/evil.example', 'a tab that browsers drop'],
  ['/.//evil.example', 'a dot before two slashes'],
  ['/a/..//evil.example', 'a step back to two slashes'],
  ['/%2e%2e//evil.example', 'the same with the dots encoded'],
  ['javascript:alert(1)', 'a script'],
  ['agents', 'a relative path'],
  ['/login?next=/login', 'the sign-in page itself'],
  ['/welcome?token=1', 'the welcome page'],
  ['/sign-up', 'the sign-up page'],
  ['/reset/abc', 'a spent reset link'],
  [`/${'a'.repeat(3_000)}`, 'an endless path'],
  [undefined, 'nothing'],
])('S22: %s (%#) leads to the agents', (wanted, _why) => {
  expect(ownPath(wanted, origin)).toBe('/agents');
});

test('an invitation is kept, so that signing in leads back to it', () => {
  expect(ownPath('/invitations/abc', origin)).toBe('/invitations/abc');
  expect(isInFront('/invitations/abc')).toBe(true);
  expect(isInFront('/resetting')).toBe(false);
});
