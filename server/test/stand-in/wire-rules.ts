import { isJsonObject } from '../../src/kernel/json.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';

/** Rules of the real providers that a careless client breaks first. Each checker gives the complaint, or null. */

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function idsOf(items: readonly JsonObject[], key: string): readonly string[] {
  return items.map((item) => String(item[key]));
}

function sameIds(asked: readonly string[], answered: readonly string[]): boolean {
  return asked.length === answered.length && new Set([...asked, ...answered]).size === asked.length;
}

/** Every assistant `tool_calls` must be followed by one `tool` message for each id, and by nothing else before that. */
export function openaiComplaint(body: JsonObject): string | null {
  const messages = objects(body['messages']);
  if (messages.length === 0) return "Invalid 'messages': empty array. Expected an array with minimum length 1.";
  const names = objects(body['tools']).map((tool) => (isJsonObject(tool['function']) ? String(tool['function']['name']) : ''));
  if (names.some((name) => !NAME.test(name))) return "Invalid 'tools[0].function.name': string does not match pattern.";
  let open: readonly string[] = [];
  let answered: string[] = [];
  for (const message of messages) {
    if (message['role'] === 'tool') {
      answered.push(String(message['tool_call_id']));
      continue;
    }
    if (!sameIds(open, answered))
      return "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";
    const calls = objects(message['tool_calls']);
    if (calls.some((call) => !isJsonObject(call['function']) || typeof call['function']['arguments'] !== 'string'))
      return "Invalid type for 'messages.tool_calls.function.arguments': expected a string.";
    open = idsOf(calls, 'id');
    answered = [];
  }
  return sameIds(open, answered) ? null : "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
}

function blocksComplaint(blocks: readonly JsonObject[]): string | null {
  if (blocks.some((block) => block['type'] === 'text' && String(block['text']).trim() === ''))
    return 'messages: text content blocks must contain non-whitespace text';
  if (blocks.some((block) => block['type'] === 'tool_use' && !isJsonObject(block['input'])))
    return 'messages: tool_use.input: Input should be a valid dictionary';
  const firstOther = blocks.findIndex((block) => block['type'] !== 'tool_result');
  const lastResult = blocks.findLastIndex((block) => block['type'] === 'tool_result');
  return firstOther !== -1 && lastResult > firstOther ? 'messages: tool_result blocks must come first in the content' : null;
}

/** Every `tool_use` must be answered by a `tool_result` in the very next message; ids must not repeat. */
export function anthropicComplaint(body: JsonObject): string | null {
  if (typeof body['max_tokens'] !== 'number') return 'max_tokens: Field required';
  if (typeof body['temperature'] === 'number' && body['temperature'] > 1) return 'temperature: range: 0..1';
  const messages = objects(body['messages']);
  if (messages[0]?.['role'] !== 'user') return 'messages: first message must use the "user" role';
  if (objects(body['tools']).some((tool) => !NAME.test(String(tool['name'])))) return 'tools.0.name: String should match pattern';
  const used = new Set<string>();
  let open: readonly string[] = [];
  for (const message of messages) {
    if (message['content'] === '') return 'messages: content must be non-empty';
    const blocks = objects(message['content']);
    const complaint = blocksComplaint(blocks);
    if (complaint !== null) return complaint;
    const results = idsOf(
      blocks.filter((block) => block['type'] === 'tool_result'),
      'tool_use_id',
    );
    if (!sameIds(open, results)) return 'messages: tool_use ids were found without tool_result blocks immediately after';
    open = idsOf(
      blocks.filter((block) => block['type'] === 'tool_use'),
      'id',
    );
    if (open.some((id) => used.has(id)) || new Set(open).size !== open.length) return 'messages: tool_use ids must be unique';
    for (const id of open) used.add(id);
  }
  return open.length === 0 ? null : 'messages: tool_use ids were found without tool_result blocks immediately after';
}
