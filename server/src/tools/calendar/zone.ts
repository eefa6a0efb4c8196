import { invalidInput } from '../action.ts';

/** Clock and calendar as people in one time zone read them; months are 1 to 12. */
export interface ZonedTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The farthest moments a JavaScript date can hold, less a year for arithmetic. */
const EPOCH_MS_MAX = 8.64e15 - 366 * 86_400_000;

/** Turns moments into the clock time of a zone and back, through `Intl`. Fixed offsets (`+02:00`) and IANA names are known. */
export interface ZoneClock {
  readonly zone: string;
  toZoned(epochMs: number): ZonedTime;
  /** Where clocks skip or repeat an hour, the earlier reading of the offset before the change holds. */
  toEpoch(time: ZonedTime): number;
  offsetMinutes(epochMs: number): number;
}

/** @throws ToolFailure INVALID_INPUT when the zone is not known */
export function zoneClock(zone: string): ZoneClock {
  if (zone === 'UTC' || zone === 'Z' || zone === 'GMT') return fixedClock('UTC', 0);
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw invalidInput(`The time zone "${zone.slice(0, 60)}" is not known`);
  }
  const toZoned = (epochMs: number): ZonedTime => zonedBy(format, epochMs);
  const offsetMs = (epochMs: number): number => epochOfUtc(toZoned(epochMs)) - epochMs;
  return {
    zone,
    toZoned,
    offsetMinutes: (epochMs) => Math.round(offsetMs(epochMs) / 60_000),
    toEpoch: (time) => {
      const asUtc = epochOfUtc(time);
      const guess = asUtc - offsetMs(asUtc - offsetMs(asUtc));
      return epochOfUtc(toZoned(guess)) === asUtc ? guess : asUtc - offsetMs(asUtc - 86_400_000);
    },
  };
}

function fixedClock(zone: string, offset: number): ZoneClock {
  return {
    zone,
    toZoned: (epochMs) => utcTime(epochMs + offset * 60_000),
    toEpoch: (time) => epochOfUtc(time) - offset * 60_000,
    offsetMinutes: () => offset,
  };
}

function zonedBy(format: Intl.DateTimeFormat, epochMs: number): ZonedTime {
  const parts = new Map(format.formatToParts(epochMs).map((part) => [part.type, part.value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0);
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  const millisecond = ((epochMs % 1000) + 1000) % 1000;
  return { year, month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute'), second: part('second'), millisecond };
}

function utcTime(epochMs: number): ZonedTime {
  const date = new Date(epochMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

/** Epoch milliseconds of a clock time in UTC; parts past their range carry over. @throws ToolFailure INVALID_INPUT out of range */
function epochOfUtc(time: ZonedTime): number {
  const date = new Date(0);
  date.setUTCFullYear(time.year, time.month - 1, time.day);
  date.setUTCHours(time.hour, time.minute, time.second, time.millisecond);
  return checkedEpoch(date.getTime());
}

/** @throws ToolFailure INVALID_INPUT when no calendar date belongs to it */
export function checkedEpoch(epochMs: number): number {
  if (!Number.isFinite(epochMs) || Math.abs(epochMs) > EPOCH_MS_MAX) throw invalidInput('The date is out of range');
  return epochMs;
}
