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
  /** Tells a client that asked for it how far the call is; never rejects. */
  progress(message: string): void;
  /** Aborts when the client closes the stream of this call. */
  readonly signal: AbortSignal;
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
}

interface ToolParts<Input extends TSchema> extends Omit<Tool, 'input' | 'problems' | 'perform'> {
  readonly input: Input;
  /** The check of `input`, where several tools share it. */
  readonly problems?: Tool['problems'];
  readonly perform: (call: ToolCall<Static<Input>>) => Promise<ToolAnswer>;
}

/** A tool whose arguments have the type that its schema says. */
export function tool<Input extends TSchema>({ perform, ...parts }: ToolParts<Input>): Tool {
  return { problems: checkOf(parts.input), ...parts, perform: (call) => perform(asTyped<Input>(call)) };
}

/** Guaranteed by whoever calls a tool: arguments are checked against its schema first. */
function asTyped<Input extends TSchema>(call: ToolCall<never>): ToolCall<Static<Input>> {
  return call;
}
