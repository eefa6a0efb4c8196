import { isJsonObject } from '../kernel/json.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { ModelError } from '../kernel/model.ts';
import type { Model, ModelMessage, ModelReply, ModelRequest, ModelSink } from '../kernel/model.ts';
import { ToolFailure } from '../kernel/tool.ts';
import type { ToolRunner } from '../kernel/tool.ts';
import { hasExpression, readPlaybook } from './playbook-shape.ts';
import type { Playbook, PlaybookStep } from './playbook-shape.ts';

export { validatePlaybook } from './playbook-shape.ts';

const RESOLVE_TIMEOUT_MS = 5000;
const MESSAGE_CHARS_MAX = 300;
const NOTHING_SPENT = { inputTokens: 0, outputTokens: 0 };

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;
type Resolve = ToolRunner['resolve'];

function failed(errorClass: 'bad_request' | 'step_failed', message: string, cause?: unknown): ModelError {
  const short = message.length <= MESSAGE_CHARS_MAX ? message : `${message.slice(0, MESSAGE_CHARS_MAX - 1)}…`;
  return new ModelError(errorClass, short, { cause });
}

/** Source: agent API specification, "Error Response". */
function failedTool(tool: string, message: string): ModelError {
  return failed('step_failed', `Tool '${tool}' failed: ${message}`);
}

interface Resolving {
  readonly request: ModelRequest;
  readonly what: string;
  /** The tool whose input is worked out: input that its author refuses with `$error` fails in that tool's name. */
  readonly tool?: string;
}

function usablePlaybook(value: Json): Playbook {
  const playbook = readPlaybook(value);
  if ('steps' in playbook) return playbook;
  const [first] = playbook;
  throw failed('bad_request', `The playbook is not usable: ${first?.pointer ?? ''} ${first?.detail ?? ''}`);
}

/** Results of the steps done since the person last spoke, oldest first. */
function finishedSteps(messages: readonly ModelMessage[]): readonly ToolMessage[] {
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  return messages.slice(lastUser + 1).filter((message) => message.role === 'tool');
}

function outputOf({ text }: ToolMessage): Json {
  try {
    const output: Json = JSON.parse(text);
    return output;
  } catch {
    return text;
  }
}

function contextOf(request: ModelRequest, playbook: Playbook, steps: readonly Json[]): JsonObject {
  const named = playbook.steps.flatMap(({ as }, at): [string, Json][] =>
    as === null || at >= steps.length ? [] : [[as, steps[at] ?? null]],
  );
  return { input: request.run.input, data: request.run.data, steps, outputs: Object.fromEntries(named) };
}

function callReply(step: PlaybookStep, stepNumber: number, input: JsonObject): ModelReply {
  const call = { id: `pb_${stepNumber}`, name: `${step.tool}__${step.action}`, arguments: input };
  return { text: '', reasoning: '', toolCalls: [call], usage: NOTHING_SPENT, finish: 'tool_calls' };
}

function finalReply(result: Json, sink: ModelSink): ModelReply {
  const text = typeof result === 'string' ? result : JSON.stringify(result);
  if (text !== '') sink.text(text);
  return { text, reasoning: '', toolCalls: [], usage: NOTHING_SPENT, finish: 'stop', result };
}

/**
 * A deterministic agent without a language model: walks the playbook of the run, one tool call a turn, and ends with its output.
 * Spends no tokens. Resolving the expressions of one turn is bounded to 5 seconds and by the bounds of `resolve`.
 */
export function createPlaybookModel(resolve: Resolve): Model {
  async function resolved(template: Json, context: JsonObject, { request, what, tool }: Resolving): Promise<Json> {
    if (!hasExpression(template)) return template;
    try {
      return await resolve(template, context, { timeoutMs: RESOLVE_TIMEOUT_MS, signal: request.signal });
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof ToolFailure && error.code === 'RAISED' && tool !== undefined) throw failedTool(tool, error.message);
      if (error instanceof ToolFailure) throw failed('step_failed', `${what} could not be worked out: ${error.message}`, error);
      throw error;
    }
  }

  return {
    async call(request, sink) {
      request.signal.throwIfAborted();
      const playbook = usablePlaybook(request.run.playbook);
      const done = finishedSteps(request.messages);
      const last = done.at(-1);
      const lastTool = playbook.steps[done.length - 1]?.tool ?? last?.name;
      if (last?.isError === true) throw failedTool(lastTool ?? '', last.text);
      const outputs = done.map(outputOf);
      const context = contextOf(request, playbook, outputs);
      const step = playbook.steps[done.length];
      if (step === undefined) {
        const template = playbook.output;
        if (template === undefined) return finalReply(outputs.at(-1) ?? null, sink);
        return finalReply(await resolved(template, context, { request, what: 'The output' }), sink);
      }
      const stepNumber = done.length + 1;
      const input = await resolved(step.input, context, {
        request,
        what: `The input of step ${stepNumber} (${step.tool})`,
        tool: step.tool,
      });
      if (!isJsonObject(input)) throw failed('step_failed', `The input of step ${stepNumber} (${step.tool}) must be an object`);
      return callReply(step, stepNumber, input);
    },
  };
}
