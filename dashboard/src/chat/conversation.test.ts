import type { RunEvent } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { changeConversation, hasRun } from './conversation.ts';
import type { Turn } from './turn.ts';

const at = '2026-11-22T10:00:00.000Z';
const usage = { input_tokens: 1, output_tokens: 2 };
const base = { at, run_id: 'run-1' };

const said: readonly RunEvent[] = [
  { ...base, seq: 1, type: 'run.queued', payload: { input: 'Add', data: null, agent_id: 'a', agent_version: 1 } },
  { ...base, seq: 2, type: 'attempt.started', payload: { attempt: 1, reason: 'first' } },
  { ...base, seq: 3, type: 'message.started', payload: { step: 1 } },
  { ...base, seq: null, type: 'reasoning.delta', payload: { text: 'Hm. ', offset: 4 } },
  { ...base, seq: null, type: 'message.delta', payload: { text: 'Let me ', offset: 11 } },
  { ...base, seq: null, type: 'message.delta', payload: { text: 'see', offset: 14 } },
];

function after(turns: readonly Turn[], events: readonly RunEvent[]): readonly Turn[] {
  return changeConversation(turns, { kind: 'events', events });
}

test('text grows piece by piece, apart from the reasoning', () => {
  const [turn] = after([], said);
  expect(turn?.parts).toEqual([{ kind: 'text', text: 'Let me see', reasoning: 'Hm. ', isOpen: true }]);
});

test('what was sent takes the run that answers it, and keeps its place', () => {
  const sent = changeConversation([], { kind: 'sent', input: 'Add', data: null, at });
  const turns = after(sent, said);
  expect(turns).toHaveLength(1);
  expect(turns[0]?.runId).toBe('run-1');
});

test('recorded events that arrive twice change nothing', () => {
  const called: RunEvent = {
    ...base,
    seq: 5,
    type: 'tool.called',
    payload: { step: 2, step_number: 1, call_id: 'c', tool: 't', action: 'a', input: {} },
  };
  const once = after([], [...said, called]);
  expect(after(once, [called])[0]?.parts).toEqual(once[0]?.parts);
});

test('a new attempt drops the message that was open', () => {
  const again: RunEvent = { ...base, seq: 6, type: 'attempt.started', payload: { attempt: 2, reason: 'lease lost' } };
  expect(after([], [...said, again])[0]?.parts).toEqual([]);
});

test('a tool call closes with its output or its error', () => {
  const call = { step: 2, step_number: 1, call_id: 'c', tool: 't', action: 'a', input: { x: 1 } };
  const events: readonly RunEvent[] = [
    { ...base, seq: 7, type: 'tool.called', payload: call },
    {
      ...base,
      seq: 8,
      type: 'tool.failed',
      payload: { step: 2, step_number: 1, call_id: 'c', code: 'TOOL_FAILED', message: 'no', duration_ms: 5 },
    },
  ];
  const part = after([], events)[0]?.parts[0];
  expect(part).toMatchObject({ kind: 'tool', status: 'failed', error: { code: 'TOOL_FAILED' }, durationMs: 5 });
});

test('a failed run keeps the partial answer beside its error', () => {
  const failed: RunEvent = {
    ...base,
    seq: 9,
    type: 'run.failed',
    payload: { code: 'MODEL_FAILED', message: 'overloaded', duration_ms: 9, usage },
  };
  const [turn] = after([], [...said, failed]);
  expect(turn).toMatchObject({ status: 'failed', error: { code: 'MODEL_FAILED' } });
  expect(turn?.parts[0]).toMatchObject({ text: 'Let me see', isOpen: false });
});

test('untouched turns keep their identity, so that they are not drawn again', () => {
  const first = after([], said);
  const second = after(first, [{ ...base, run_id: 'run-2', seq: 20, type: 'run.started', payload: { attempt: 1 } }]);
  expect(second[0]).toBe(first[0]);
});

test('a message that the server refused has no run to open', () => {
  const sent = changeConversation([], { kind: 'sent', input: 'Add', data: null, at });
  const [turn] = changeConversation(sent, { kind: 'refused', error: { code: 'AGENT_PAUSED', message: 'The agent is paused.' } });
  expect(turn?.status).toBe('failed');
  expect(turn !== undefined && hasRun(turn)).toBe(false);
});
