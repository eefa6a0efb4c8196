import { ConnectionError } from '../errors.ts';
import { isPassing, retryDelayMs } from '../transport/backoff.ts';
import type { Environment } from '../transport/environment.ts';
import { readFrames } from './frames.ts';
import type { Frame } from './frames.ts';

/** How to open a stream, open it again, and know that it is complete. */
export interface Resumable {
  /** `cursor` is null for the very start. `isFirst` calls may use the client's retries, later ones are repeated here. */
  readonly open: (cursor: string | null, isFirst: boolean) => Promise<Response>;
  readonly after: string | null;
  /** Nothing can follow this frame. */
  readonly isLast: (frame: Frame) => boolean;
  /** When this was the newest frame, an orderly end of the response is the end of the stream. */
  readonly mayBeLast?: (frame: Frame) => boolean;
  readonly signal: AbortSignal | undefined;
}

export interface ResumeLimits {
  /** Reconnections in a row that brought no new frame. */
  readonly reconnectsMax: number;
  readonly stallMs: number;
}

export const defaultLimits: ResumeLimits = { reconnectsMax: 6, stallMs: 45_000 };

/**
 * The frames of a stream, each once and in order, over as many connections as it takes.
 *
 * After a cut it waits (the server's `retry:` or a jittered backoff), reconnects with `Last-Event-ID` and goes on. A 204 ends it.
 * @throws ConnectionError when `reconnectsMax` reconnections in a row brought nothing.
 */
export async function* resumed(source: Resumable, environment: Environment, limits: ResumeLimits = defaultLimits): AsyncGenerator<Frame> {
  const place = { cursor: source.after, failures: 0, pauseMs: 0, isComplete: false, isFirst: true };
  for (;;) {
    const failure = yield* connection(source, limits, place);
    if (place.isComplete) return;
    place.isFirst = false;
    if (place.failures >= limits.reconnectsMax) throw failure;
    place.failures += 1;
    await environment.sleep(pauseMs(failure, place, environment), source.signal);
  }
}

interface Place {
  cursor: string | null;
  failures: number;
  pauseMs: number;
  isComplete: boolean;
  isFirst: boolean;
}

/** Reads one connection to its end; returns why it ended early. */
async function* connection(source: Resumable, limits: ResumeLimits, place: Place): AsyncGenerator<Frame, unknown> {
  let newest: Frame | null = null;
  try {
    const response = await source.open(place.cursor, place.isFirst);
    place.isComplete = response.status === 204;
    for await (const frame of readFrames(response, { stallMs: limits.stallMs, onRetry: (ms) => (place.pauseMs = ms) })) {
      newest = frame;
      place.failures = 0;
      place.cursor = frame.id ?? place.cursor;
      place.isComplete = source.isLast(frame);
      yield frame;
      if (place.isComplete) return null;
    }
    if (newest !== null && source.mayBeLast?.(newest)) place.isComplete = true;
    return new ConnectionError('The stream ended before its last event', 'CONNECTION_CUT');
  } catch (error) {
    source.signal?.throwIfAborted();
    if (place.isFirst && newest === null && !isCut(error)) throw error;
    if (!isPassing(error)) throw error;
    return error;
  }
}

function isCut(error: unknown): boolean {
  return error instanceof ConnectionError && error.code === 'CONNECTION_CUT';
}

/** A first reconnection after progress follows the server's wish, at most 10 s; failures in a row back off further. */
function pauseMs(failure: unknown, place: Place, environment: Environment): number {
  const backoff = retryDelayMs(failure, place.failures, environment) ?? 0;
  const asked = Math.min(10_000, place.pauseMs) * (0.5 + environment.random() / 2);
  return place.failures <= 1 ? Math.min(asked, 2000) : Math.max(asked, backoff);
}
