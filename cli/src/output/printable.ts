/** Text that cannot steer a terminal: control characters other than line feed and tab are gone. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- removing control characters is the purpose.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** The first line of a text, at most `max` characters. */
export function oneLine(text: string, max: number): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}
