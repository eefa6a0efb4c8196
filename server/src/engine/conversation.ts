import type { LoggedEvent } from '../kernel/event.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ModelMessage, ToolCall } from '../kernel/model.ts';

/** Messages of earlier turns that are kept for the model; older ones are left out whole turns at a time. */
const historyMessagesMax = 200;

/** What a person or program asked, as the model reads it: the instruction, then its data as JSON. */
export function userMessage(input: string, data: JsonObject | null): ModelMessage {
  return { role: 'user', text: data === null ? input : `${input}\n\nData (JSON):\n${JSON.stringify(data)}` };
}

/** The conversation that a session's log holds. A turn that ended without its answer keeps what was completed. */
export function conversationOf(events: readonly LoggedEvent[]): ModelMessage[] {
  const messages: ModelMessage[] = [];
  const edited = new Map<string, JsonObject>();
  const names = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'run.queued') {
      dropUnanswered(messages);
      messages.push(userMessage(event.payload.input, event.payload.data));
    } else if (event.type === 'message.completed') {
      for (const call of event.payload.tool_calls) names.set(call.id, call.name);
      messages.push({ role: 'assistant', text: event.payload.text, toolCalls: event.payload.tool_calls });
    } else if (event.type === 'interaction.resolved' && event.payload.decision === 'edit' && event.payload.call_id !== null) {
      edited.set(event.payload.call_id, toObject(event.payload.input));
      replaceCall(messages, event.payload.call_id, toObject(event.payload.input));
    } else if (event.type === 'tool.completed') {
      messages.push(toolMessage(event.payload.call_id, names, JSON.stringify(event.payload.output), false));
    } else if (event.type === 'tool.failed') {
      messages.push(toolMessage(event.payload.call_id, names, event.payload.message, true));
    }
  }
  return newest(messages);
}

function toolMessage(callId: string, names: ReadonlyMap<string, string>, text: string, isError: boolean): ModelMessage {
  return { role: 'tool', callId, name: names.get(callId) ?? '', text, isError };
}

/** The log stores what `interaction.resolved` carries as an object; anything else is an empty one. */
function toObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** A person's edited arguments replace the call, so that the model does not try the original again. */
function replaceCall(messages: ModelMessage[], callId: string, input: JsonObject): void {
  const index = messages.findLastIndex((message) => message.role === 'assistant');
  const message = messages[index];
  if (message?.role !== 'assistant') return;
  const toolCalls = message.toolCalls.map((call) => (call.id === callId ? { ...call, arguments: input } : call));
  messages[index] = { ...message, toolCalls };
}

/** Calls of the last answer that have no result yet. */
export function unansweredCalls(messages: readonly ModelMessage[]): readonly ToolCall[] {
  const index = messages.findLastIndex((message) => message.role === 'assistant');
  const last = messages[index];
  if (last?.role !== 'assistant') return [];
  const answered = new Set(messages.slice(index + 1).flatMap((message) => (message.role === 'tool' ? [message.callId] : [])));
  return last.toolCalls.filter((call) => !answered.has(call.id));
}

/** Providers refuse a call without a result, so an interrupted turn loses the calls that were never answered. */
function dropUnanswered(messages: ModelMessage[]): void {
  const open = new Set(unansweredCalls(messages).map((call) => call.id));
  if (open.size === 0) return;
  const index = messages.findLastIndex((message) => message.role === 'assistant');
  const last = messages[index];
  if (last?.role !== 'assistant') return;
  messages[index] = { ...last, toolCalls: last.toolCalls.filter((call) => !open.has(call.id)) };
}

function newest(messages: ModelMessage[]): ModelMessage[] {
  if (messages.length <= historyMessagesMax) return messages;
  const tail = messages.slice(-historyMessagesMax);
  const firstUser = tail.findIndex((message) => message.role === 'user');
  return firstUser < 0 ? tail : tail.slice(firstUser);
}
