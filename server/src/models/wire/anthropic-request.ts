import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ModelRequest, ToolOffer } from '../../kernel/model.ts';
import { pairMessages } from './paired-messages.ts';
import type { PairedMessage } from './paired-messages.ts';
import { replayedArguments } from './tool-arguments.ts';
import { withTools } from './tools-bytes.ts';
import type { ToolsBytes } from './tools-bytes.ts';

/** Stands where the wire forbids an empty text. */
const NO_TEXT = '(no text)';

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: JsonObject[];
}

const textBlock = (text: string): JsonObject => ({ type: 'text', text: text.trim() === '' ? NO_TEXT : text });

function turnsOf(message: PairedMessage): Turn[] {
  if (message.role === 'user') return [{ role: 'user', content: [textBlock(message.text)] }];
  const spoken = message.text.trim() === '' ? [] : [textBlock(message.text)];
  const uses = message.calls.map(({ call, id, name }): JsonObject => {
    const input = replayedArguments(call.arguments);
    return { type: 'tool_use', id, name, input };
  });
  const results = message.calls.map(({ id, text, isError }): JsonObject => {
    return { type: 'tool_result', tool_use_id: id, ...(text === '' ? {} : { content: text }), ...(isError ? { is_error: true } : {}) };
  });
  const asked: Turn = { role: 'assistant', content: [...spoken, ...uses] };
  return [asked, { role: 'user', content: results }];
}

/** Neighbours of one role become one message, and a message never stays empty. */
function mergedTurns(messages: readonly PairedMessage[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const turn of messages.flatMap(turnsOf)) {
    if (turn.content.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === turn.role) last.content.push(...turn.content);
    else turns.push(turn);
  }
  return turns[0]?.role === 'user' ? turns : [{ role: 'user', content: [textBlock('')] }, ...turns];
}

/** A tool as this wire offers it. */
export function toolJson({ name, description, inputSchema }: ToolOffer): JsonObject {
  return { name, description, input_schema: inputSchema };
}

/**
 * The body of `POST /v1/messages`, always streamed. Temperatures above 1 become 1, the wire's highest.
 * Source: Anthropic API reference, "Create a Message".
 */
export function anthropicBody(request: ModelRequest, leftOut: ReadonlySet<string>, toolsBytes: ToolsBytes): Buffer {
  const optional: [string, Json][] = [
    ['system', request.systemPrompt === '' ? null : request.systemPrompt],
    ['temperature', request.temperature === null ? null : Math.min(1, request.temperature)],
  ];
  const body = JSON.stringify({
    model: request.model,
    stream: true,
    max_tokens: request.maxTokens,
    messages: mergedTurns(pairMessages(request.messages)),
    ...Object.fromEntries(optional.filter(([name, value]) => value !== null && !leftOut.has(name))),
  });
  return withTools(body, request.tools, toolsBytes);
}
