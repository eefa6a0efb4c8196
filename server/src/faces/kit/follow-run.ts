import type { Cursor } from '../../kernel/cursor.ts';
import { formatCursor } from '../../kernel/cursor.ts';
import { isTerminalEvent } from '../../kernel/event.ts';
import type { LoggedEvent } from '../../kernel/event.ts';
import type { LiveDelta } from '../../kernel/feed.ts';
import type { At } from '../../domain/home.ts';
import type { SseStream } from './sse.ts';

/** How one face words a session's events. Each method may send any number of frames; `id` is the cursor to resume from. */
export interface Projection {
  event(event: LoggedEvent, id: string, stream: SseStream): void;
  delta(delta: LiveDelta, id: string, stream: SseStream): void;
}

export interface RunStream {
  readonly sessionId: string;
  /** Leaves out events of other runs and ends after this run's terminal event; null follows the whole session. */
  readonly runId: string | null;
  readonly after: Cursor;
  /** Nothing beyond `after` was in the log when the run was accepted by this very request. */
  readonly isFresh?: boolean;
}

/** Sends a run's events until it has ended or the client leaves. */
export function followRun(at: At, stream: SseStream, request: RunStream, projection: Projection): void {
  const { runId } = request;
  const isForeign = (id: string | null): boolean => runId !== null && id !== runId;
  const stop = at.home.feed.follow(
    { orgId: at.caller.orgId, sessionId: request.sessionId, after: request.after, isFresh: request.isFresh === true },
    {
      event: (event) => {
        if (isForeign(event.runId)) return;
        projection.event(event, String(event.seq), stream);
        if (runId !== null && isTerminalEvent(event.type)) {
          stream.end();
          queueMicrotask(() => stop());
        }
      },
      delta: (delta) => {
        if (!isForeign(delta.runId)) projection.delta(delta, formatCursor(delta.seq, delta.offset), stream);
      },
      lost: () => stream.end(),
    },
  );
  stream.onClose(stop);
}
