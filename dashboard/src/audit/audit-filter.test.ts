import { expect, test } from 'vitest';
import { eventOf, exportHref, isFiltered, queryOf } from './audit-filter.ts';

const openedMs = Date.parse('2026-11-22T12:00:00.000Z');

test('an address becomes a filter in the words of the server', () => {
  expect(queryOf({ event: 'key.*', actor: ' user:1 ', range: '24h' }, openedMs)).toEqual({
    event: 'key.*',
    actor: 'user:1',
    target: undefined,
    start: '2026-11-21T12:00:00.000Z',
  });
  const days = queryOf({ range: 'dates', from: '2026-11-01', to: 'nonsense' }, openedMs);
  expect(days.start).toBe(new Date('2026-11-01T00:00:00.000').toISOString());
  expect(days.end).toBeUndefined();
});

test('the exported file holds what the list shows', () => {
  const query = queryOf({ event: 'key.*', range: '1h' }, openedMs);
  expect(exportHref('csv', query)).toBe('/v1/audit/export?format=csv&event=key.*&start=2026-11-22T11%3A00%3A00.000Z');
  expect(exportHref('jsonl', {})).toBe('/v1/audit/export?format=jsonl');
});

test('a noun alone stands for all its events, and what cannot be an event is never sent', () => {
  expect(['key', 'key.', 'Key.*', 'key.created', 'run.step.finished'].map(eventOf)).toEqual([
    'key.*',
    'key.*',
    'key.*',
    'key.created',
    'run.step.finished',
  ]);
  expect(['', '*', 'key..', '<b>'].map(eventOf)).toEqual([undefined, undefined, undefined, undefined]);
});

test('an empty address filters nothing', () => {
  expect(isFiltered({ event: '', range: '' })).toBe(false);
  expect(isFiltered({ target: 'k1' })).toBe(true);
});
