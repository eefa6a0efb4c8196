import type { Json } from '../../kernel/json.ts';
import { ToolFailure } from '../../kernel/tool.ts';
import type { ActionContext } from '../action.ts';
import { invalidInput } from '../action.ts';
import { findAction } from '../catalogue.ts';
import { dangerIn } from '../forbidden-keys.ts';
import { jsonBytes } from '../json-size.ts';
import { createJsonataEvaluator } from '../jsonata-expression.ts';
import type { WorkerLimits, WorkerMessage, WorkerRequest } from '../pool/messages.ts';
import { createInputCheck } from './check-input.ts';
import { createImplementationSource } from './implementations.ts';
import { resolveTemplate } from './resolve-template.ts';

const INPUT_DEPTH_MAX = 64;

/** Answers one request; it always answers, whatever the tool does short of ending the process. */
export type Answering = (request: WorkerRequest) => Promise<WorkerMessage>;

export function createAnswering(limits: WorkerLimits, now: () => number): Answering {
  const implementationOf = createImplementationSource();
  const checkInput = createInputCheck();
  const evaluator = createJsonataEvaluator();
  const work = async (request: WorkerRequest): Promise<Json> => {
    if (request.kind === 'resolve') return resolveTemplate(evaluator, request.template, request.context, request.timeoutMs);
    const { tool, input } = request;
    const action = findAction(tool, request.action);
    const implementation = await implementationOf(tool);
    const run = action === null ? undefined : implementation?.actions.get(action.name);
    if (action === null || run === undefined) throw unknownAction(tool, request.action, implementation === null);
    const danger = dangerIn(input, INPUT_DEPTH_MAX);
    if (danger !== null) throw invalidInput(`The input ${danger}`);
    const issue = checkInput(action, input);
    if (issue !== null) throw implementation?.refuseInput?.(action.name, issue.member, issue.message) ?? invalidInput(issue.message);
    const context: ActionContext = { now, evaluate: (expression, data) => evaluator.evaluate(expression, data, request.timeoutMs) };
    return run(input, context);
  };
  return async (request) => {
    try {
      return { kind: 'done', id: request.id, value: bounded(await work(request), limits.outputBytesMax) };
    } catch (error) {
      const failure = failureOf(error);
      return { kind: 'failed', id: request.id, code: failure.code, message: failure.message };
    }
  };
}

function unknownAction(tool: string, action: string, isToolUnknown: boolean): ToolFailure {
  const shown = action.slice(0, 100);
  return new ToolFailure(
    'UNKNOWN_ACTION',
    isToolUnknown ? `There is no tool "${tool.slice(0, 100)}"` : `The tool "${tool}" has no action "${shown}"`,
  );
}

function bounded(value: Json, bytesMax: number): Json {
  const size = jsonBytes(value, bytesMax);
  if (size !== null && size > bytesMax) throw tooLarge(bytesMax);
  return size === null ? asPlainJson(value, bytesMax) : value;
}

/** Leaves out what JSON cannot say, the way JSON text would. */
function asPlainJson(value: Json, bytesMax: number): Json {
  const text = JSON.stringify(value, (key, member: unknown) => (key === '__proto__' ? undefined : member)) ?? 'null';
  if (text.length > bytesMax) throw tooLarge(bytesMax);
  const plain: Json = JSON.parse(text);
  return plain;
}

function tooLarge(bytesMax: number): ToolFailure {
  return new ToolFailure('OUTPUT_TOO_LARGE', `The result is larger than ${bytesMax} bytes or nested too deeply`);
}

/** A tool's own failures pass; anything else is a limit of the engine or a bug, told without its inner text where that could mislead. */
function failureOf(error: unknown): ToolFailure {
  if (error instanceof ToolFailure) return error;
  if (error instanceof RangeError && /stack/i.test(error.message)) return new ToolFailure('FAILED', 'The input is nested too deeply');
  if (error instanceof RangeError) return new ToolFailure('MEMORY', 'The tool needed more memory than it may use');
  const message = error instanceof Error ? error.message.slice(0, 300) : 'unknown error';
  return new ToolFailure('FAILED', message);
}
