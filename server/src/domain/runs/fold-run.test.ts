import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import { defaultConfig, limitsWith, policyFor } from '../agents/agent.ts';
import { foldRun, resultOf } from './index.ts';

const usage = { input_tokens: 12, output_tokens: 5 };
const log = (...events: NewEvent[]): LoggedEvent[] =>
  events.map((event, index): LoggedEvent => ({ ...event, sessionId: 's', runId: 'r', seq: index + 1, at: 1_000 + index * 10 }));

const queued: NewEvent = { type: 'run.queued', payload: { input: 'Go', data: null, agent_id: 'a', agent_version: 1 } };
const started: NewEvent = { type: 'run.started', payload: { attempt: 1 } };
const modelStep = (step: number): NewEvent => ({ type: 'step.started', payload: { step, kind: 'model', model: 'm' } });
const toolStep = (step: number): NewEvent => ({ type: 'step.started', payload: { step, kind: 'tool', tool: 't', action: 'a' } });
const said = (step: number, text: string): NewEvent => ({
  type: 'message.completed',
  payload: { step, text, reasoning: 'hidden', tool_calls: [], finish: 'stop', duration_ms: 7 },
});
const used = (step: number): NewEvent => ({ type: 'usage.recorded', payload: { step, model: 'm', ...usage } });
const called = (step: number, number: number): NewEvent => ({
  type: 'tool.called',
  payload: { step, step_number: number, call_id: 'c', tool: 't', action: 'a', input: { x: 1 } },
});
const answered = (step: number, number: number): NewEvent => ({
  type: 'tool.completed',
  payload: { step, step_number: number, call_id: 'c', output: { y: 2 }, duration_ms: 3 },
});
const failed = (step: number, number: number): NewEvent => ({
  type: 'tool.failed',
  payload: { step, step_number: number, call_id: 'c', code: 'FAILED', message: 'no', duration_ms: 4 },
});
const attempt = (number: number): NewEvent => ({ type: 'attempt.started', payload: { attempt: number, reason: 'recovered' } });
const completed: NewEvent = { type: 'run.completed', payload: { output: '{"a":1}', duration_ms: 99, usage } };
const ended = (type: 'run.failed' | 'run.timed_out' | 'run.cancelled'): NewEvent => ({
  type,
  payload: { code: 'CODE', message: 'Why', duration_ms: 50, usage },
});
const asked: NewEvent = {
  type: 'interaction.opened',
  payload: {
    interaction_id: 'i',
    kind: 'approval',
    call_id: 'c',
    tool: 't',
    action: 'a',
    input: {},
    message_id: null,
    options: [],
    deadline_at: null,
    question: 'May I?',
  },
};

describe('what a run’s log adds up to', () => {
  it('nothing yet, waiting, running', () => {
    expect(foldRun([])).toMatchObject({ state: 'queued', steps: [], usage: { inputTokens: 0, outputTokens: 0 }, durationMs: null });
    expect(foldRun(log(queued)).state).toBe('queued');
    expect(foldRun(log(queued, started)).state).toBe('running');
  });

  it('a run with a tool: steps numbered together, tool calls numbered apart, usage summed, result parsed', () => {
    const report = foldRun(
      log(
        queued,
        started,
        modelStep(1),
        said(1, ''),
        used(1),
        toolStep(2),
        called(2, 1),
        answered(2, 1),
        modelStep(3),
        said(3, '{"a":1}'),
        used(3),
        completed,
      ),
    );
    expect(report).toMatchObject({ state: 'completed', output: '{"a":1}', result: { a: 1 }, error: null, durationMs: 99 });
    expect(report.usage).toEqual({ inputTokens: 24, outputTokens: 10 });
    expect(report.steps.map((step) => [step.number, step.kind, step.toolNumber, step.status])).toEqual([
      [1, 'model', null, 'completed'],
      [2, 'tool', 1, 'completed'],
      [3, 'model', null, 'completed'],
    ]);
    expect(report.steps[1]).toMatchObject({ tool: 't', action: 'a', input: { x: 1 }, output: { y: 2 }, durationMs: 3 });
    expect(JSON.stringify(report)).not.toContain('hidden');
  });

  it('a failed tool call is a failed step of a run that goes on', () => {
    const report = foldRun(log(queued, started, toolStep(1), called(1, 1), failed(1, 1), modelStep(2)));
    expect(report.state).toBe('running');
    expect(report.steps.map((step) => step.status)).toEqual(['failed', 'running']);
    expect(report.steps[0]?.error).toEqual({ code: 'FAILED', message: 'no' });
  });

  it('after a recovery a step that was begun again is there once, as part of the newer attempt', () => {
    const report = foldRun(
      log(queued, started, modelStep(1), said(1, 'x'), modelStep(2), attempt(2), modelStep(2), said(2, 'y'), completed),
    );
    expect(report.steps.map((step) => [step.number, step.attempt, step.status])).toEqual([
      [1, 1, 'completed'],
      [2, 2, 'completed'],
    ]);
  });

  it.each([
    ['run.failed', 'failed'],
    ['run.timed_out', 'timeout'],
    ['run.cancelled', 'cancelled'],
  ] as const)('%s ends what was still open with its own reason, and leaves what was done', (type, state) => {
    const report = foldRun(log(queued, started, modelStep(1), said(1, 'x'), toolStep(2), called(2, 1), ended(type)));
    expect(report).toMatchObject({ state, output: null, result: null, error: { code: 'CODE', message: 'Why' }, durationMs: 50 });
    expect(report.steps[0]).toMatchObject({ status: 'completed', error: null });
    expect(report.steps[1]).toMatchObject({ status: 'failed', error: { code: 'CODE', message: 'Why' }, endedAt: 1_060, durationMs: 20 });
  });

  it('a run that asks a person waits, and so does its tool step; the answer resumes it', () => {
    const waiting = log(queued, started, modelStep(1), said(1, 'x'), toolStep(2), called(2, 1), asked);
    expect(foldRun(waiting)).toMatchObject({ state: 'waiting', steps: [{ status: 'completed' }, { status: 'waiting' }] });
    expect(foldRun(log(queued, started, toolStep(1), called(1, 1), asked, attempt(1), answered(1, 1), completed))).toMatchObject({
      state: 'completed',
      steps: [{ status: 'completed', error: null }],
    });
  });

  it('any log, also a torn one, folds without an error, and steps are in order of their first appearance and unique', () => {
    const event = fc.oneof(
      fc.constantFrom(queued, started, completed, asked, attempt(2), ended('run.failed')),
      fc
        .nat({ max: 5 })
        .chain((step) =>
          fc.constantFrom(
            modelStep(step),
            toolStep(step),
            said(step, 'x'),
            used(step),
            called(step, 1),
            answered(step, 1),
            failed(step, 1),
          ),
        ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const numbers = foldRun(log(...events)).steps.map((step) => step.number);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
    );
  });
});

describe('the result of an answer', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' [1,2]\n', [1, 2]],
    ['{}', {}],
    ['"text"', null],
    ['12', null],
    ['null', null],
    ['{"a":1', null],
    ['{a:1}', null],
    ['Here: {"a":1}', null],
    ['', null],
    [null, null],
  ])('of %j is %j', (output, result) => {
    expect(resultOf(output)).toEqual(result);
  });
});

describe('limits of a run', () => {
  it('an override tightens and never loosens what the agent allows', () => {
    const limits = fc.record({
      maxSteps: fc.integer({ min: 1, max: 100 }),
      timeoutMs: fc.integer({ min: 100, max: 600_000 }),
      maxTokens: fc.integer({ min: 1, max: 200_000 }),
    });
    const temperature = fc.option(fc.double({ min: 0, max: 2, noNaN: true }));
    fc.assert(
      fc.property(
        limits,
        fc.record(
          { ...{ maxSteps: fc.integer(), timeoutMs: fc.integer(), maxTokens: fc.integer() }, temperature, retryOnError: fc.boolean() },
          { requiredKeys: [] },
        ),
        (own, override) => {
          const agent = { ...defaultConfig, ...own };
          const effective = limitsWith(agent, override);
          for (const name of ['maxSteps', 'timeoutMs', 'maxTokens'] as const) {
            expect(effective[name]).toBeLessThanOrEqual(agent[name]);
            expect([agent[name], override[name]]).toContain(effective[name]);
          }
          if (!('temperature' in override)) expect(effective.temperature).toBe(agent.temperature);
          else expect(effective.temperature).toBe(override.temperature);
        },
      ),
    );
  });

  it('the most exact tool policy wins, and what is not named is allowed', () => {
    const config = { ...defaultConfig, toolPolicy: { t: 'ask', 't.read': 'allow', 'u.write': 'deny' } as const };
    expect(['t.read', 't.write', 'u.read', 'u.write', 'v.x'].map((name) => policyFor(config, name.slice(0, 1), name.slice(2)))).toEqual([
      'allow',
      'ask',
      'allow',
      'deny',
      'allow',
    ]);
  });
});
