/**
 * Text of messages that are being written by this process, from the moment they start until they are complete in the log.
 * A follower that joins in the middle takes from here what the log does not hold yet.
 */
export interface OpenMessage {
  readonly runId: string;
  /** Pieces in order; their lengths add up to `length`. */
  readonly pieces: { readonly kind: 'text' | 'reasoning'; readonly start: number; text: string }[];
  length: number;
}

export class OpenMessages {
  readonly #bySession = new Map<string, OpenMessage>();

  open(sessionId: string, runId: string): void {
    this.#bySession.set(sessionId, { runId, pieces: [], length: 0 });
  }

  close(sessionId: string): void {
    this.#bySession.delete(sessionId);
  }

  of(sessionId: string): OpenMessage | undefined {
    return this.#bySession.get(sessionId);
  }

  /** Adds a piece and returns where the message stands after it. */
  add(sessionId: string, kind: 'text' | 'reasoning', text: string): number {
    const message = this.#bySession.get(sessionId);
    if (message === undefined) return 0;
    const last = message.pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else message.pieces.push({ kind, start: message.length, text });
    message.length += text.length;
    return message.length;
  }
}
