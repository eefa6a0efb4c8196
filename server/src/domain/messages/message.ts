import type { JsonObject } from '../../kernel/json.ts';

/**
 * Terminology.
 * Message: what an agent or a person said in a session. Each is an event of the session's log; a foreign agent's and people's have an id of their
 * own (a row of `messages`), those of our own runs have one that is made of their place in the log.
 * Step: an agent says what it does. Question: it waits for an answer. Feedback: a person says something. Answer: the reply to a question.
 * Read pointer: how far a foreign agent has read; it only moves forward, and of two readers at one place the first gets what is new.
 */
export interface Message {
  readonly id: string;
  /** Its place in the session's log. */
  readonly seq: number;
  readonly sessionId: string;
  readonly sender: 'agent' | 'user';
  readonly senderUser: { readonly id: string; readonly name: string } | null;
  readonly kind: 'step' | 'question' | 'feedback' | 'answer';
  readonly content: string;
  readonly requiresUserInput: boolean;
  /** What it asks or answers. */
  readonly interactionId: string | null;
  /** The run of our own agent that it belongs to. */
  readonly runId: string | null;
  readonly createdAt: number;
  readonly metadata: JsonObject;
}

/** Characters of a message. */
export const contentMax = 100_000;
/** Bytes of a message's metadata, and of a session's, as JSON. */
export const metadataBytesMax = 16_384;
/** Characters of a diff. */
export const gitDiffMax = 1_000_000;
/** Messages of one session and one side in a minute, beyond a first burst. */
export const messagesPerMinute = 120;
export const messagesBurst = 60;
