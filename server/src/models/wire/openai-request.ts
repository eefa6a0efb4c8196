import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ModelRequest, ToolOffer } from '../../kernel/model.ts';
import { pairMessages } from './paired-messages.ts';
import type { PairedCall, PairedMessage } from './paired-messages.ts';
import { replayedArguments } from './tool-arguments.ts';
import { withTools } from './tools-bytes.ts';
import type { ToolsBytes } from './tools-bytes.ts';

function callJson({ call, id, name }: PairedCall): JsonObject {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(replayedArguments(call.arguments)) } };
}

function messagesJson(message: PairedMessage): JsonObject[] {
  if (message.role === 'user') return [{ role: 'user', content: message.text }];
  if (message.calls.length === 0) return [{ role: 'assistant', content: message.text }];
  const asked = { role: 'assistant', content: message.text === '' ? null : message.text, tool_calls: message.calls.map(callJson) };
  return [asked, ...message.calls.map(({ id, text }): JsonObject => ({ role: 'tool', tool_call_id: id, content: text }))];
}

/** A tool as this wire offers it. */
export function toolJson({ name, description, inputSchema }: ToolOffer): JsonObject {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}

/** Models that think first: they take `max_completion_tokens` and refuse every temperature but their own. */
function isReasoningModel(model: string): boolean {
  return /(^|\/)(o\d|gpt-(?:[5-9]|\d\d))/.test(model) && !model.includes('-chat');
}

/** Names of request members that a provider refused and that are left out on a second try. */
export type LeftOut = ReadonlySet<string>;

/**
 * The body of `POST /chat/completions`, always streamed and with usage.
 * Source: OpenAI API reference, "Create chat completion".
 */
export function openaiBody(request: ModelRequest, leftOut: LeftOut, toolsBytes: ToolsBytes): Buffer {
  const system: JsonObject[] = request.systemPrompt === null ? [] : [{ role: 'system', content: request.systemPrompt }];
  const isReasoning = isReasoningModel(request.model);
  const limit = isReasoning || leftOut.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens';
  const optional: [string, Json][] = [
    ['stream_options', { include_usage: true }],
    ['temperature', isReasoning ? null : request.temperature],
  ];
  const body = JSON.stringify({
    model: request.model,
    stream: true,
    messages: [...system, ...pairMessages(request.messages).flatMap(messagesJson)],
    [limit]: request.maxTokens,
    ...Object.fromEntries(optional.filter(([name, value]) => value !== null && !leftOut.has(name))),
  });
  return withTools(body, request.tools, toolsBytes);
}
