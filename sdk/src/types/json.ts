export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [member: string]: JsonValue;
}

/** A point in time as the API writes it: RFC 3339, UTC, milliseconds (`2026-11-22T10:00:00.000Z`). */
export type Timestamp = string;
