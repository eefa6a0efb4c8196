/** A calendar date as somebody wrote it; `time` only when a time was written with it. */
export interface WrittenDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: WrittenTime | null;
}

interface WrittenTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Minutes east of UTC when the text says so. */
  readonly offsetMinutes: number | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(?:(?:T|,?\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`, 'i');
const WEEKDAY = String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?`;
const NAME = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?`;
const DAY_NAME = new RegExp(String.raw`${WEEKDAY}(\d{1,2})(?:st|nd|rd|th)?[\s-]+${NAME},?[\s-]+(\d{4}|\d{2})${TIME}$`, 'i');
const NAME_DAY = new RegExp(String.raw`${WEEKDAY}${NAME}\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${TIME}$`, 'i');
const LENGTH_MAX = 60;

/**
 * Reads `2024-01-15`, `1/15/24`, `15.01.2024`, `15 Jan 2024`, `Jan 15, 2024` and the like, with or without a time. Two-digit years below 69 are
 * 20xx. In `1/2/2024` the month comes first unless `isDayFirst`; dots always mean day first. Null when the text is no such date.
 */
export function readWrittenDate(written: string, isDayFirst: boolean): WrittenDate | null {
  const text = written.trim();
  if (text.length < 6 || text.length > LENGTH_MAX) return null;
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return checked(yearFirst[1], yearFirst[3], yearFirst[4], yearFirst.slice(5));
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    const [, first, separator, second, year] = yearLast;
    const dayLeads = isDayFirst || separator === '.';
    return checked(year, dayLeads ? second : first, dayLeads ? first : second, yearLast.slice(5));
  }
  const dayName = DAY_NAME.exec(text);
  if (dayName !== null) return checked(dayName[3], monthOf(dayName[2]), dayName[1], dayName.slice(4));
  const nameDay = NAME_DAY.exec(text);
  return nameDay === null ? null : checked(nameDay[3], monthOf(nameDay[1]), nameDay[2], nameDay.slice(4));
}

/** True when the numeric dates among the texts can only be read with the day first, as in `25/12/2024`. */
export function areDayFirst(texts: readonly string[]): boolean {
  let isSeen = false;
  for (const text of texts) {
    const match = YEAR_LAST.exec(text.trim().slice(0, LENGTH_MAX));
    if (match === null) continue;
    if (Number(match[3]) > 12) return false;
    if (Number(match[1]) > 12) isSeen = true;
  }
  return isSeen;
}

/** `YYYY-MM-DD`. */
export function isoDate(date: { readonly year: number; readonly month: number; readonly day: number }): string {
  return `${String(date.year).padStart(4, '0')}-${String(date.month).padStart(2, '0')}-${String(date.day).padStart(2, '0')}`;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function monthOf(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? '').toLowerCase()) + 1);
}

function checked(year = '', month = '', day = '', time: readonly (string | undefined)[] = []): WrittenDate | null {
  const shortYear = Number(year);
  const fullYear = year.length === 4 ? shortYear : shortYear + (shortYear < 69 ? 2000 : 1900);
  const date = { year: fullYear, month: Number(month), day: Number(day) };
  const isReal = date.year >= 1 && date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysInMonth(date.year, date.month);
  if (!isReal) return null;
  if (time[0] === undefined) return { ...date, time: null };
  const read = readTime(time);
  return read === null ? null : { ...date, time: read };
}

function readTime([hour, minute, second, fraction, meridiem, zone]: readonly (string | undefined)[]): WrittenTime | null {
  const isAfternoon = meridiem?.toLowerCase().startsWith('p') ?? false;
  const given = Number(hour);
  if (meridiem !== undefined && (given < 1 || given > 12)) return null;
  const time = {
    hour: meridiem === undefined ? given : (given % 12) + (isAfternoon ? 12 : 0),
    minute: Number(minute),
    second: Number(second ?? 0),
    millisecond: Number((fraction ?? '').slice(0, 3).padEnd(3, '0')),
    offsetMinutes: zone === undefined ? null : offsetOf(zone),
  };
  return time.hour < 24 && time.minute < 60 && time.second < 60 ? time : null;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}
