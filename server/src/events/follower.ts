import type { LoggedEvent } from '../kernel/event.ts';
import type { FeedSink, FollowRequest } from '../kernel/feed.ts';
import type { OpenMessage } from './open-messages.ts';

/**
 * One reader of a session's log: knows how far it has delivered and turns log entries and live text into a gap-free sequence.
 * `offset` counts characters of the message that is open after `seq`; rows of recorded text are trimmed to what was not delivered yet.
 */
export class Follower {
  readonly orgId: string;
  readonly sessionId: string;
  readonly #sink: FeedSink;
  seq: number;
  offset: number;
  /** Whether the log has been read to its end, so that commits can be delivered as they come. */
  isLive: boolean;
  /** News arrived while the log was being read. */
  hasNews = false;
  isReading = false;
  isStopped = false;

  constructor(request: FollowRequest, sink: FeedSink) {
    this.orgId = request.orgId;
    this.sessionId = request.sessionId;
    this.seq = request.after.seq;
    this.offset = request.after.offset;
    this.isLive = request.isFresh === true;
    this.#sink = sink;
  }

  /** Delivers the next event of the log. Returns false when it is not the next one. */
  take(event: LoggedEvent): boolean {
    if (event.seq <= this.seq) return true;
    if (event.seq !== this.seq + 1) return false;
    if (event.type === 'message.delta' || event.type === 'reasoning.delta') {
      this.seq = event.seq;
      const { text, offset } = event.payload;
      this.piece(event.type === 'message.delta' ? 'text' : 'reasoning', event.runId, text, offset);
      return true;
    }
    if (event.type === 'message.completed') this.#remainder(event.runId, event.payload.reasoning, event.payload.text);
    if (event.type === 'message.started' || event.type === 'message.completed' || event.type === 'attempt.started') this.offset = 0;
    this.seq = event.seq;
    this.#sink.event(event);
    return true;
  }

  /** Delivers text that starts at `start` of the open message, without what was delivered before. */
  piece(kind: 'text' | 'reasoning', runId: string | null, text: string, start: number): void {
    const end = start + text.length;
    // A hole is never delivered: the text comes whole with the log's own rows or with the completed message.
    if (end <= this.offset || start > this.offset) return;
    const fresh = start < this.offset ? text.slice(this.offset - start) : text;
    this.offset = end;
    this.#sink.delta({ kind, runId, text: fresh, seq: this.seq, offset: end });
  }

  catchUp(message: OpenMessage): void {
    for (const piece of message.pieces) this.piece(piece.kind, message.runId, piece.text, piece.start);
  }

  lost(): void {
    this.#sink.lost();
  }

  /** Text that was never recorded on its own: it ends the message, reasoning first. Switches of kind are always recorded. */
  #remainder(runId: string | null, reasoning: string, text: string): void {
    const missing = reasoning.length + text.length - this.offset;
    if (missing <= 0) return;
    const ofText = Math.min(missing, text.length);
    const ofReasoning = missing - ofText;
    if (ofReasoning > 0) this.piece('reasoning', runId, reasoning.slice(reasoning.length - ofReasoning), this.offset);
    if (ofText > 0) this.piece('text', runId, text.slice(text.length - ofText), this.offset);
  }
}
