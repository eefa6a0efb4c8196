const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Says how long a refused person has to wait, rounded up; a wait that the server did not name is "a minute". */
export function waitWords(waitMs: number | null): string {
  if (waitMs === null) return 'a minute';
  if (waitMs < minuteMs) return counted(waitMs / 1_000, 'second');
  return waitMs < hourMs ? counted(waitMs / minuteMs, 'minute') : counted(waitMs / hourMs, 'hour');
}

function counted(amount: number, unit: string): string {
  const whole = Math.max(1, Math.ceil(amount));
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
