import type { ModelMessage, ToolCall } from '../../kernel/model.ts';

type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;
type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

/** A call as a provider takes it back: safe name and an id used once in the whole conversation. */
export interface PairedCall {
  readonly call: ToolCall;
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly isError: boolean;
}

export type PairedMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly PairedCall[] };

const MISSING = 'No result was recorded for this call.';

function safe(text: string, fallback: string): string {
  return text.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || fallback;
}

function uniqueId(id: string, used: Set<string>): string {
  let unique = safe(id, 'call');
  for (let copy = 2; used.has(unique); copy += 1) unique = `${safe(id, 'call').slice(0, 56)}_${copy}`;
  used.add(unique);
  return unique;
}

function pairedAssistant(message: AssistantMessage, results: readonly ToolMessage[], used: Set<string>): PairedMessage {
  const calls = message.toolCalls.map((call): PairedCall => {
    const result = results.find(({ callId }) => callId === call.id);
    return {
      call,
      id: uniqueId(call.id, used),
      name: safe(call.name, 'tool'),
      text: result?.text ?? MISSING,
      isError: result?.isError ?? true,
    };
  });
  return { role: 'assistant', text: message.text, calls };
}

/**
 * The conversation with each tool result beside its call, as both wires demand: a call without a result (a cancelled run) gets one that says
 * so, a result without a call is dropped, ids repeated by a provider are told apart.
 */
export function pairMessages(messages: readonly ModelMessage[]): readonly PairedMessage[] {
  const used = new Set<string>();
  const paired: PairedMessage[] = [];
  messages.forEach((message, at) => {
    if (message.role === 'user') paired.push(message);
    if (message.role !== 'assistant') return;
    const results: ToolMessage[] = [];
    for (let next = at + 1; next < messages.length; next += 1) {
      const candidate = messages[next];
      if (candidate?.role !== 'tool') break;
      results.push(candidate);
    }
    paired.push(pairedAssistant(message, results, used));
  });
  return paired;
}
