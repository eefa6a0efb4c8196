import type { Failure, JsonObject, JsonValue, RunStatus, Usage } from '@forgeyard/sdk';

/**
 * A conversation is a list of turns; a turn is one run: the input and everything the agent did with it.
 * A part is one stretch of text, one tool call or one question to a person, in the order they began.
 */
export interface Turn {
  readonly runId: string;
  readonly input: string;
  readonly data: JsonObject | null;
  readonly parts: readonly Part[];
  readonly status: RunStatus;
  readonly error: Failure | null;
  readonly usage: Usage | null;
  readonly durationMs: number | null;
  readonly startedAt: string;
  /** The highest recorded event that is already in this turn; older ones are repeats. */
  readonly lastSeq: number;
}

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
  readonly reasoning: string;
  readonly isOpen: boolean;
}

export interface ToolPart {
  readonly kind: 'tool';
  readonly callId: string;
  readonly tool: string;
  readonly action: string;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly error: Failure | null;
  readonly status: 'running' | 'completed' | 'failed';
  readonly durationMs: number | null;
}

export interface QuestionPart {
  readonly kind: 'question';
  readonly id: string;
  readonly question: string;
  readonly decision: string | null;
}

export type Part = TextPart | ToolPart | QuestionPart;

/** A turn of which nothing is known but what was sent; `runId` stays empty until the server has told it. */
export function newTurn(input: string, data: JsonObject | null, startedAt: string): Turn {
  return { runId: '', input, data, parts: [], status: 'queued', error: null, usage: null, durationMs: null, startedAt, lastSeq: 0 };
}

/** True while the run can still do something. */
export function isRunning(turn: Turn): boolean {
  return turn.status === 'queued' || turn.status === 'running' || turn.status === 'waiting' || turn.status === 'cancelling';
}
