import { expect, test } from 'vitest';
import { exportHref, isFiltered, sessionQueryOf } from './session-search.ts';

const nowMs = Date.parse('2026-11-23T10:00:00.000Z');

test('the address becomes what the server is asked for; words that it does not know are left out', () => {
  expect(
    sessionQueryOf({ q: 'bill', status: 'STALE,DISCONNECTED,WRONG', origin: 'external', key: 'c', error: 'true', time: '1h' }, nowMs),
  ).toEqual({
    q: 'bill',
    status: ['STALE', 'DISCONNECTED'],
    origin: ['external'],
    credential: 'c',
    has_error: true,
    since: '2026-11-23T09:00:00.000Z',
  });
  expect(sessionQueryOf({ time: 'ever', scope: 'mars' }, nowMs)).toEqual({});
});

test('an export has the filters of the list', () => {
  expect(exportHref({ status: ['STALE', 'FAILED'], has_error: true }, 'csv')).toBe(
    '/v1/sessions/export?format=csv&status=STALE%2CFAILED&has_error=true',
  );
});

test('an emptied filter is no filter', () => {
  expect(isFiltered({ q: '' })).toBe(false);
  expect(isFiltered({ scope: 'shared' })).toBe(true);
});
