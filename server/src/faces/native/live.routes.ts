import { Type } from 'typebox';
import { formatCursor, logStart, parseCursor } from '../../kernel/cursor.ts';
import type { Cursor } from '../../kernel/cursor.ts';
import { liveTopics } from '../../kernel/live.ts';
import type { LiveChange } from '../../kernel/live.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { getSession } from '../../domain/sessions/index.ts';
import { customRoute, openSse } from '../kit/index.ts';
import type { RouteDraft, SseStream } from '../kit/index.ts';
import { showEvent } from './show.ts';
import { refusals } from './wire.ts';

const followedMax = 20;

interface Followed {
  readonly sessionId: string;
  readonly orgId: string;
  readonly after: Cursor;
}

/** Words of a comma-separated list that is not empty. */
function wordsIn(list: string | undefined): string[] {
  return (list ?? '').split(',').filter((word) => word !== '');
}

function topicsIn(list: string | undefined): ReadonlySet<string> {
  const words = wordsIn(list);
  const unknown = words.find((word) => !liveTopics.some((topic) => topic === word));
  if (unknown !== undefined) throw new Refusal('invalid', 'live.topic_unknown', `There is no topic '${unknown.slice(0, 40)}'.`);
  return new Set(words.length === 0 ? liveTopics : words);
}

/** `<session id>` or `<session id>@<cursor>`, each checked for the caller. @throws Refusal `invalid` cursor.invalid, live.too_many · `not_found` session.unknown */
async function sessionsIn(at: At, list: string | undefined): Promise<Followed[]> {
  const words = wordsIn(list);
  if (words.length > followedMax) throw new Refusal('invalid', 'live.too_many', `At most ${followedMax} sessions can be followed at once.`);
  const followed: Followed[] = [];
  for (const word of words) {
    const [id = '', text] = word.split('@');
    const after = text === undefined || text === '' ? logStart : parseCursor(text);
    if (after === null) throw new Refusal('invalid', 'cursor.invalid', 'The cursor is not one of this API.');
    const session = await getSession(at, id);
    followed.push({ sessionId: session.id, orgId: session.orgId, after });
  }
  return followed;
}

/** Sends one session's log from its cursor; each frame names the cursor to go on from. Returns how to stop. */
function followSession(at: At, stream: SseStream, { sessionId, orgId, after }: Followed): () => void {
  const place = (cursor: string) => ({ session_id: sessionId, cursor });
  return at.home.feed.follow(
    { orgId, sessionId, after },
    {
      event: (event) => stream.send({ event: 'event', data: { ...place(String(event.seq)), ...showEvent(event) } }),
      delta: ({ kind, runId, text, seq, offset }) =>
        stream.send({
          event: 'delta',
          data: { ...place(formatCursor(seq, offset)), kind, run_id: runId, text, offset: offset - text.length },
        }),
      lost: () => stream.end(),
    },
  );
}

const live = customRoute({
  tag: 'Live',
  method: 'GET',
  path: '/v1/live',
  operationId: 'followLive',
  summary: 'Follow what changes, and the logs of chosen sessions, over one connection',
  query: Type.Object({
    topics: Type.Optional(Type.String({ maxLength: 300, description: 'Comma-separated topics; all when left out' })),
    sessions: Type.Optional(
      Type.String({ maxLength: 2_000, description: 'Comma-separated sessions to follow, each as `<id>` or `<id>@<cursor>`, 20 at most' }),
    ),
  }),
  answers: {
    200: {
      description:
        'Server-sent events: `ready` first; `changed` with a topic and the ids that changed, or null when all may have; `event` and `delta` of followed sessions, each with the cursor to go on from',
      schema: Type.Object({}),
      mediaType: 'text/event-stream',
    },
    ...refusals(400, 404),
  },
  respond: async (at, { query }, reply) => {
    const topics = topicsIn(query.topics);
    const followed = await sessionsIn(at, query.sessions);
    const stream = openSse(reply);
    // Whoever may reach only some agents learns that something changed, not what.
    const isLimited = at.caller.agentIds !== null;
    const show = ({ topic, ids }: LiveChange) => ({ topic, ids: isLimited ? null : ids });
    stream.send({ event: 'ready', data: { topics: [...topics], sessions: followed.map(({ sessionId }) => sessionId) } });
    const stops = followed.map((one) => followSession(at, stream, one));
    stops.push(
      at.home.live.watch(at.caller.orgId, (changes) => {
        for (const change of changes) if (topics.has(change.topic)) stream.send({ event: 'changed', data: show(change) });
      }),
    );
    stream.onClose(() => {
      for (const stop of stops) stop();
    });
    return followed.length === 0 ? 'streamed' : { stillHolds: () => sessionsIn(at, query.sessions) };
  },
});

export const liveRoutes: readonly RouteDraft[] = [live];
