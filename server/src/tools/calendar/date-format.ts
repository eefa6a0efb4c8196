import { invalidInput } from '../action.ts';
import { daysInMonth } from './date-forms.ts';
import type { WrittenDate } from './date-forms.ts';
import type { ZoneClock, ZonedTime } from './zone.ts';

/** The format an action uses when it is given none. */
export const DEFAULT_FORMAT = 'YYYY-MM-DD HH:mm:ss';

const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|dddd|ddd|DD|Do|D|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|X|x|Q/g;
const FORMAT_LENGTH_MAX = 200;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The name of the day, counted from Monday as 1. */
export function weekdayOf(time: ZonedTime): { readonly name: string; readonly number: number } {
  const day = new Date(0);
  day.setUTCFullYear(time.year, time.month - 1, time.day);
  const number = ((day.getUTCDay() + 6) % 7) + 1;
  return { name: WEEKDAYS[number - 1] ?? '', number };
}

/**
 * Writes a moment in the clock's zone. Tokens: YYYY YY MMMM MMM MM M DD D Do dddd ddd HH H hh h mm m ss s SSS A a Z ZZ X x Q; text in [brackets] is kept.
 * @throws ToolFailure INVALID_INPUT past 200 characters
 */
export function formatMoment(epochMs: number, format: string, clock: ZoneClock): string {
  if (format.length > FORMAT_LENGTH_MAX) throw invalidInput(`A format may have at most ${FORMAT_LENGTH_MAX} characters`);
  const time = clock.toZoned(epochMs);
  return format.replace(TOKEN, (token, literal: string | undefined) => literal ?? written(token, time, epochMs, clock));
}

function written(token: string, time: ZonedTime, epochMs: number, clock: ZoneClock): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour12 = time.hour % 12 === 0 ? 12 : time.hour % 12;
  const meridiem = time.hour < 12 ? 'AM' : 'PM';
  const tokens: Readonly<Record<string, () => string>> = {
    YYYY: () => String(time.year).padStart(4, '0'),
    YY: () => two(time.year % 100),
    MMMM: () => MONTHS[time.month - 1] ?? '',
    MMM: () => (MONTHS[time.month - 1] ?? '').slice(0, 3),
    MM: () => two(time.month),
    M: () => String(time.month),
    DD: () => two(time.day),
    D: () => String(time.day),
    Do: () => ordinal(time.day),
    dddd: () => weekdayOf(time).name,
    ddd: () => weekdayOf(time).name.slice(0, 3),
    HH: () => two(time.hour),
    H: () => String(time.hour),
    hh: () => two(hour12),
    h: () => String(hour12),
    mm: () => two(time.minute),
    m: () => String(time.minute),
    ss: () => two(time.second),
    s: () => String(time.second),
    SSS: () => String(time.millisecond).padStart(3, '0'),
    A: () => meridiem,
    a: () => meridiem.toLowerCase(),
    Z: () => offsetText(clock.offsetMinutes(epochMs), ':'),
    ZZ: () => offsetText(clock.offsetMinutes(epochMs), ''),
    X: () => String(Math.floor(epochMs / 1000)),
    x: () => String(epochMs),
    Q: () => String(Math.ceil(time.month / 3)),
  };
  return tokens[token]?.() ?? token;
}

function ordinal(day: number): string {
  const isTeen = day >= 11 && day <= 13;
  return `${day}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
}

function offsetText(minutes: number, separator: string): string {
  const absolute = Math.abs(minutes);
  const [hours, rest] = [Math.floor(absolute / 60), absolute % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${separator}${String(rest).padStart(2, '0')}`;
}

const READERS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<short>\\d{2})',
  MMMM: '(?<name>[A-Za-z]{3,9})',
  MMM: '(?<name>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  Do: '(?<day>\\d{1,2})(?:st|nd|rd|th)',
  dddd: '[A-Za-z]{6,9}',
  ddd: '[A-Za-z]{3}',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<half>\\d{2})',
  h: '(?<half>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  SSS: '(?<milli>\\d{3})',
  A: '(?<meridiem>[AaPp][Mm])',
  a: '(?<meridiem>[AaPp][Mm])',
  Z: '(?<zone>Z|[+-]\\d{2}:?\\d{2})',
  ZZ: '(?<zone>Z|[+-]\\d{2}:?\\d{2})',
};

/** Reads text written in the format; null when it is not. Day defaults to 1, month to 1. @throws ToolFailure INVALID_INPUT for a format it cannot read by */
export function readFormatted(text: string, format: string): WrittenDate | null {
  if (format.length > FORMAT_LENGTH_MAX || text.length > FORMAT_LENGTH_MAX)
    throw invalidInput(`A date or format may have at most ${FORMAT_LENGTH_MAX} characters`);
  const groups = readerFor(format).exec(text.trim())?.groups;
  if (groups === undefined) return null;
  const year = groups['short'] === undefined ? Number(groups['year']) : shortYear(Number(groups['short']));
  const month = groups['name'] === undefined ? Number(groups['month'] ?? 1) : monthNamed(groups['name']);
  const day = Number(groups['day'] ?? 1);
  const isReal = Number.isFinite(year) && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isReal) return null;
  const hasTime = groups['hour'] !== undefined || groups['half'] !== undefined;
  return { year, month, day, time: hasTime ? timeOf(groups) : null };
}

function readerFor(format: string): RegExp {
  let at = 0;
  let source = '^';
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  for (const match of format.matchAll(TOKEN)) {
    source += escape(format.slice(at, match.index)) + (match[1] === undefined ? (READERS[match[0]] ?? escape(match[0])) : escape(match[1]));
    at = match.index + match[0].length;
  }
  try {
    return new RegExp(`${source}${escape(format.slice(at))}$`);
  } catch {
    throw invalidInput('The format names the same part twice');
  }
}

function timeOf(groups: Readonly<Record<string, string | undefined>>) {
  const isAfternoon = groups['meridiem']?.toLowerCase() === 'pm';
  const half = (Number(groups['half'] ?? 0) % 12) + (isAfternoon ? 12 : 0);
  const zone = groups['zone'];
  const digits = (zone ?? '').replace(/\D/g, '');
  const offset = (zone?.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
  return {
    hour: groups['hour'] === undefined ? half : Number(groups['hour']),
    minute: Number(groups['minute'] ?? 0),
    second: Number(groups['second'] ?? 0),
    millisecond: Number(groups['milli'] ?? 0),
    offsetMinutes: zone === undefined ? null : offset,
  };
}

function shortYear(year: number): number {
  return year + (year < 69 ? 2000 : 1900);
}

function monthNamed(name: string): number {
  return MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
}
