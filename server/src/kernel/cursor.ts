/**
 * A place in a session's log: everything up to `seq`, and `offset` UTF-16 code units of the message that is open after it.
 * Clients treat the text form, `seq` or `seq.offset`, as opaque.
 */
export interface Cursor {
  readonly seq: number;
  readonly offset: number;
}

export const logStart: Cursor = { seq: 0, offset: 0 };

const cursorPattern = /^([0-9]{1,15})(?:\.([0-9]{1,15}))?$/;

/** The cursor that a client sent back, or null when it is not one of ours. */
export function parseCursor(text: string): Cursor | null {
  const match = cursorPattern.exec(text);
  if (match === null) return null;
  return { seq: Number(match[1]), offset: Number(match[2] ?? 0) };
}

export function formatCursor(seq: number, offset: number): string {
  return offset === 0 ? String(seq) : `${seq}.${offset}`;
}
