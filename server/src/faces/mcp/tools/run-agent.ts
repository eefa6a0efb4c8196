import { Type } from 'typebox';
import { isTerminalEvent } from '../../../kernel/event.ts';
import type { LoggedEvent } from '../../../kernel/event.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { listAgentsAlone } from '../../../domain/agents/index.ts';
import type { Agent } from '../../../domain/agents/index.ts';
import type { At } from '../../../domain/home.ts';
import { cancelRun, getRun, startRun } from '../../../domain/runs/index.ts';
import type { RunDetails } from '../../../domain/runs/index.ts';
import { asJsonObject, jsonObject, longText, nullable } from '../../kit/index.ts';
import { checkOf } from '../check-arguments.ts';
import { tool } from '../tool.ts';
import type { LongWork, Tool, ToolAnswer, ToolCall } from '../tool.ts';
import { untilEvent } from '../until-event.ts';

export const runPrefix = 'run_';
/** A client shows its model every tool: more would only be noise. */
const agentsMax = 100;
const nameMax = 64;

const input = Type.Object(
  {
    input: Type.Optional(longText(100_000, 1, 'What the agent is to do; needed unless run_id is given')),
    data: Type.Optional({ ...jsonObject, description: 'Structured input beside the instruction' }),
    session_id: Type.Optional(Type.String({ format: 'uuid', description: 'Continues this session of the agent' })),
    run_id: Type.Optional(Type.String({ format: 'uuid', description: 'Waits for this earlier run instead of starting one' })),
    timeout_s: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600, description: 'Seconds to wait; the run goes on after them' })),
  },
  { additionalProperties: false },
);
const problems = checkOf(input);
const output = Type.Object({
  run_id: Type.String(),
  session_id: Type.String(),
  status: Type.String({ description: 'completed, failed, timeout, cancelled; or queued, running, waiting when it goes on' }),
  output: nullable(Type.String()),
  result: Type.Unknown({ description: 'The output, when all of it is JSON' }),
  error: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  usage: Type.Object({ input_tokens: Type.Integer(), output_tokens: Type.Integer() }),
});

/** One tool for each active agent that the caller reaches and may see, by name. */
export async function runToolsFor(at: At): Promise<readonly Tool[]> {
  if (!at.caller.grants.has('agents:read') || !at.caller.grants.has('runs:read')) return [];
  const page = { statuses: ['active'] as const, limit: agentsMax, offset: 0 };
  const found = [...(await listAgentsAlone(at, { ...page, kind: 'ai' })), ...(await listAgentsAlone(at, { ...page, kind: 'identity' }))];
  const agents = found.slice(0, agentsMax).sort((one, other) => (one.slug < other.slug ? -1 : 1));
  return agents.map((agent) => runTool(agent));
}

/** Slugs are letters, digits and hyphens; a long one is cut and told apart by the agent's number. */
function nameOf({ slug, number }: Agent): string {
  const name = `${runPrefix}${slug.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
  return name.length <= nameMax ? name : `${name.slice(0, nameMax - 17)}_${number}`;
}

function runTool(agent: Agent): Tool {
  return tool({
    name: nameOf(agent),
    title: `Run ${agent.displayName}`,
    description: `Runs the agent ${agent.displayName} and waits for its answer. ${agent.description}`.trim(),
    grant: 'runs:write',
    input,
    problems,
    output,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    perform: (call) => runAgent(agent, call),
    begin: async (call) => ({ kind: 'run', id: (await runOf(agent, call)).runId }),
  });
}

interface RunArguments {
  readonly input?: string;
  readonly data?: Record<string, unknown>;
  readonly session_id?: string;
  readonly run_id?: string;
  readonly timeout_s?: number;
}

async function runAgent(agent: Agent, call: ToolCall<RunArguments>): Promise<ToolAnswer> {
  const { at, args, signal } = call;
  const isNew = args.run_id === undefined;
  const run = await runOf(agent, call);
  await untilEvent(at, {
    sessionId: run.sessionId,
    afterSeq: run.afterSeq,
    waitMs: args.timeout_s === undefined ? (isNew ? call.firstPatienceMs : call.patienceMs) : args.timeout_s * 1_000,
    signal,
    isLast: (event) => event.runId === run.runId && isTerminalEvent(event.type),
    seen: (event) => {
      const said = event.runId === run.runId ? stepOf(event) : undefined;
      if (said !== undefined) call.progress(said);
    },
    still: () => call.progress(`${agent.displayName} is at work`),
  });
  if (isNew && call.isTakenBack()) await cancelRun(at, run.runId).catch(unlessEnded);
  // Nobody is told of the rest when the client has gone.
  return signal.aborted ? { structured: { run_id: run.runId } } : showRun(await getRun(at, { id: run.runId }));
}

/** A run that ended in the same moment needs no cancelling. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof Refusal && error.kind === 'conflict')) throw error;
}

interface RunPlace {
  readonly runId: string;
  readonly sessionId: string;
  readonly afterSeq: number;
}

/** @throws Refusal `not_found` run.unknown · `unprocessable` run.input_needed, and as `startRun` */
async function runOf(agent: Agent, { at, args }: ToolCall<RunArguments>): Promise<RunPlace> {
  if (args.run_id !== undefined) {
    const run = await getRun(at, { id: args.run_id });
    if (run.agent.id !== agent.id) throw new Refusal('not_found', 'run.unknown', 'There is no such run of this agent.');
    return { runId: run.id, sessionId: run.sessionId, afterSeq: run.firstSeq - 1 };
  }
  if (args.input === undefined) throw new Refusal('unprocessable', 'run.input_needed', 'Say in input what the agent is to do.');
  return startRun(at, {
    agent: agent.id,
    input: args.input,
    data: args.data === undefined ? null : asJsonObject(args.data),
    override: {},
    sessionId: args.session_id,
    origin: 'api_key',
  });
}

/** What a client's person reads while a run goes on. */
function stepOf(event: LoggedEvent): string | undefined {
  if (event.type === 'tool.called') return `Step ${event.payload.step}: ${event.payload.tool} ${event.payload.action}`;
  if (event.type === 'message.completed') return `Step ${event.payload.step}: the model answered`;
  if (event.type === 'interaction.opened') return `Waits for a person: ${event.payload.question}`;
  return event.type === 'interaction.resolved' ? 'A person decided' : undefined;
}

function showRun({ id, sessionId, report }: RunDetails): ToolAnswer {
  const { state, output: said, result, error, usage } = report;
  const structured = {
    run_id: id,
    session_id: sessionId,
    status: state,
    output: said,
    result,
    error,
    usage: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
  };
  if (state === 'completed') return { structured, text: said ?? '' };
  if (error !== null) return { structured, text: `${error.message} (${error.code})`, isError: true };
  return { structured, text: `The run is ${state}. Call again with run_id ${id} to wait for it.` };
}

/** A run, as a task. A run that failed has given its answer: that it failed. */
export const runWork: LongWork = {
  pollMs: 2_000,
  look: async (at, id) => {
    const { state, createdAt, endedAt } = await getRun(at, { id });
    const status = endedAt === null ? 'working' : state === 'cancelled' ? 'cancelled' : 'completed';
    const words = state === 'waiting' ? 'The run waits for a person.' : `The run is ${state}.`;
    return { status, words, createdAt, changedAt: endedAt ?? at.home.clock.now() };
  },
  result: async (at, id) => showRun(await getRun(at, { id })),
  cancel: async (at, id) => void (await cancelRun(at, id).catch(unlessEnded)),
};
