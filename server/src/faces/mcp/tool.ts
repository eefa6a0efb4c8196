import type { Static, TSchema } from 'typebox';
import type { Grant } from '../../kernel/caller.ts';
import type { At } from '../../domain/home.ts';
import { checkOf } from './check-arguments.ts';

/**
 * Terminology.
 * Tool: one operation of ours as a model sees it: a name, words about it, the shapes of what goes in and comes out.
 * Hints: what a client may assume before it asks its user. Source: MCP 2026-07-28, "Tools" (annotations).
 */
export interface ToolHints {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/** What came of a call: the structure that the output schema promises, and the same in words when JSON would read badly. */
export interface ToolAnswer {
  readonly structured: Readonly<Record<string, unknown>>;
  readonly text?: string;
  /** The call did what it could, and the outcome is a failure that the model should know of. */
  readonly isError?: boolean;
}

export interface ToolCall<Args> {
  readonly at: At;
  readonly args: Args;
  /** What the client calls itself, when it says so with the call. */
  readonly clientName: string | undefined;
  /**
   * Milliseconds to wait when the call does not say: ten minutes for a client that follows progress, and less than a minute for one that does not,
   * because such a client gives a silent call up after a minute.
   */
  readonly patienceMs: number;
  /** The same for a call that begins something, and ends it when the client leaves: then a client whose patience ends first would lose it. */
  readonly firstPatienceMs: number;
  /** Tells a client that asked for it how far the call is; never rejects. */
  progress(message: string): void;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Whether that is so because the client took the call back: then what the call began ends with it. */
  isTakenBack(): boolean;
}

/** How a piece of long work stands. */
export interface LongWorkState {
  readonly status: 'working' | 'completed' | 'cancelled';
  /** The same in words. */
  readonly words: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Work that goes on without the call that began it, by the id of what it is. All of it refuses what the caller may not see. */
export interface LongWork {
  /** How often it is worth asking, in milliseconds. */
  readonly pollMs: number;
  look(at: At, id: string): Promise<LongWorkState>;
  /** What the call would have answered; only of completed work. */
  result(at: At, id: string): Promise<ToolAnswer>;
  cancel(at: At, id: string): Promise<void>;
}

export interface BegunWork {
  readonly kind: 'run' | 'question';
  readonly id: string;
}

export interface Tool {
  /** Of `[A-Za-z0-9_-]`, at most 64 characters. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Who lacks it is not shown the tool. */
  readonly grant: Grant;
  readonly input: TSchema;
  readonly output: TSchema;
  readonly hints: ToolHints;
  /** What is wrong with arguments, in a sentence; null when nothing is. */
  readonly problems: (args: unknown) => string | null;
  /** The arguments have been checked against `input`. @throws Refusal */
  readonly perform: (call: ToolCall<never>) => Promise<ToolAnswer>;
  /** Begins the same and does not wait for it; undefined when it can only be waited for. The arguments have been checked. @throws Refusal */
  readonly begin?: (call: ToolCall<never>) => Promise<BegunWork | undefined>;
}

interface ToolParts<Input extends TSchema> extends Omit<Tool, 'input' | 'problems' | 'perform' | 'begin'> {
  readonly input: Input;
  /** The check of `input`, where several tools share it. */
  readonly problems?: Tool['problems'];
  readonly perform: (call: ToolCall<Static<Input>>) => Promise<ToolAnswer>;
  readonly begin?: (call: ToolCall<Static<Input>>) => Promise<BegunWork | undefined>;
}

/** A tool whose arguments have the type that its schema says. */
export function tool<Input extends TSchema>({ perform, begin, ...parts }: ToolParts<Input>): Tool {
  const long = begin === undefined ? {} : { begin: (call: ToolCall<never>) => begin(asTyped<Input>(call)) };
  return { problems: checkOf(parts.input), ...parts, perform: (call) => perform(asTyped<Input>(call)), ...long };
}

/** Guaranteed by whoever calls a tool: arguments are checked against its schema first. */
function asTyped<Input extends TSchema>(call: ToolCall<never>): ToolCall<Static<Input>> {
  return call;
}
