import { setTimeout as delay } from 'node:timers/promises';
import type { NewEvent } from '../kernel/event.ts';
import { ModelError } from '../kernel/model.ts';
import type { Model, ModelReply, ModelRequest } from '../kernel/model.ts';
import { LeaseLost, recordDeltas } from '../domain/runs/index.ts';
import { DeltaRecorder } from './delta-recorder.ts';
import type { Definitions } from './definitions.ts';
import type { Execution } from './execution.ts';

export interface ModelTurn {
  readonly reply: ModelReply;
  /** Belongs into the commit that records what follows from the reply. */
  readonly events: readonly NewEvent[];
}

/** Calls the model once more, tries again where that can help, and shows its text while it arrives. */
export async function modelStep(run: Execution, definitions: Definitions): Promise<ModelTurn> {
  if (!run.isNextStarted) await run.commit(run.startModelStep());
  run.isNextStarted = false;
  const model = await definitions.modelOf(run.work, run.definition.model);
  for (let tries = 1; ; tries += 1) {
    try {
      return await oneTry(run, model, tries);
    } catch (error) {
      await retryOrThrow(run, error, tries);
    }
  }
}

async function oneTry(run: Execution, model: Model, tries: number): Promise<ModelTurn> {
  const { deps, work } = run;
  const beganAt = deps.home.clock.monotonic();
  const { store, clock } = deps.home;
  const recorder = new DeltaRecorder(async (events) => {
    await store.transact((tx) => recordDeltas(tx, run.owned(), events, clock.now()), { durability: 'relaxed' });
  }, store.capabilities);
  deps.live.messageStarted(work.sessionId, work.runId);
  try {
    const reply = await model.call(requestOf(run, tries), {
      text: (text) => {
        recorder.add('text', text);
        deps.live.delta(work.sessionId, work.runId, 'text', text);
      },
      reasoning: (text) => {
        recorder.add('reasoning', text);
        deps.live.delta(work.sessionId, work.runId, 'reasoning', text);
      },
    });
    const rest = await recorder.finish();
    const durationMs = Math.round(deps.home.clock.monotonic() - beganAt);
    return { reply, events: [...rest, ...completion(run, reply, durationMs)] };
  } catch (error) {
    await recorder.abandon();
    throw error;
  } finally {
    deps.live.messageEnded(work.sessionId);
  }
}

function requestOf(run: Execution, tries: number): ModelRequest {
  const { work, definition, signal } = run;
  return {
    model: definition.model,
    systemPrompt: definition.systemPrompt,
    messages: run.messages,
    tools: run.tools.offers,
    temperature: work.limits.temperature,
    maxTokens: work.limits.maxTokens,
    idempotencyKey: `${work.runId}:step#${run.steps}`,
    traceParent: run.stepTraceParent(tries),
    signal,
    run: { input: work.input, data: work.data, playbook: definition.config.playbook },
  };
}

function completion(run: Execution, reply: ModelReply, durationMs: number): NewEvent[] {
  const step = run.steps;
  const { inputTokens, outputTokens } = reply.usage;
  run.usage = { inputTokens: run.usage.inputTokens + inputTokens, outputTokens: run.usage.outputTokens + outputTokens };
  const { text, reasoning, toolCalls, finish } = reply;
  return [
    { type: 'message.completed', payload: { step, text, reasoning, tool_calls: toolCalls, finish, duration_ms: durationMs } },
    { type: 'usage.recorded', payload: { step, model: run.definition.model, input_tokens: inputTokens, output_tokens: outputTokens } },
  ];
}

async function retryOrThrow(run: Execution, error: unknown, tries: number): Promise<void> {
  if (run.signal.aborted) throw run.signal.reason;
  if (error instanceof LeaseLost || !(error instanceof ModelError)) throw error;
  const delayMs = run.work.limits.retryOnError ? run.deps.retryDelayMs(error.errorClass, tries, error.retryAfterMs) : null;
  if (delayMs === null) throw error;
  await run.commit([
    {
      type: 'model.retried',
      payload: { step: run.steps, error_class: error.errorClass, message: error.message, delay_ms: delayMs, try: tries },
    },
    { type: 'message.started', payload: { step: run.steps } },
  ]);
  await delay(delayMs, undefined, { signal: run.signal }).catch(() => {
    throw run.signal.reason;
  });
}
