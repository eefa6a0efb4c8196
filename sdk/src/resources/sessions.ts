import type { FollowOptions } from '../streams/follow.ts';
import { lazily } from '../streams/lazily.ts';
import type { CallOptions, QueryValue } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing, wordList } from '../transport/page.ts';
import type { Listing, PageQuery } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  JsonObject,
  MessagePage,
  MessageQuery,
  RunEvent,
  SentMessage,
  Session,
  SessionDetail,
  SessionQuery,
  Share,
  Span,
  SpanQuery,
  StreamedEvent,
} from '../types.ts';
import type { EventQuery } from './runs.ts';

/** Sessions: the conversations that runs and the work of agents elsewhere belong to. */
export interface Sessions {
  /** Newest first. */
  readonly list: (query?: SessionQuery & PageQuery, options?: CallOptions) => Listing<Session>;
  readonly get: (session: string, options?: CallOptions) => Promise<SessionDetail>;
  readonly rename: (session: string, name: string, options?: CallOptions) => Promise<Session>;
  /** Ends it, `COMPLETED` unless said otherwise; a run that still goes on is cancelled. */
  readonly end: (session: string, status?: 'COMPLETED' | 'FAILED' | 'KILLED', options?: CallOptions) => Promise<Session>;
  /** The open answer: sessions as a file that is streamed, its body unread; at most 10,000. */
  readonly export: (format: 'csv' | 'jsonl', query?: SessionQuery, options?: CallOptions) => Promise<Response>;
  /** Deletes it with everything that was said. */
  readonly delete: (session: string, options?: CallOptions) => Promise<void>;
  /** What was recorded so far, oldest first. */
  readonly events: (session: string, query?: EventQuery, options?: CallOptions) => Listing<RunEvent>;
  /** The session's events, recorded and live, over all of its runs, until the session ends or the signal aborts. */
  readonly follow: (session: string, options?: FollowOptions) => AsyncIterable<StreamedEvent>;
  readonly messages: (session: string, query?: MessageQuery, options?: CallOptions) => Promise<MessagePage>;
  /**
   * Says something: answers the open question, or sets an agent that runs here to work.
   * @throws ConflictError while a run goes on or an approval has to be decided first
   */
  readonly send: (session: string, content: string, options?: CallOptions) => Promise<SentMessage>;
  /** Whom it is shared with. */
  readonly shares: (session: string, options?: CallOptions) => Listing<Share>;
  readonly share: (
    session: string,
    /** Either a person by their address or a team. */
    share: ({ readonly email: string } | { readonly team_id: string }) & { readonly access: Share['access'] },
    options?: CallOptions,
  ) => Promise<Share>;
  readonly unshare: (session: string, share: string, options?: CallOptions) => Promise<void>;
  /** Its trace in the order in which it came, without attributes and events that are large. */
  readonly spans: (session: string, query?: SpanQuery, options?: CallOptions) => Listing<Span>;
  /** One span with all of its attributes and events; undefined when there is none. */
  readonly span: (session: string, span: string, options?: CallOptions) => Promise<Span | undefined>;
  /** Its trace as OTLP/JSON, an `ExportTraceServiceRequest`; at most 50,000 spans. */
  readonly otlp: (session: string, options?: CallOptions) => Promise<JsonObject>;
}

export function sessionsOf(transport: Transport): Sessions {
  return {
    list: (query, options) => listing(transport, { path: '/v1/sessions', query: filterOf(query), options }),
    export: (format, query, options) =>
      transport.open({
        method: 'GET',
        path: '/v1/sessions/export',
        query: { ...filterOf(query), format },
        headers: { accept: '*/*' },
        options,
      }),
    get: (session, options) => transport.json({ method: 'GET', path: path`/v1/sessions/${session}`, options }),
    rename: (session, name, options) => transport.json({ method: 'PATCH', path: path`/v1/sessions/${session}`, body: { name }, options }),
    end: (session, status, options) =>
      transport.json({ method: 'POST', path: path`/v1/sessions/${session}/end`, body: status === undefined ? {} : { status }, options }),
    delete: (session, options) => transport.empty({ method: 'DELETE', path: path`/v1/sessions/${session}`, options }),
    ...logOf(transport),
    ...sharesOf(transport),
  };
}

function filterOf(query: SessionQuery | undefined): Readonly<Record<string, QueryValue>> {
  return { ...query, status: wordList(query?.status), origin: wordList(query?.origin) };
}

function logOf(transport: Transport): Pick<Sessions, 'events' | 'follow' | 'messages' | 'send' | 'spans' | 'span' | 'otlp'> {
  return {
    events: (session, query, options) =>
      listing(transport, { path: path`/v1/sessions/${session}/events`, query: { ...query }, cursorField: 'after', options }),
    follow: (session, options) =>
      lazily(async () => {
        const { follow } = await import('../streams/follow.ts');
        const mayBeLast = (frame: { readonly event: string }): boolean => frame.event === 'session.ended';
        return follow(transport, { path: path`/v1/sessions/${session}/events`, isLast: () => false, mayBeLast }, options);
      }),
    messages: (session, query, options) =>
      transport.json({ method: 'GET', path: path`/v1/sessions/${session}/messages`, query: { ...query }, options }),
    send: (session, content, options) =>
      transport.json({
        method: 'POST',
        path: path`/v1/sessions/${session}/messages`,
        body: { content },
        idempotencyKey: transport.environment.newKey(),
        options,
      }),
    spans: (session, query, options) =>
      listing(transport, { path: path`/v1/sessions/${session}/spans`, query: { ...query }, cursorField: 'after', options }),
    span: async (session, span, options) =>
      (await listing<Span>(transport, { path: path`/v1/sessions/${session}/spans`, query: { span }, options })).data[0],
    otlp: (session, options) => transport.json({ method: 'GET', path: path`/v1/sessions/${session}/otlp`, options }),
  };
}

function sharesOf(transport: Transport): Pick<Sessions, 'shares' | 'share' | 'unshare'> {
  return {
    shares: (session, options) => listing(transport, { path: path`/v1/sessions/${session}/shares`, options }),
    share: (session, body, options) => transport.json({ method: 'POST', path: path`/v1/sessions/${session}/shares`, body, options }),
    unshare: (session, share, options) =>
      transport.empty({ method: 'DELETE', path: path`/v1/sessions/${session}/shares/${share}`, options }),
  };
}
