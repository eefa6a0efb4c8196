import type { CallOptions } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { StreamedEvent } from '../types.ts';
import { eventOfFrame } from './events.ts';
import type { Frame } from './frames.ts';
import { defaultLimits, resumed } from './resume.ts';
import type { Resumable, ResumeLimits } from './resume.ts';

export const eventStreamHeaders = { accept: 'text/event-stream' } as const;

export interface FollowOptions extends CallOptions {
  /** Cursor of the last event already seen; without it the stream starts with the first event. */
  readonly after?: string | undefined;
  /** Reconnections in a row without any news; default 6. */
  readonly reconnectsMax?: number | undefined;
}

export interface Followed {
  readonly path: string;
  readonly isLast: (frame: Frame) => boolean;
  readonly mayBeLast?: (frame: Frame) => boolean;
}

/** The events at an address, live and without gaps, until the last one or until the caller's signal aborts. */
export async function* follow(transport: Transport, target: Followed, options: FollowOptions = {}): AsyncGenerator<StreamedEvent> {
  const source: Resumable = {
    ...target,
    after: options.after ?? null,
    signal: options.signal,
    open: (cursor, isFirst) => openEvents(transport, target.path, cursor, isFirst ? options : { ...options, maxRetries: 0 }),
  };
  for await (const frame of resumed(source, transport.environment, limitsOf(options))) yield eventOfFrame(frame);
}

/** Opens an event stream behind a cursor. */
export function openEvents(transport: Transport, path: string, cursor: string | null, options: CallOptions | undefined): Promise<Response> {
  const resume: Record<string, string> = cursor === null ? {} : { 'last-event-id': cursor };
  return transport.open({ method: 'GET', path, headers: { ...eventStreamHeaders, ...resume }, options });
}

export function limitsOf(options: FollowOptions): ResumeLimits {
  return { ...defaultLimits, reconnectsMax: options.reconnectsMax ?? defaultLimits.reconnectsMax };
}
