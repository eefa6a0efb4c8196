const counts = new Intl.NumberFormat('en');

/** Writes a number with thousands separators. */
export function count(value: number): string {
  return counts.format(value);
}

/** Shows any JSON value as readable text, cut at `charsMax` characters (default 16,000); JSON inside a text is laid out too. */
export function pretty(value: unknown, charsMax = 16_000): string {
  const text = typeof value === 'string' ? (laidOut(value) ?? value) : (JSON.stringify(value, null, 2) ?? 'null');
  return cut(text, charsMax);
}

/** Lays out a text that is a JSON object or list; null when it is something else. */
export function laidOut(text: string): string | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
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
