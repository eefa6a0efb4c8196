import type { LoggedEvent } from '../../kernel/event.ts';
import { authorityEpoch } from '../counter.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { visibleSession } from '../sessions/index.ts';
import { sessionIdOf } from './open-foreign-session.ts';
import { pendingMessages } from './pending-messages.ts';
import type { Pending, PendingRequest } from './pending-messages.ts';

/** Seconds that a poll may wait for people. */
export const pendingWaitMaxS = 30;

export interface PatientRequest extends PendingRequest {
  /** Aborts when it has waited long enough. */
  readonly enough: AbortSignal;
  /** Aborts when the client has gone, who then gets no messages and loses none. */
  readonly gone: AbortSignal;
}

interface Place {
  readonly orgId: string;
  readonly sessionId: string;
  readonly seq: number;
  readonly epoch: number;
}

const placeNow = query<PatientRequest, Place>({
  grant: 'messages:read',
  work: async (tx, { caller }, { sessionId }) => {
    const row = await visibleSession(tx, caller, sessionIdOf(sessionId));
    return { orgId: row.org_id, sessionId: row.id, seq: row.last_seq, epoch: await authorityEpoch(tx) };
  },
});

/**
 * `pendingMessages` that waits while nobody has written: answers as soon as somebody does, on whichever process, or the session ends. Holds no
 * transaction meanwhile. When anybody's authority changed during the wait it answers with nothing, so that the next poll is judged anew.
 * @throws Refusal as `pendingMessages`
 */
export const awaitPending = Object.assign(
  async (at: At, request: PatientRequest): Promise<Pending> => {
    const place = await placeNow(at, request);
    const first = await pendingMessages(at, request);
    if (first.status === 'stale' || first.messages.length > 0) return first;
    await untilSomebodyWrites(at, place, AbortSignal.any([request.enough, request.gone]));
    if (request.gone.aborted || (await at.home.read(authorityEpoch)) !== place.epoch) return first;
    return pendingMessages(at, request);
  },
  { grant: 'messages:read' as const },
);

function isNews(event: LoggedEvent): boolean {
  return event.type === 'session.ended' || (event.type === 'message.posted' && event.payload.sender === 'user');
}

function untilSomebodyWrites(at: At, { orgId, sessionId, seq }: Place, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      end.removeEventListener('abort', finish);
      stop();
      resolve();
    };
    const stop = at.home.feed.follow(
      { orgId, sessionId, after: { seq, offset: 0 } },
      {
        event: (event) => {
          if (isNews(event)) queueMicrotask(finish);
        },
        delta: () => undefined,
        lost: () => queueMicrotask(finish),
      },
    );
    end.addEventListener('abort', finish, { once: true });
    if (end.aborted) finish();
  });
}
