import { isJsonObject } from '../kernel/json.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { FieldProblem } from '../kernel/refusal.ts';

const STEPS_MAX = 100;
const DEPTH_MAX = 20;
const EXPRESSION_CHARS_MAX = 10_000;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * A *playbook* is an ordered list of tool calls. An *expression* is `{"$jsonata": "<text>"}`, replaced by its value over
 * `{input, data, steps, outputs}` just before its step runs; every other value is literal.
 */
export interface PlaybookStep {
  readonly tool: string;
  readonly action: string;
  /** An object, or an expression that gives one. */
  readonly input: JsonObject;
  /** Name under which later expressions find this step's output in `outputs`. */
  readonly as: string | null;
}

export interface Playbook {
  readonly steps: readonly PlaybookStep[];
  /** Template of the result; undefined = the last step's output. */
  readonly output: Json | undefined;
}

interface Parts {
  readonly steps: readonly Json[];
  readonly stepsPointer: string;
  readonly output: Json | undefined;
  readonly outputPointer: string;
}

function problem(pointer: string, detail: string): FieldProblem {
  return { pointer, detail };
}

/** Whether resolving this template needs an expression evaluated. */
export function hasExpression(template: Json): boolean {
  if (Array.isArray(template)) return template.some(hasExpression);
  if (!isJsonObject(template)) return false;
  return '$jsonata' in template || Object.values(template).some(hasExpression);
}

function isOutputItem(item: Json | undefined): item is JsonObject {
  return isJsonObject(item) && 'output' in item && !('tool' in item);
}

/** Both accepted forms taken apart: the array with an optional last `{output}`, or `{steps, output}`. */
function partsOf(value: Json): Parts | FieldProblem {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const last = items.at(-1);
    if (!isOutputItem(last)) return { steps: items, stepsPointer: '', output: undefined, outputPointer: '' };
    const at = items.length - 1;
    return { steps: items.slice(0, at), stepsPointer: '', output: last['output'], outputPointer: `/${at}/output` };
  }
  if (!isJsonObject(value)) return problem('', 'Must be a list of steps, or an object with steps and output');
  const unknown = Object.keys(value).find((name) => name !== 'steps' && name !== 'output');
  if (unknown !== undefined) return problem(`/${unknown}`, 'Is not a member of a playbook; known are steps and output');
  const steps = value['steps'] ?? [];
  if (!Array.isArray(steps)) return problem('/steps', 'Must be a list');
  return { steps, stepsPointer: '/steps', output: value['output'], outputPointer: '/output' };
}

function templateProblems(template: Json, pointer: string, depth: number): FieldProblem[] {
  if (depth > DEPTH_MAX) return [problem(pointer, `Is nested deeper than ${DEPTH_MAX} levels`)];
  if (Array.isArray(template)) return template.flatMap((item: Json, at) => templateProblems(item, `${pointer}/${at}`, depth + 1));
  if (!isJsonObject(template)) return [];
  if (!('$jsonata' in template)) {
    return Object.entries(template).flatMap(([name, item]) => {
      return templateProblems(item, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
    });
  }
  const expression = template['$jsonata'];
  if (Object.keys(template).length > 1) return [problem(pointer, 'An expression has no other member than $jsonata')];
  if (typeof expression !== 'string' || expression.trim() === '') return [problem(`${pointer}/$jsonata`, 'Must be an expression')];
  return expression.length > EXPRESSION_CHARS_MAX
    ? [problem(`${pointer}/$jsonata`, `Must have at most ${EXPRESSION_CHARS_MAX} characters`)]
    : [];
}

function stepProblems(step: Json, pointer: string, named: Set<string>): FieldProblem[] {
  if (!isJsonObject(step)) return [problem(pointer, 'Must be an object with tool, action and input')];
  const problems = ['tool', 'action'].flatMap((name) => {
    const value = step[name];
    return typeof value === 'string' && NAME.test(value)
      ? []
      : [problem(`${pointer}/${name}`, `Must name a${name === 'tool' ? ' tool' : 'n action'}`)];
  });
  for (const name of Object.keys(step)) {
    if (!['tool', 'action', 'input', 'as'].includes(name)) problems.push(problem(`${pointer}/${name}`, 'Is not a member of a step'));
  }
  const input = step['input'] ?? {};
  if (!isJsonObject(input)) problems.push(problem(`${pointer}/input`, 'Must be an object'));
  problems.push(...templateProblems(input, `${pointer}/input`, 0));
  const as = step['as'] ?? null;
  if (as === null) return problems;
  if (typeof as !== 'string' || !OUTPUT_NAME.test(as))
    problems.push(problem(`${pointer}/as`, 'Must be a name of letters, digits and underscores'));
  else if (named.has(as)) problems.push(problem(`${pointer}/as`, 'Is used by an earlier step'));
  else named.add(as);
  return problems;
}

/**
 * What is wrong with the shape of a playbook; empty when it is usable. Pointers are relative to the playbook.
 * Whether tools and actions exist, and whether expressions parse, is not looked at. Limits: 100 steps, 20 levels, 10,000 characters an expression.
 */
export function validatePlaybook(value: Json): FieldProblem[] {
  const parts = partsOf(value);
  if ('pointer' in parts) return [parts];
  if (parts.steps.length === 0 && parts.output === undefined)
    return [problem(parts.stepsPointer, 'Must have at least one step or an output')];
  if (parts.steps.length > STEPS_MAX) return [problem(parts.stepsPointer, `Must have at most ${STEPS_MAX} steps`)];
  const named = new Set<string>();
  const problems = parts.steps.flatMap((step, at) => stepProblems(step, `${parts.stepsPointer}/${at}`, named));
  return parts.output === undefined ? problems : [...problems, ...templateProblems(parts.output, parts.outputPointer, 0)];
}

/** The playbook, or the problems that keep it from being one. */
export function readPlaybook(value: Json): Playbook | readonly FieldProblem[] {
  const problems = validatePlaybook(value);
  const parts = partsOf(value);
  if (problems.length > 0 || 'pointer' in parts) return problems;
  const steps = parts.steps.filter(isJsonObject).map((step): PlaybookStep => {
    const { input, as } = step;
    return {
      tool: String(step['tool']),
      action: String(step['action']),
      input: isJsonObject(input) ? input : {},
      as: typeof as === 'string' ? as : null,
    };
  });
  return { steps, output: parts.output };
}
