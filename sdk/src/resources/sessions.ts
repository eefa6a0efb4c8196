import { follow } from '../streams/follow.ts';
import type { FollowOptions } from '../streams/follow.ts';
import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { RunEvent, Session, SessionQuery, StreamedEvent } from '../types.ts';
import type { EventQuery } from './runs.ts';

/** Sessions: the conversations that runs belong to. */
export interface Sessions {
  /** Newest first. */
  readonly list: (query?: SessionQuery & PageQuery, options?: CallOptions) => Listing<Session>;
  readonly get: (session: string, options?: CallOptions) => Promise<Session>;
  readonly rename: (session: string, name: string, options?: CallOptions) => Promise<Session>;
  /** What was recorded so far, oldest first. */
  readonly events: (session: string, query?: EventQuery, options?: CallOptions) => Listing<RunEvent>;
  /** The session's events, recorded and live, over all of its runs, until the session ends or the signal aborts. */
  readonly follow: (session: string, options?: FollowOptions) => AsyncIterable<StreamedEvent>;
}

export function sessionsOf(transport: Transport): Sessions {
  return {
    list: (query, options) => listing(transport, { path: '/v1/sessions', query: { ...query }, options }),
    get: (session, options) => transport.json({ method: 'GET', path: path`/v1/sessions/${session}`, options }),
    rename: (session, name, options) => transport.json({ method: 'PATCH', path: path`/v1/sessions/${session}`, body: { name }, options }),
    events: (session, query, options) =>
      listing(transport, { path: path`/v1/sessions/${session}/events`, query: { ...query }, cursorField: 'after', options }),
    follow: (session, options) =>
      follow(
        transport,
        {
          path: path`/v1/sessions/${session}/events`,
          isLast: () => false,
          mayBeLast: (frame) => frame.event === 'session.ended',
        },
        options,
      ),
  };
}
