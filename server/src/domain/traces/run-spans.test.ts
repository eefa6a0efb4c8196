import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import { untilEnded } from '../../../test/crash/run-log.ts';
import { spanJson, spansOf, tracesJson } from '../../../test/otlp.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { spansOfRuns } from './run-spans.ts';

const runId = '0194f0c2-1111-7000-8000-000000000001';
const traced = { id: runId, traceParent: null, agent: { id: 'a', slug: 'helper' }, agentVersion: 3, provider: 'openai' };
const usage = { input_tokens: 5, output_tokens: 2 };

/** A log whose entries come ten milliseconds apart. */
function spansIn(events: readonly NewEvent[], keepsContent = false) {
  const logged = events.map((event, index): LoggedEvent => ({ ...event, sessionId: 's', seq: index + 1, runId, at: 1_000 + index * 10 }));
  return spansOfRuns(logged, new Map([[runId, traced]]), { keepsContent });
}

const queued: NewEvent = { type: 'run.queued', payload: { input: 'go', data: null, agent_id: 'a', agent_version: 3 } };
const started: NewEvent = { type: 'run.started', payload: { attempt: 1 } };
const model: NewEvent = { type: 'step.started', payload: { step: 1, kind: 'model', model: 'm' } };
const tool: NewEvent = { type: 'step.started', payload: { step: 2, kind: 'tool', tool: 'mail', action: 'send' } };
const called: NewEvent = {
  type: 'tool.called',
  payload: { step: 2, step_number: 1, call_id: 'c', tool: 'mail', action: 'send', input: { to: 'x' } },
};
const said: NewEvent = {
  type: 'message.completed',
  payload: { step: 1, text: 'hi', reasoning: '', tool_calls: [], finish: 'stop', duration_ms: 5 },
};
const completed: NewEvent = { type: 'run.completed', payload: { output: 'hi', duration_ms: 50, usage } };

const shape = (spans: ReturnType<typeof spansIn>) => spans.map((span) => [span.name, span.kind, span.status]);

describe('spans of our own runs', () => {
  it('time in the queue, and a model call that is tried again, are spans of their own', () => {
    const retried: NewEvent = {
      type: 'model.retried',
      payload: { step: 1, error_class: 'overloaded', message: 'busy', delay_ms: 5, try: 1 },
    };
    const spans = spansIn([
      queued,
      started,
      model,
      retried,
      said,
      { type: 'usage.recorded', payload: { step: 1, model: 'm', ...usage } },
      completed,
    ]);
    expect(shape(spans)).toEqual([
      ['wait for a free place', 'queue', 'ok'],
      ['chat m', 'model', 'error'],
      ['chat m', 'model', 'ok'],
      ['invoke_agent helper', 'agent', 'ok'],
    ]);
    const [queue, first, second, root] = spans;
    expect(first?.id).not.toBe(second?.id);
    expect(first).toMatchObject({ statusMessage: 'busy', attributes: { 'error.type': 'overloaded', 'forgeyard.try': 1 } });
    expect(second).toMatchObject({ startedUs: 1_035_000, endedUs: 1_040_000, inputTokens: 5, attributes: { 'forgeyard.try': 2 } });
    expect(root).toMatchObject({
      parentId: null,
      startedUs: 1_000_000,
      endedUs: 1_060_000,
      inputTokens: 5,
      traceId: runId.replaceAll('-', ''),
    });
    expect([queue, first, second].map((span) => span?.parentId)).toEqual([root?.id, root?.id, root?.id]);
    expect(new Set(spans.map((span) => span.seq)).size).toBe(4);
  });

  it('a call that waits for a person begins when it may, and the waiting is a span', () => {
    const opened: NewEvent = {
      type: 'interaction.opened',
      payload: {
        interaction_id: 'i',
        kind: 'approval',
        call_id: 'c',
        message_id: null,
        tool: 'mail',
        action: 'send',
        input: null,
        question: 'May it?',
        options: [],
        deadline_at: null,
      },
    };
    const resolved: NewEvent = {
      type: 'interaction.resolved',
      payload: {
        interaction_id: 'i',
        call_id: 'c',
        decision: 'approve',
        by: 'user:1',
        input: null,
        message: null,
        is_remembered: false,
        is_timeout: false,
      },
    };
    const resumed: NewEvent = { type: 'attempt.started', payload: { attempt: 1, reason: 'resumed' } };
    const done: NewEvent = { type: 'tool.completed', payload: { step: 2, step_number: 1, call_id: 'c', output: 'sent', duration_ms: 1 } };
    const waiting = spansIn([queued, started, model, said, tool, called, opened]);
    expect(shape(waiting).slice(-1)).toEqual([['wait for approval', 'wait', 'running']]);
    const spans = spansIn([queued, started, model, said, tool, called, opened, resolved, resumed, done, completed]);
    expect(spans.filter((span) => span.kind === 'wait')).toMatchObject([
      { status: 'ok', startedUs: 1_060_000, endedUs: 1_070_000, attributes: { 'forgeyard.interaction.decision': 'approve' } },
    ]);
    expect(spans.filter((span) => span.kind === 'tool')).toMatchObject([
      { status: 'ok', startedUs: 1_080_000, endedUs: 1_090_000, tool: 'mail', attributes: { 'gen_ai.tool.call.id': 'c' } },
    ]);
    expect(JSON.stringify(spans)).not.toContain('sent"');
  });

  it('a step that its process did not survive ends as an error, and the next attempt is a span of its own', () => {
    const taken: NewEvent = { type: 'attempt.started', payload: { attempt: 2, reason: 'recovered' } };
    const failed: NewEvent = { type: 'run.failed', payload: { code: 'X', message: 'no more', duration_ms: 1, usage } };
    const spans = spansIn([queued, started, model, taken, failed]);
    const steps = spans.filter((span) => span.kind === 'model');
    expect(steps.map((span) => [span.status, span.statusMessage])).toEqual([
      ['error', 'The step was interrupted.'],
      ['error', 'no more'],
    ]);
    expect(steps[0]?.id).not.toBe(steps[1]?.id);
    expect(spans.at(-1)).toMatchObject({ kind: 'agent', status: 'error', attributes: { 'error.type': 'X' } });
  });

  it('what was said stays out unless it is asked for', () => {
    const log = [queued, started, model, said, completed];
    expect(JSON.stringify(spansIn(log))).not.toContain('"hi');
    expect(spansIn(log, true).at(-1)?.attributes).toMatchObject({
      'gen_ai.input.messages': expect.stringContaining('go'),
      'gen_ai.output.messages': expect.stringContaining('hi'),
    });
  });
});

describe.each(engines)('runs as spans, on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('200: the spans are the steps of the run, in the trace that its request carried, and what models are asked with continues it', async () => {
    const agent = await w.agent('three-steps', 'three');
    const { body: run } = await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'go' }, { traceparent: parent });
    expect(run.trace_id).toBe('0af7651916cd43dd8448eb211c80319c');
    const spans = await spansOf(w, run.session_id);
    const root = spans.find((span) => span.kind === 'agent');
    expect(root).toMatchObject({ trace_id: run.trace_id, parent_id: 'b7ad6b7169203331', run_id: run.id, status: 'ok' });
    const steps = spans.filter((span) => span.kind === 'model' || span.kind === 'tool');
    expect(steps.map((span) => [span.kind, span.tool])).toEqual(run.steps.map((step: any) => [step.kind, step.tool]));
    expect(steps.map((span) => [span.started_at, span.ended_at])).toEqual(run.steps.map((step: any) => [step.started_at, step.ended_at]));
    expect([root.input_tokens, root.output_tokens]).toEqual([run.usage.input_tokens, run.usage.output_tokens]);
    const sent = w.standIn.requests.slice(-3).map((request) => request.headers['traceparent']);
    expect(sent).toEqual(steps.filter((span) => span.kind === 'model').map((span) => `00-${run.trace_id}-${span.id}-01`));
    const one = await spansOf(w, run.session_id, `?span=${root.id}`);
    expect(one).toEqual([root]);
    expect((await w.call('GET', `/v1/sessions/${run.session_id}/spans?span=${'1'.repeat(16)}`)).status).toBe(404);
    const { resourceSpans } = JSON.parse((await w.call('GET', `/v1/sessions/${run.session_id}/otlp`)).text);
    expect(resourceSpans[0].scopeSpans[0].spans).toHaveLength(spans.length);
  });

  it('a malformed traceparent is ignored, and each try at a model is a span with the traceparent that went out with it', async () => {
    const agent = await w.agent('retries', 'fault-500-once', { config: { retry_on_error: true } });
    const { body } = await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'go', wait: false }, { traceparent: `${parent}0` });
    const run = await untilEnded(w, body.id);
    expect(run.trace_id).toBe(run.id.replaceAll('-', ''));
    const spans = await spansOf(w, run.session_id);
    const tries = spans.filter((span) => span.kind === 'model');
    expect(tries.map((span) => span.status)).toEqual(['error', 'ok']);
    expect(w.standIn.requests.slice(-2).map((request) => request.headers['traceparent'])).toEqual(
      tries.map((span) => `00-${run.trace_id}-${span.id}-01`),
    );
  });

  it('404: a problem names the trace that its request carried, and no other', async () => {
    for (const path of [`/v1/runs/${runId}`, '/v1/nothing']) {
      const { status, body } = await w.call('GET', path, undefined, { traceparent: parent });
      expect([status, body.trace_id]).toEqual([404, parent.split('-')[1]]);
      expect((await w.call('GET', path, undefined, { traceparent: '00-0-0-0' })).body).not.toHaveProperty('trace_id');
    }
  });

  it('200: the runs of a session come page by page, each span once and in order, also between spans that others sent', async () => {
    const agent = await w.agent('many-runs', 'three');
    const { session_id: id } = (await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'go' })).body;
    for (const trace of [1, 2]) {
      const sent = tracesJson('many-runs-helper', [spanJson({ trace, id: 1, name: `sent ${trace}` })], { 'forgeyard.session.id': id });
      expect((await w.call('POST', '/otlp/v1/traces', sent)).text).toBe('{}');
      await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'go', session_id: id });
    }
    const whole = await spansOf(w, id);
    expect(whole.filter((span) => span.kind === 'agent')).toHaveLength(3);
    expect(whole.filter((span) => span.run_id === null).map((span) => span.name)).toEqual(['sent 1', 'sent 2']);
    for (const limit of [1, 4, 7]) {
      const walked = [];
      for (let after: string | null = '0'; after !== null;) {
        const { body } = await w.call('GET', `/v1/sessions/${id}/spans?limit=${limit}&after=${after}`);
        expect(body.data.length).toBeGreaterThan(0);
        walked.push(...body.data);
        after = body.next_cursor;
      }
      expect(walked).toEqual(whole);
    }
    expect(await spansOf(w, id, `?after=${whole.at(-1).seq}`)).toEqual([]);
    expect(await spansOf(w, id, `?span=${whole[0].id}`)).toEqual([whole[0]]);
  });
});
