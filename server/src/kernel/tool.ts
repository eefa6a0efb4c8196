import type { Json, JsonObject } from './json.ts';

/**
 * What happens to a call that was in flight when its process ended: `pure` is run again freely, `keyed` with the same key, by which the tool
 * recognises it, `unsafe` only when a person agrees.
 */
export type RecoveryClass = 'pure' | 'keyed' | 'unsafe';

/** What a tool has to do with the world outside of the organisation. */
export interface Exposure {
  /** Its output may be words of somebody whom nobody here trusts. */
  readonly readsUntrusted: boolean;
  /** What it is called with may reach somebody outside. */
  readonly sendsOutside: boolean;
}

/** Of tools that compute, or talk with people of the organisation. */
export const noExposure: Exposure = { readsUntrusted: false, sendsOutside: false };

export interface ToolActionDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema (draft 2020-12 subset that ajv accepts), `type: "object"`, `additionalProperties: false`. */
  readonly inputSchema: JsonObject;
  readonly outputSchema: JsonObject;
  /** Its own recovery class, where the actions of a tool differ. */
  readonly recovery?: RecoveryClass;
  /** Its own exposure, where the actions of a tool differ. */
  readonly exposure?: Exposure;
  readonly example: { readonly input: JsonObject; readonly output: Json };
}

export interface ToolDefinition {
  /** Public id as contract 3 prints it, e.g. `data-transform`. */
  readonly id: string;
  readonly version: string;
  readonly description: string;
  readonly recovery: RecoveryClass;
  readonly exposure: Exposure;
  /** Who gives its output in place of a worker. */
  readonly answeredBy?: 'people';
  readonly actions: readonly ToolActionDefinition[];
}

/** The recovery class of one action; undefined when there is no such action. */
export function recoveryOf(definitions: readonly ToolDefinition[], tool: string, action: string): RecoveryClass | undefined {
  const definition = definitions.find((one) => one.id === tool);
  const found = definition?.actions.find((one) => one.name === action);
  return found === undefined ? undefined : (found.recovery ?? definition?.recovery);
}

/** The exposure of one action; undefined when there is no such action. */
export function exposureOf(definitions: readonly ToolDefinition[], tool: string, action: string): Exposure | undefined {
  const definition = definitions.find((one) => one.id === tool);
  const found = definition?.actions.find((one) => one.name === action);
  return found === undefined ? undefined : (found.exposure ?? definition?.exposure);
}

/**
 * `RAISED`: an expression called `$error`, so the message is its author's own. `DEFINITION_CHANGED`: a tool of another server is not any more
 * what a person agreed to.
 */
export type ToolFailureCode =
  | 'INVALID_INPUT'
  | 'UNKNOWN_ACTION'
  | 'FAILED'
  | 'TIMEOUT'
  | 'MEMORY'
  | 'OUTPUT_TOO_LARGE'
  | 'CANCELLED'
  | 'RAISED'
  | 'DEFINITION_CHANGED';

/** A tool call that did not succeed. `message` is safe to show to the model and to people. */
export class ToolFailure extends Error {
  readonly code: ToolFailureCode;

  constructor(code: ToolFailureCode, message: string) {
    super(message);
    this.name = 'ToolFailure';
    this.code = code;
  }
}

export interface ToolInvocation {
  readonly tool: string;
  readonly action: string;
  readonly input: JsonObject;
  /** Hard limit in milliseconds; past it the worker is killed. */
  readonly timeoutMs: number;
  /** `run:step#n`, equal for every repetition of the same call; left out where nothing is ever repeated. */
  readonly idempotencyKey?: string;
  /** Aborting kills the worker that runs this call. */
  readonly signal: AbortSignal;
}

/** What is wrong with an input: JSON pointers into it. */
export interface InputProblem {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Says what keeps an input from satisfying a JSON Schema; empty when nothing does. A schema that cannot be used, or whose patterns could take
 * exponential time, forbids nothing: the tool judges its own input again.
 */
export type InputCheck = (schema: JsonObject, input: JsonObject) => Promise<readonly InputProblem[]>;

/** Runs tools off the event loop, bounded in time, memory and output. */
export interface ToolRunner {
  readonly definitions: readonly ToolDefinition[];
  /** @throws ToolFailure */
  invoke(invocation: ToolInvocation): Promise<Json>;
  /**
   * Replaces every `{"$jsonata": "<expression>"}` inside `template` by its value over `context`; other values are literal. Same bounds as a tool.
   * @throws ToolFailure
   */
  resolve(template: Json, context: JsonObject, limits: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Json>;
  close(): Promise<void>;
}
