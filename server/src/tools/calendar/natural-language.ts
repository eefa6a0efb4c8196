import * as chrono from 'chrono-node/en';
import type { Moment } from './moment.ts';
import type { ZoneClock } from './zone.ts';

const LENGTH_MAX = 200;

interface Reading {
  /** Epoch milliseconds that "today" and "next week" are counted from. */
  readonly reference: number;
  readonly clock: ZoneClock;
  readonly isDayFirst: boolean;
}

/** The first date a person's English words name, such as "next friday at 5pm"; null when they name none or run past 200 characters. */
export function readNaturalDate(words: string, { reference, clock, isDayFirst }: Reading): Moment | null {
  if (words.length > LENGTH_MAX) return null;
  const reader = isDayFirst ? chrono.GB : chrono.casual;
  const start = reader.parse(words, { instant: new Date(reference), timezone: clock.offsetMinutes(reference) })[0]?.start;
  if (start === undefined) return null;
  const isDateOnly = !start.isCertain('hour') && !/\b(now|ago|hours?|minutes?|seconds?|min|hrs?)\b/i.test(words);
  if (start.isCertain('timezoneOffset')) return { epochMs: start.date().getTime(), isDateOnly: false };
  const part = (component: chrono.Component): number => start.get(component) ?? 0;
  const epochMs = clock.toEpoch({
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: isDateOnly ? 0 : part('hour'),
    minute: isDateOnly ? 0 : part('minute'),
    second: isDateOnly ? 0 : part('second'),
    millisecond: isDateOnly ? 0 : part('millisecond'),
  });
  return { epochMs, isDateOnly };
}
