import { expect, test } from 'vitest';
import { hrefOf, matchOf, searchIn } from './addresses.ts';

test('an address leads to its page, with or without a stroke at its end', () => {
  expect(matchOf('/sessions/')).toEqual({ path: '/sessions', params: {} });
  expect(matchOf('/')).toEqual({ path: '/', params: {} });
  expect(matchOf('/settings/keys/a%2Fb')).toEqual({ path: '/settings/keys/$id', params: { id: 'a/b' } });
  expect(matchOf('/reset/t')).toEqual({ path: '/reset/$token', params: { token: 't' } });
});

test.each(['/nowhere', '/sessions/a/b', '/agents/%E0%A4%A', '/settings', '/agents/$slug/x', '/toString'])('%s leads nowhere', (place) => {
  expect(matchOf(place)).toBeUndefined();
});

test('texts behind the question mark stay text, unknown ones are ignored and empty ones are not written', () => {
  expect(searchIn('/sessions', '?q=12&other=1&error=true')).toEqual({ q: '12', error: 'true' });
  expect(searchIn('/sessions', '')).toEqual({});
  expect(hrefOf('/sessions', {}, { q: 'a b', status: '', agent: undefined })).toBe('/sessions?q=a+b');
  expect(hrefOf('/agents/$slug', { slug: 'a/b' }, {})).toBe('/agents/a%2Fb');
});
