import type { Cursor } from './cursor.ts';
import type { LoggedEvent } from './event.ts';

/** Text of an open message as it reaches a follower. `offset` is where the message stands after this piece, in UTF-16 code units. */
export interface LiveDelta {
  readonly kind: 'text' | 'reasoning';
  readonly runId: string | null;
  readonly text: string;
  /** Last logged seq before this piece; with `offset` it makes the cursor. */
  readonly seq: number;
  readonly offset: number;
}

/** Receives a session's log in order, without gap or double. Called synchronously; must not throw. */
export interface FeedSink {
  event(event: LoggedEvent): void;
  delta(delta: LiveDelta): void;
  /** The log could not be read any further; the follower should reconnect from its last cursor. */
  lost(): void;
}

export interface FollowRequest {
  readonly orgId: string;
  readonly sessionId: string;
  readonly after: Cursor;
  /** The caller knows that nothing beyond `after` is in the log yet, so no look-up is needed. */
  readonly isFresh?: boolean;
}

/** Reads a session's log and goes on with what happens next, on whichever process it happens. */
export interface EventFeed {
  /** Starts following at once; the returned function stops it. */
  follow(request: FollowRequest, sink: FeedSink): () => void;
}
