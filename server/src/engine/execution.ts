import type { LoggedEvent, NewEvent } from '../kernel/event.ts';
import type { ModelMessage, ToolCall } from '../kernel/model.ts';
import { Refusal } from '../kernel/refusal.ts';
import { formatTraceParent, stepSpanId, traceOfRun } from '../kernel/trace-parent.ts';
import type { Tx } from '../store/index.ts';
import { foldRun, recordProgress, settleRun } from '../domain/runs/index.ts';
import type { Outcome, RunReport, RunWork, Usage } from '../domain/runs/index.ts';
import { readEvents } from '../domain/sessions/index.ts';
import { conversationOf, userMessage } from './conversation.ts';
import type { AgentDefinition } from '../domain/agents/index.ts';
import type { ToolSet } from './agent-tools.ts';
import type { EngineDeps } from './deps.ts';
import { nothingRead, readsIn } from './untrusted-reads.ts';
import type { Reads } from './untrusted-reads.ts';

const logEventsMax = 50_000;
const commitTriesMax = 12;
const commitRetryMs = 500;

/** The state of one run while this process executes it: what its log adds up to, kept in step with every commit. */
export class Execution {
  readonly deps: EngineDeps;
  readonly work: RunWork;
  readonly definition: AgentDefinition;
  readonly signal: AbortSignal;
  /** What the agent may call; read anew before each turn. */
  tools: ToolSet = { definitions: [], granted: [], offers: [], ofServers: [] };
  readonly events: LoggedEvent[];
  /** What earlier runs of the session read. */
  earlierReads: Reads = nothingRead;
  messages: ModelMessage[];
  /** Steps recorded as started. */
  steps: number;
  toolSteps: number;
  usage: Usage;
  /** The next step's start is in the log already. */
  isNextStarted: boolean;
  /** How often the run has been taken up, this time included. */
  readonly #stretch: number;

  private constructor(
    deps: EngineDeps,
    work: RunWork,
    definition: AgentDefinition,
    signal: AbortSignal,
    events: LoggedEvent[],
    messages: ModelMessage[],
  ) {
    this.deps = deps;
    this.work = work;
    this.definition = definition;
    this.signal = signal;
    this.events = events;
    this.messages = messages;
    const report = foldRun(events);
    this.steps = report.steps.length;
    this.toolSteps = report.steps.filter((step) => step.kind === 'tool').length;
    this.usage = report.usage;
    this.isNextStarted = false;
    this.#stretch = Math.max(1, events.filter(({ type }) => type === 'run.started' || type === 'attempt.started').length);
  }

  /** Takes up a run: a fresh one from what was just committed, any other from its session's log. */
  static async open(deps: EngineDeps, work: RunWork, definition: AgentDefinition, signal: AbortSignal): Promise<Execution> {
    if (work.attempt === 1 && !work.hasHistory) {
      const fresh = new Execution(deps, work, definition, signal, freshEvents(work), [userMessage(work.input, work.data)]);
      fresh.steps = 1;
      fresh.isNextStarted = true;
      return fresh;
    }
    const log = await deps.home.read((tx) => readEvents(tx, { sessionId: work.sessionId, after: 0, limit: logEventsMax }));
    const own = log.filter((event) => event.runId === work.runId);
    const execution = new Execution(deps, work, definition, signal, own, conversationOf(log));
    execution.earlierReads = readsIn(log.filter((event) => event.runId !== work.runId));
    execution.isNextStarted = isStepOpen(own);
    return execution;
  }

  get report(): RunReport {
    return foldRun(this.events);
  }

  /** Appends what a step brought, in one commit. */
  async commit(events: readonly NewEvent[]): Promise<void> {
    const logged = await this.durably((tx, now) =>
      recordProgress(tx, this.#owned(), { steps: this.steps, usage: this.usage }, events, now),
    );
    this.events.push(...logged);
  }

  /** Ends the run, with what still belongs into the same commit. */
  async settle(outcome: Outcome, lead: readonly NewEvent[] = []): Promise<void> {
    const facts = { startedAt: this.work.startedAt, usage: this.usage, steps: this.steps, lead };
    const { home } = this.deps;
    const logged = await this.durably((tx, now) => settleRun(tx, home, this.#owned(), { ...facts, now }, outcome));
    this.events.push(...logged);
  }

  /** Commits, and waits out a database that is away for a while; the lease decides when it is too long. */
  async durably<T>(work: (tx: Tx, now: number) => Promise<T>): Promise<T> {
    const { home } = this.deps;
    for (let tries = 1; ; tries += 1) {
      try {
        return await home.transact((tx) => work(tx, home.clock.now()));
      } catch (error) {
        const isAway = error instanceof Refusal && error.kind === 'unavailable';
        if (!isAway || tries >= commitTriesMax) throw error;
        await new Promise((resume) => setTimeout(resume, commitRetryMs));
      }
    }
  }

  /** Numbers and events with which the next step starts. */
  startModelStep(): NewEvent[] {
    this.steps += 1;
    this.isNextStarted = true;
    return [
      { type: 'step.started', payload: { step: this.steps, kind: 'model', model: this.definition.model } },
      { type: 'message.started', payload: { step: this.steps } },
    ];
  }

  startToolStep(call: {
    readonly callId: string;
    readonly tool: string;
    readonly action: string;
    readonly input: ToolCall['arguments'];
  }): NewEvent[] {
    this.steps += 1;
    this.toolSteps += 1;
    this.isNextStarted = true;
    const { callId, tool, action, input } = call;
    return [
      { type: 'step.started', payload: { step: this.steps, kind: 'tool', tool, action } },
      { type: 'tool.called', payload: { step: this.steps, step_number: this.toolSteps, call_id: callId, tool, action, input } },
    ];
  }

  /** The traceparent that goes out with the step under way, or with another try at it. */
  stepTraceParent(tries = 1): string {
    const { runId, traceParent } = this.work;
    const { traceId, flags } = traceOfRun(runId, traceParent);
    return formatTraceParent({ traceId, flags, parentId: stepSpanId(runId, { step: this.steps, stretch: this.#stretch, tries }) });
  }

  owned() {
    return this.#owned();
  }

  #owned() {
    const { runId, orgId, sessionId, fence } = this.work;
    return { runId, orgId, sessionId, fence };
  }
}

/** What acceptance committed, as far as a report needs it. */
function freshEvents(work: RunWork): LoggedEvent[] {
  const place = { sessionId: work.sessionId, runId: work.runId, at: work.startedAt };
  return [
    { ...place, seq: work.firstSeq + 1, type: 'run.started', payload: { attempt: 1 } },
    { ...place, seq: work.firstSeq + 2, type: 'step.started', payload: { step: 1, kind: 'model' } },
  ];
}

/** Whether the last step that the log holds was started but brought nothing yet. */
function isStepOpen(own: readonly LoggedEvent[]): boolean {
  const started = own.findLastIndex((event) => event.type === 'step.started');
  if (started < 0) return false;
  return !own
    .slice(started)
    .some((event) => event.type === 'message.completed' || event.type === 'tool.completed' || event.type === 'tool.failed');
}
