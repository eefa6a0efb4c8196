import type { LoggedEvent } from '../../kernel/event.ts';
import type { At } from '../../domain/home.ts';

/** How often a client hears that its call is still waiting; intermediaries cut connections that are silent for a minute. */
const stillMs = 15_000;

export interface Wait {
  readonly sessionId: string;
  /** Events up to this one have been seen. */
  readonly afterSeq: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Whether the wait ends with this event. */
  readonly isLast: (event: LoggedEvent) => boolean;
  readonly seen?: (event: LoggedEvent) => void;
  /** Called every 15 seconds. */
  readonly still: () => void;
}

/**
 * Waits for something in a session's log, on whichever process it happens. Undefined when the time is up, the client has gone, or the log cannot
 * be read any further; whoever waits may begin again where it was. The caller has been found entitled to the session.
 */
export function untilEvent(at: At, wait: Wait): Promise<LoggedEvent | undefined> {
  return new Promise((resolve) => {
    const { signal } = wait;
    let isOver = false;
    const end = (event?: LoggedEvent): void => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', leave);
      clearTimeout(timer);
      clearInterval(pulse);
      queueMicrotask(() => stop());
      resolve(event);
    };
    const leave = (): void => end();
    const timer = setTimeout(leave, wait.waitMs);
    const pulse = setInterval(wait.still, stillMs);
    const stop = at.home.feed.follow(
      { orgId: at.caller.orgId, sessionId: wait.sessionId, after: { seq: wait.afterSeq, offset: 0 } },
      {
        event: (event) => {
          if (isOver) return;
          wait.seen?.(event);
          if (wait.isLast(event)) end(event);
        },
        delta: () => undefined,
        lost: leave,
      },
    );
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
  });
}
