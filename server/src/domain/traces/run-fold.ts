import type { LoggedEvent } from '../../kernel/event.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { runSpanId, spanIdOf, stepSpanId, traceOfRun } from '../../kernel/trace-parent.ts';
import type { RunTrace } from '../../kernel/trace-parent.ts';
import { seqStride } from './span.ts';
import type { Span, SpanKind, SpanStatus } from './span.ts';
import { contentCharsMax, said } from './traced-run.ts';
import type { RunSpanOptions, TracedRun } from './traced-run.ts';

type Draft = { -readonly [Member in keyof Span]: Span[Member] };

type StepStarted = Extract<LoggedEvent, { type: 'step.started' }>;

interface Tokens {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** Spans of one run while its events are read in order. */
export class RunFold {
  readonly spans: Draft[] = [];
  readonly #run: TracedRun;
  readonly #trace: RunTrace;
  readonly #options: RunSpanOptions;
  readonly #root: Draft;
  #queue: Draft | undefined;
  #wait: Draft | undefined;
  #step: Draft | undefined;
  /** The step under way, also while it waits for a person and has no span. */
  #started: StepStarted | undefined;
  #callId: string | null = null;
  #input: Json = null;
  #stretch = 0;
  #tries = 1;
  #places = 0;
  #at = 0;

  constructor(run: TracedRun, first: LoggedEvent, options: RunSpanOptions) {
    this.#run = run;
    this.#options = options;
    this.#trace = traceOfRun(run.id, run.traceParent);
    this.#at = first.seq;
    this.#root = this.#open('agent', { id: runSpanId(run.id), name: `invoke_agent ${run.agent.slug}`, atMs: first.at });
    this.#root.parentId = this.#trace.parentId;
    this.#root.attributes = {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': run.agent.slug,
      'gen_ai.agent.id': run.agent.id,
      'gen_ai.agent.version': String(run.agentVersion),
      'gen_ai.conversation.id': first.sessionId,
      'forgeyard.run.id': run.id,
    };
    this.#enqueue(first.at);
  }

  take(event: LoggedEvent): void {
    if (event.seq !== this.#at) this.#places = 0;
    this.#at = event.seq;
    this.#life(event);
    this.#work(event);
    this.#results(event);
    this.#people(event);
  }

  #life(event: LoggedEvent): void {
    switch (event.type) {
      case 'run.started':
        this.#stretch = 1;
        this.#leaveQueue(event.at);
        return;
      case 'attempt.started':
        this.#stretch += 1;
        this.#tries = 1;
        this.#leaveQueue(event.at);
        if (this.#step !== undefined) this.#end(this.#step, event.at, 'error', 'The step was interrupted.');
        this.#openStep(event.at);
        return;
      case 'run.completed':
        if (this.#options.keepsContent) this.#content(this.#root, 'gen_ai.output.messages', said('assistant', event.payload.output));
        this.#finish(event.at, event.payload.usage, null);
        return;
      case 'run.failed':
      case 'run.timed_out':
      case 'run.cancelled':
        this.#finish(event.at, event.payload.usage, event.payload);
        return;
      default:
    }
  }

  #work(event: LoggedEvent): void {
    switch (event.type) {
      case 'run.queued':
        if (this.#options.keepsContent) this.#content(this.#root, 'gen_ai.input.messages', said('user', event.payload.input));
        return;
      case 'step.started':
        this.#started = event;
        this.#tries = 1;
        this.#callId = null;
        this.#openStep(event.at);
        return;
      case 'tool.called':
        this.#callId = event.payload.call_id;
        this.#input = event.payload.input;
        if (this.#step !== undefined) this.#describeCall(this.#step);
        return;
      case 'model.retried':
        if (this.#step !== undefined) {
          this.#attribute(this.#step, { 'error.type': event.payload.error_class });
          this.#end(this.#step, event.at, 'error', event.payload.message);
        }
        this.#tries = event.payload.try + 1;
        this.#openStep(event.at + event.payload.delay_ms);
        return;
      default:
    }
  }

  #results(event: LoggedEvent): void {
    switch (event.type) {
      case 'message.completed': {
        const step = this.#stepToEnd(event.at);
        this.#attribute(step, { 'gen_ai.response.finish_reasons': [event.payload.finish] });
        if (this.#options.keepsContent) this.#content(step, 'gen_ai.output.messages', said('assistant', event.payload.text));
        this.#endStep(step, event.at, 'ok', null);
        return;
      }
      case 'usage.recorded': {
        const step = this.spans.findLast((span) => span.kind === 'model');
        if (step !== undefined) this.#count(step, event.payload);
        return;
      }
      case 'tool.completed': {
        const step = this.#stepToEnd(event.at);
        if (this.#options.keepsContent) this.#content(step, 'gen_ai.tool.call.result', event.payload.output);
        this.#endStep(step, event.at, 'ok', null);
        return;
      }
      case 'tool.failed': {
        const step = this.#stepToEnd(event.at);
        this.#attribute(step, { 'error.type': event.payload.code });
        this.#endStep(step, event.at, 'error', event.payload.message);
        return;
      }
      default:
    }
  }

  /** A call that a person has to agree to has not begun: its span begins when it may go on. */
  #people(event: LoggedEvent): void {
    if (event.type === 'interaction.opened' && event.payload.kind !== 'review') {
      const waiting = this.#step;
      if (waiting !== undefined) this.spans.splice(this.spans.indexOf(waiting), 1);
      this.#step = undefined;
      const { interaction_id: id, kind, tool } = event.payload;
      this.#wait = this.#open('wait', { id: spanIdOf(`${this.#run.id}/wait/${id}`), name: `wait for ${kind}`, atMs: event.at });
      this.#wait.tool = tool;
      this.#wait.attributes = { 'forgeyard.interaction.id': id, 'forgeyard.interaction.kind': kind };
    } else if ((event.type === 'interaction.resolved' || event.type === 'interaction.canceled') && this.#wait !== undefined) {
      if (this.#wait.attributes['forgeyard.interaction.id'] !== event.payload.interaction_id) return;
      if (event.type === 'interaction.resolved') this.#attribute(this.#wait, { 'forgeyard.interaction.decision': event.payload.decision });
      this.#end(this.#wait, event.at, 'ok', null);
      this.#wait = undefined;
      this.#enqueue(event.at);
    }
  }

  #open(kind: SpanKind, { id, name, atMs }: { readonly id: string; readonly name: string; readonly atMs: number }): Draft {
    const span: Draft = {
      id,
      traceId: this.#trace.traceId,
      parentId: runSpanId(this.#run.id),
      seq: 0,
      runId: this.#run.id,
      name,
      kind,
      status: 'running',
      statusMessage: null,
      startedUs: atMs * 1_000,
      endedUs: null,
      model: null,
      tool: null,
      inputTokens: null,
      outputTokens: null,
      attributes: {},
      events: [],
    };
    this.spans.push(span);
    this.#touch(span);
    return span;
  }

  /** Gives a span that changed a new place in the order of changes. */
  #touch(span: Draft): void {
    span.seq = this.#at * seqStride + this.#places;
    this.#places += 1;
  }

  #end(span: Draft, atMs: number, status: SpanStatus, message: string | null): void {
    span.endedUs = Math.max(span.startedUs, atMs * 1_000);
    span.status = status;
    span.statusMessage = message;
    this.#touch(span);
  }

  #enqueue(atMs: number): void {
    const id = spanIdOf(`${this.#run.id}/queue/${this.#stretch + 1}`);
    this.#queue = this.#open('queue', { id, name: 'wait for a free place', atMs });
  }

  /** Work that began at once did not queue. */
  #leaveQueue(atMs: number): void {
    const queue = this.#queue;
    this.#queue = undefined;
    if (queue === undefined) return;
    if (queue.startedUs === atMs * 1_000) this.spans.splice(this.spans.indexOf(queue), 1);
    else this.#end(queue, atMs, 'ok', null);
  }

  #openStep(atMs: number): void {
    const started = this.#started;
    if (started === undefined) return;
    const { step, kind, model, tool, action } = started.payload;
    const id = stepSpanId(this.#run.id, { step, stretch: Math.max(1, this.#stretch), tries: this.#tries });
    const span = this.#open(kind, {
      id,
      name: kind === 'model' ? `chat ${model ?? ''}`.trim() : `execute_tool ${tool ?? ''}`.trim(),
      atMs,
    });
    this.#step = span;
    span.model = model ?? null;
    span.tool = tool ?? null;
    const facts: JsonObject = { 'forgeyard.step': step, 'forgeyard.try': this.#tries };
    span.attributes =
      kind === 'model'
        ? { 'gen_ai.operation.name': 'chat', ...this.#modelFacts(model), ...facts }
        : {
            'gen_ai.operation.name': 'execute_tool',
            'gen_ai.tool.name': tool ?? '',
            'gen_ai.tool.type': 'function',
            'forgeyard.tool.action': action ?? '',
            ...facts,
          };
    if (kind === 'tool' && this.#callId !== null) this.#describeCall(span);
  }

  #modelFacts(model: string | undefined): JsonObject {
    const { provider } = this.#run;
    return {
      ...(provider === null ? {} : { 'gen_ai.provider.name': provider }),
      ...(model === undefined ? {} : { 'gen_ai.request.model': model }),
    };
  }

  #describeCall(span: Draft): void {
    this.#attribute(span, { 'gen_ai.tool.call.id': this.#callId });
    if (this.#options.keepsContent) this.#content(span, 'gen_ai.tool.call.arguments', this.#input);
  }

  /** The span of the step under way, also when its beginning was not read. */
  #stepToEnd(atMs: number): Draft {
    if (this.#step === undefined) this.#openStep(atMs);
    return this.#step ?? this.#root;
  }

  #endStep(step: Draft, atMs: number, status: SpanStatus, message: string | null): void {
    this.#step = undefined;
    this.#started = undefined;
    if (step !== this.#root) this.#end(step, atMs, status, message);
  }

  #finish(atMs: number, usage: Tokens, failure: { readonly code: string; readonly message: string } | null): void {
    const message = failure?.message ?? null;
    if (this.#step !== undefined) this.#end(this.#step, atMs, failure === null ? 'ok' : 'error', message);
    for (const open of [this.#queue, this.#wait]) if (open !== undefined) this.#end(open, atMs, 'unset', message);
    this.#step = this.#queue = this.#wait = this.#started = undefined;
    this.#count(this.#root, usage);
    if (failure !== null) this.#attribute(this.#root, { 'error.type': failure.code });
    this.#end(this.#root, atMs, failure === null ? 'ok' : 'error', message);
  }

  #count(span: Draft, { input_tokens: input, output_tokens: output }: Tokens): void {
    span.inputTokens = input;
    span.outputTokens = output;
    this.#attribute(span, { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output });
    this.#touch(span);
  }

  #attribute(span: Draft, more: JsonObject): void {
    span.attributes = { ...span.attributes, ...more };
  }

  #content(span: Draft, name: string, value: Json): void {
    this.#attribute(span, { [name]: JSON.stringify(value).slice(0, contentCharsMax) });
  }
}
