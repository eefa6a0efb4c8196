import type { FollowOptions, StreamedEvent } from '@forgeyard/sdk';
import { isPassing } from './failure.ts';

export type LinkState = 'live' | 'reconnecting' | 'offline' | 'ended';

export interface Follow {
  /** Opens the log behind a cursor, such as `forge.runs.follow(id, options)`. */
  readonly open: (options: FollowOptions) => AsyncIterable<StreamedEvent>;
  readonly after?: string | undefined;
  readonly onEvent: (event: StreamedEvent) => void;
  readonly onLink: (state: LinkState) => void;
  /** Where to stop although the log may go on. */
  readonly isEnd?: (event: StreamedEvent) => boolean;
  readonly signal: AbortSignal;
}

const attemptsMax = 40;
const delayMsMax = 10_000;

/**
 * Reads an event log live and resumes it after every broken connection, without a gap or a repeat, telling each change of the link.
 * Gives up (`offline`) after 40 failed attempts in a row, about six minutes, or when the server refuses.
 */
export async function followLog(follow: Follow): Promise<void> {
  const { signal } = follow;
  let cursor = follow.after;
  for (let failures = 0; failures < attemptsMax && !signal.aborted; failures += 1) {
    try {
      for await (const event of follow.open({ after: cursor, signal, reconnectsMax: 0 })) {
        if (signal.aborted) return;
        failures = 0;
        cursor = event.cursor ?? cursor;
        follow.onEvent(event);
        if (follow.isEnd?.(event) === true) break;
      }
      return follow.onLink('ended');
    } catch (thrown) {
      if (signal.aborted) return;
      if (!isPassing(thrown)) break;
    }
    follow.onLink('reconnecting');
    await pause(Math.min(delayMsMax, 250 * 2 ** Math.min(failures, 6)), signal);
  }
  if (!signal.aborted) follow.onLink('offline');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
