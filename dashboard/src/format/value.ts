const counts = new Intl.NumberFormat('en');

/** Writes a number with thousands separators. */
export function count(value: number): string {
  return counts.format(value);
}

/** Shows any JSON value as readable text, cut at `charsMax` characters (default 16,000). */
export function pretty(value: unknown, charsMax = 16_000): string {
  return cut(typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null'), charsMax);
}

/** Shows any JSON value on one line, cut at `charsMax` characters. */
export function oneLine(value: unknown, charsMax = 160): string {
  return cut(typeof value === 'string' ? value.replaceAll('\n', ' ') : (JSON.stringify(value) ?? 'null'), charsMax);
}

/** Cuts the middle out of a long id. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax)}… (${count(text.length - charsMax)} more characters)`;
}
