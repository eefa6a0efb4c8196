/** Daily times at which a person is left alone, in a time zone's own clock. `from` is part of them, `to` is not; they may go over midnight. */
export interface QuietHours {
  /** `HH:MM`. */
  readonly from: string;
  readonly to: string;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

const minuteMs = 60_000;
const dayMinutes = 1_440;
/** Clocks are set forward or back by three hours at most, so that much has to be looked through. */
const lookBackMinutes = 180;
const lookMinutesMax = 2 * lookBackMinutes;

export function isTimeZone(name: string): boolean {
  try {
    return name.length > 0 && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Minutes since midnight that the clocks of a zone show. */
function localMinutes(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (ms) => minutesOf(format.format(ms));
}

function isWithin({ from, to }: QuietHours, local: number): boolean {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  return begin <= end ? local >= begin && local < end : local >= begin || local < end;
}

/** When a message may be sent that is ready now: now, or the first minute after the quiet hours. Days on which clocks change count as they are. */
export function afterQuietHours(hours: QuietHours | null, nowMs: number): number {
  if (hours === null) return nowMs;
  const localAt = localMinutes(hours.timeZone);
  if (!isWithin(hours, localAt(nowMs))) return nowMs;
  const left = (minutesOf(hours.to) - localAt(nowMs) + dayMinutes) % dayMinutes;
  const minute = Math.floor(nowMs / minuteMs) * minuteMs;
  let at = Math.max(minute, minute + (left - lookBackMinutes) * minuteMs);
  for (let looked = 0; looked <= lookMinutesMax; looked += 1, at += minuteMs) {
    if (at > nowMs && !isWithin(hours, localAt(at))) return at;
  }
  return minute + left * minuteMs;
}
