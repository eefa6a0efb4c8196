import { isJsonObject } from '../../src/kernel/json.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';

/** What a script may look at, the same for both wires. */
export interface Conversation {
  readonly lastUserText: string;
  /** User, assistant and tool messages; the system prompt does not count. */
  readonly messageCount: number;
  /** Texts of the tool results after the last user message, oldest first. */
  readonly toolResults: readonly string[];
  readonly offers: readonly { readonly name: string; readonly schema: JsonObject }[];
}

type Entry = { readonly role: 'user' | 'assistant' | 'tool'; readonly text: string };

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

function roleOf(value: Json | undefined): Entry['role'] | null {
  return value === 'user' || value === 'assistant' || value === 'tool' ? value : null;
}

function conversationOf(entries: readonly Entry[], offers: Conversation['offers']): Conversation {
  const lastUser = entries.findLastIndex((entry) => entry.role === 'user');
  const after = entries.slice(lastUser + 1);
  return {
    lastUserText: entries[lastUser]?.text ?? '',
    messageCount: entries.length,
    toolResults: after.filter((entry) => entry.role === 'tool').map((entry) => entry.text),
    offers,
  };
}

function offersOf(
  tools: Json | undefined,
  read: (tool: JsonObject) => { name: Json | undefined; schema: Json | undefined },
): Conversation['offers'] {
  return listOf(tools).flatMap((tool) => {
    const { name, schema } = read(tool);
    return typeof name === 'string' ? [{ name, schema: isJsonObject(schema) ? schema : {} }] : [];
  });
}

export function openaiConversation(body: JsonObject): Conversation {
  const entries = listOf(body['messages']).flatMap((message): Entry[] => {
    const role = roleOf(message['role']);
    return role === null ? [] : [{ role, text: textOf(message['content']) }];
  });
  const offers = offersOf(body['tools'], (tool) => {
    const offered = isJsonObject(tool['function']) ? tool['function'] : {};
    return { name: offered['name'], schema: offered['parameters'] };
  });
  return conversationOf(entries, offers);
}

/** A user message made of tool results counts as one `tool` message per result. */
export function anthropicConversation(body: JsonObject): Conversation {
  const entries = listOf(body['messages']).flatMap((message): Entry[] => {
    const results = listOf(message['content']).filter((block) => block['type'] === 'tool_result');
    const tools = results.map((block): Entry => ({ role: 'tool', text: textOf(block['content']) }));
    const text = textOf(message['content']);
    const role = roleOf(message['role']);
    return role === null || (tools.length > 0 && text === '') ? tools : [...tools, { role, text }];
  });
  const offers = offersOf(body['tools'], (tool) => ({ name: tool['name'], schema: tool['input_schema'] }));
  return conversationOf(entries, offers);
}
