import type { Failure, Run, RunEvent, Usage } from '@forgeyard/sdk';

/**
 * A span is one row of the waterfall: the run, its time in the queue, a model call, a tool call, or a wait for a person.
 * `depth` 0 is the run; tool calls lie below the model call that asked for them.
 */
export interface Span {
  readonly id: string;
  readonly kind: 'run' | 'queue' | 'model' | 'tool' | 'wait';
  readonly depth: number;
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly status: string;
  readonly attempt: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: Failure | null;
  readonly usage: Usage | null;
}

interface Building {
  readonly spans: Map<string, Span>;
  attempt: number;
  hasModel: boolean;
}

/** Draws the waterfall's rows out of a run's recorded events, in one pass. */
export function spansOf(run: Run, events: readonly RunEvent[]): readonly Span[] {
  const startMs = Date.parse(run.created_at);
  const { status, input, output, error, usage } = run;
  const root = { ...blank('run', 'run', startMs), depth: 0, label: run.agent.display_name, status, input, output, error, usage };
  const building: Building = { spans: new Map(), attempt: 1, hasModel: false };
  building.spans.set('run', { ...root, endMs: run.ended_at === null ? null : Date.parse(run.ended_at) });
  building.spans.set('queue', { ...blank('queue', 'queue', startMs), label: 'queue' });
  for (const event of events) read(building, event);
  return [...building.spans.values()];
}

function blank(id: string, kind: Span['kind'], startMs: number): Span {
  const nothing = { input: null, output: null, error: null, usage: null };
  return { id, kind, depth: 1, label: '', startMs, endMs: null, status: 'running', attempt: 1, ...nothing };
}

function read(building: Building, event: RunEvent): void {
  const atMs = Date.parse(event.at);
  switch (event.type) {
    case 'run.started':
      return close(building, 'queue', atMs, { status: 'completed' });
    case 'attempt.started':
      building.attempt = event.payload.attempt;
      close(building, 'queue', atMs, { status: 'completed' });
      return closeAll(building, atMs, 'interrupted');
    case 'step.started':
      return start(building, event.payload, atMs);
    case 'message.completed':
      return close(building, stepId(building, event.payload.step), atMs, { status: 'completed', output: spoken(event.payload) });
    case 'usage.recorded':
      return amend(building, stepId(building, event.payload.step), { usage: event.payload });
    case 'tool.called':
      return amend(building, stepId(building, event.payload.step), { input: event.payload.input });
    case 'tool.completed':
      return close(building, stepId(building, event.payload.step), atMs, { status: 'completed', output: event.payload.output });
    case 'tool.failed':
      return close(building, stepId(building, event.payload.step), atMs, { status: 'failed', error: event.payload });
    default:
      return readRest(building, event, atMs);
  }
}

function readRest(building: Building, event: RunEvent, atMs: number): void {
  switch (event.type) {
    case 'interaction.opened': {
      const span = blank(`wait:${event.payload.interaction_id}`, 'wait', atMs);
      building.spans.set(span.id, { ...span, depth: 2, label: 'waits for a person', attempt: building.attempt, input: event.payload });
      return;
    }
    case 'interaction.resolved':
      return close(building, `wait:${event.payload.interaction_id}`, atMs, { status: 'completed', output: event.payload });
    case 'run.completed':
      return closeAll(building, atMs, 'completed');
    case 'run.cancelled':
      return closeAll(building, atMs, 'cancelled');
    case 'run.failed':
    case 'run.timed_out':
      return closeAll(building, atMs, 'failed');
    default:
  }
}

function stepId(building: Building, step: number): string {
  return `${building.attempt}:${step}`;
}

type Started = Extract<RunEvent, { readonly type: 'step.started' }>['payload'];

function start(building: Building, payload: Started, atMs: number): void {
  const isModel = payload.kind === 'model';
  building.hasModel ||= isModel;
  const tool = `${payload.tool ?? 'tool'}${payload.action === undefined ? '' : `.${payload.action}`}`;
  const span = blank(stepId(building, payload.step), payload.kind, atMs);
  const depth = isModel || !building.hasModel ? 1 : 2;
  building.spans.set(span.id, { ...span, depth, label: isModel ? (payload.model ?? 'model') : tool, attempt: building.attempt });
}

function amend(building: Building, id: string, part: Partial<Span>): void {
  const span = building.spans.get(id);
  if (span !== undefined) building.spans.set(id, { ...span, ...part });
}

function close(building: Building, id: string, endMs: number, part: Partial<Span>): void {
  if (building.spans.get(id)?.endMs === null) amend(building, id, { ...part, endMs });
}

function closeAll(building: Building, endMs: number, status: string): void {
  for (const [id, span] of building.spans) if (id !== 'run' && span.endMs === null) amend(building, id, { endMs, status });
}

function spoken(payload: Extract<RunEvent, { readonly type: 'message.completed' }>['payload']): unknown {
  return payload.tool_calls.length > 0 ? { text: payload.text, tool_calls: payload.tool_calls } : payload.text;
}
