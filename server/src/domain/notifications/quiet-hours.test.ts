import { describe, expect, it } from 'vitest';
import { afterQuietHours, isTimeZone } from './quiet-hours.ts';

const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
const after = (hours: Parameters<typeof afterQuietHours>[0], at: string): string =>
  new Date(afterQuietHours(hours, Date.parse(at))).toISOString();

describe('quiet hours', () => {
  it.each([
    ['none are set', null, '2026-01-15T23:30:12.345Z', '2026-01-15T23:30:12.345Z'],
    ['it is day', night, '2026-01-15T12:00:00.500Z', '2026-01-15T12:00:00.500Z'],
    ['they begin', night, '2026-01-15T21:00:00.000Z', '2026-01-16T06:00:00.000Z'],
    ['it is before midnight', night, '2026-01-15T22:30:12.345Z', '2026-01-16T06:00:00.000Z'],
    ['it is after midnight', night, '2026-01-16T03:59:59.999Z', '2026-01-16T06:00:00.000Z'],
    ['they end', night, '2026-01-16T06:00:00.000Z', '2026-01-16T06:00:00.000Z'],
    ['it is the last second of them', night, '2026-01-16T05:59:59.999Z', '2026-01-16T06:00:00.000Z'],
    ['it is summer', night, '2026-07-15T22:00:00.000Z', '2026-07-16T05:00:00.000Z'],
    ['the clock goes forward in the night', night, '2026-03-28T23:00:00.000Z', '2026-03-29T05:00:00.000Z'],
    ['the clock goes back in the night', night, '2026-10-24T22:00:00.000Z', '2026-10-25T06:00:00.000Z'],
    ['they end in the hour that is left out', { ...night, to: '02:30' }, '2026-03-28T23:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    ['they end in the hour that comes twice', { ...night, to: '02:30' }, '2026-10-24T23:30:00.000Z', '2026-10-25T00:30:00.000Z'],
    [
      'they lie within one day',
      { from: '12:00', to: '13:30', timeZone: 'Asia/Kolkata' },
      '2026-05-01T07:00:00.000Z',
      '2026-05-01T08:00:00.000Z',
    ],
    [
      'the zone sets its clock by half an hour',
      { from: '23:00', to: '06:15', timeZone: 'Australia/Lord_Howe' },
      '2026-04-04T13:00:00.000Z',
      '2026-04-04T19:45:00.000Z',
    ],
  ])('a message waits for their end when %s', (_, hours, at, expected) => {
    expect(after(hours, at)).toBe(expected);
  });

  it('knows the names of time zones', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', 'x'.repeat(100)].map(isTimeZone)).toEqual([true, true, false, false, false]);
  });
});
