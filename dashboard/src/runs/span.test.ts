import type { Run, RunEvent } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { spansOf } from './span.ts';

const startMs = Date.parse('2026-11-22T10:00:00.000Z');
const at = (ms: number) => new Date(startMs + ms).toISOString();
const usage = { input_tokens: 10, output_tokens: 5 };

const run: Run = {
  id: 'r',
  agent: { id: 'a', slug: 'adder', display_name: 'Adder' },
  session_id: 's',
  agent_version: 1,
  status: 'completed',
  input: 'Add',
  output: '3',
  result: null,
  error: null,
  usage,
  steps_count: 1,
  attempt: 2,
  duration_ms: 900,
  trigger: { kind: 'person', id: null, name: null },
  created_at: at(0),
  started_at: at(50),
  ended_at: at(900),
  model: 'm',
};

const events: readonly RunEvent[] = [
  { seq: 1, at: at(50), run_id: 'r', type: 'attempt.started', payload: { attempt: 1, reason: 'first' } },
  { seq: 2, at: at(60), run_id: 'r', type: 'step.started', payload: { step: 1, kind: 'model', model: 'm' } },
  { seq: 3, at: at(300), run_id: 'r', type: 'attempt.started', payload: { attempt: 2, reason: 'lease lost' } },
  { seq: 4, at: at(310), run_id: 'r', type: 'step.started', payload: { step: 1, kind: 'model', model: 'm' } },
  {
    seq: 5,
    at: at(500),
    run_id: 'r',
    type: 'message.completed',
    payload: { step: 1, text: 'Hi', reasoning: '', tool_calls: [], finish: 'stop', duration_ms: 190 },
  },
  { seq: 6, at: at(501), run_id: 'r', type: 'usage.recorded', payload: { step: 1, model: 'm', ...usage } },
  { seq: 7, at: at(510), run_id: 'r', type: 'step.started', payload: { step: 2, kind: 'tool', tool: 'math', action: 'add' } },
  {
    seq: 8,
    at: at(511),
    run_id: 'r',
    type: 'tool.called',
    payload: { step: 2, step_number: 1, call_id: 'c', tool: 'math', action: 'add', input: [1, 2] },
  },
  {
    seq: 9,
    at: at(600),
    run_id: 'r',
    type: 'tool.completed',
    payload: { step: 2, step_number: 1, call_id: 'c', output: 3, duration_ms: 89 },
  },
];

test('the queue is its own row before the first attempt', () => {
  const queue = spansOf(run, events).find((span) => span.kind === 'queue');
  expect(queue).toMatchObject({ startMs, endMs: startMs + 50 });
});

test('a step of an attempt that was lost stays, closed as interrupted, beside its repetition', () => {
  const models = spansOf(run, events).filter((span) => span.kind === 'model');
  expect(models.map((span) => [span.attempt, span.status])).toEqual([
    [1, 'interrupted'],
    [2, 'completed'],
  ]);
  expect(models[1]?.usage).toMatchObject(usage);
});

test('a tool call lies below the model call that asked for it, with its input and output', () => {
  const tool = spansOf(run, events).find((span) => span.kind === 'tool');
  expect(tool).toMatchObject({ depth: 2, label: 'math.add', input: [1, 2], output: 3, startMs: startMs + 510, endMs: startMs + 600 });
});

test('five thousand steps are laid out without a wait that grows with their square', () => {
  const many = Array.from({ length: 5_000 }, (_, place): RunEvent => ({
    seq: place,
    at: at(place),
    run_id: 'r',
    type: 'step.started',
    payload: { step: place, kind: 'tool', tool: 't' },
  }));
  const began = performance.now();
  expect(spansOf(run, many)).toHaveLength(5_002);
  expect(performance.now() - began).toBeLessThan(2_500);
});
