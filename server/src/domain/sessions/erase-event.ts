import type { NewEvent } from '../../kernel/event.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';

/** Members of events that hold what people, agents, models and tools wrote. */
const written: ReadonlySet<string> = new Set([
  'content',
  'input',
  'data',
  'text',
  'reasoning',
  'message',
  'question',
  'options',
  'output',
  'note',
  'name',
  'metadata',
  'arguments',
]);

/** Guaranteed by `emptied`, which keeps every member and its kind. */
function asEvent(type: string, payload: Json): NewEvent {
  return { type, payload } as NewEvent;
}

/** The same event without a word of what was written: members stay, their texts are empty. */
export function eraseEvent(event: NewEvent): NewEvent {
  return asEvent(event.type, erasedMembers(event.payload));
}

/** `eraseEvent` for a payload as the log keeps it. */
export function erasedMembers(payload: unknown): JsonObject {
  if (!isJsonObject(payload)) return {};
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, written.has(name) ? emptied(value) : kept(value)]));
}

function kept(value: Json): Json {
  if (Array.isArray(value)) return value.map(kept);
  return isJsonObject(value) ? erasedMembers(value) : value;
}

function emptied(value: Json): Json {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  return isJsonObject(value) ? {} : null;
}
