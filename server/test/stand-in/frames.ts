import type { Scene } from './scripts.ts';

/** A streamed reply, cut where a pause may fall. */
export interface Frames {
  readonly head: string;
  readonly tokens: readonly string[];
  readonly tail: string;
}

export interface ReplyMeta {
  readonly model: string;
  /** Distinguishes the tool-call ids of one conversation. */
  readonly turn: number;
  readonly inputTokens: number;
  readonly includeUsage: boolean;
}

/** One wire's way of writing a scene. */
export interface WireFormat {
  frames(scene: Scene, meta: ReplyMeta): Frames;
  /** The reply to a request without `stream`. */
  whole(scene: Scene, meta: ReplyMeta): string;
  failure(status: number, message: string): string;
  /** A failure in the middle of a stream. */
  failureFrame(message: string): string;
}

/** What the stand-in claims to have spent on a reply: a token for each word, eight for each tool call. */
export function outputTokens(scene: Scene): number {
  return scene.tokens.length + scene.reasoning.length + 8 * scene.calls.length;
}

/** Cuts argument text in two, so that clients must join deltas. */
export function halves(text: string): readonly [string, string] {
  const middle = text.length >> 1;
  return [text.slice(0, middle), text.slice(middle)];
}
