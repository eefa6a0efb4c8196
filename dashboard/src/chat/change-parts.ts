import type { RunEvent } from '@forgeyard/sdk';
import type { Part, TextPart } from './turn.ts';

type Of<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** The parts of a turn after an event; parts that it does not touch keep their identity. */
export function changeParts(parts: readonly Part[], event: RunEvent): readonly Part[] {
  switch (event.type) {
    case 'attempt.started':
      return parts.filter((part) => part.kind !== 'text' || !part.isOpen);
    case 'message.started':
      return [...parts, openText];
    case 'message.delta':
      return grown(parts, (open) => ({ ...open, text: open.text + event.payload.text }));
    case 'reasoning.delta':
      return grown(parts, (open) => ({ ...open, reasoning: open.reasoning + event.payload.text }));
    case 'message.completed':
      return closed(parts, event);
    case 'tool.called':
      return [...parts, called(event)];
    case 'tool.completed':
    case 'tool.failed':
      return settled(parts, event);
    case 'interaction.opened':
      return [...parts, { kind: 'question', id: event.payload.interaction_id, question: event.payload.question, decision: null }];
    case 'interaction.resolved':
      return decided(parts, event);
    case 'run.failed':
    case 'run.timed_out':
    case 'run.cancelled':
      return parts.map((part) => (part.kind === 'text' && part.isOpen ? { ...part, isOpen: false } : part));
    default:
      return parts;
  }
}

const openText: TextPart = { kind: 'text', text: '', reasoning: '', isOpen: true };

function grown(parts: readonly Part[], grow: (open: TextPart) => TextPart): readonly Part[] {
  const last = parts.at(-1);
  if (last?.kind !== 'text' || !last.isOpen) return [...parts, grow(openText)];
  return [...parts.slice(0, -1), grow(last)];
}

function closed(parts: readonly Part[], { payload }: Of<'message.completed'>): readonly Part[] {
  const last = parts.at(-1);
  const before = last?.kind === 'text' && last.isOpen ? parts.slice(0, -1) : parts;
  if (payload.text === '' && payload.reasoning === '') return before;
  return [...before, { kind: 'text', text: payload.text, reasoning: payload.reasoning, isOpen: false }];
}

function called({ payload }: Of<'tool.called'>): Part {
  const { call_id: callId, tool, action, input } = payload;
  return { kind: 'tool', callId, tool, action, input, output: null, error: null, status: 'running', durationMs: null };
}

function settled(parts: readonly Part[], event: Of<'tool.completed' | 'tool.failed'>): readonly Part[] {
  return parts.map((part) => {
    if (part.kind !== 'tool' || part.callId !== event.payload.call_id || part.status !== 'running') return part;
    const durationMs = event.payload.duration_ms;
    if (event.type === 'tool.completed') return { ...part, status: 'completed', output: event.payload.output, durationMs };
    const { code, message } = event.payload;
    return { ...part, status: 'failed', error: { code, message }, durationMs };
  });
}

function decided(parts: readonly Part[], { payload }: Of<'interaction.resolved'>): readonly Part[] {
  return parts.map((part) =>
    part.kind === 'question' && part.id === payload.interaction_id ? { ...part, decision: payload.decision } : part,
  );
}
