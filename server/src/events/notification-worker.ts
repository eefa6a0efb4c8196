import type { Home } from '../domain/home.ts';
import {
  claimNotifications,
  endNotificationLeases,
  isNotificationsDue,
  loadNotification,
  mailOf,
  nextNotificationAt,
  pruneNotifications,
  settleNotification,
} from '../domain/notifications/index.ts';
import type { ClaimedNotification, LoadedNotification, NotificationOutcome } from '../domain/notifications/index.ts';
import { FetchFailure } from '../kernel/fetch-failure.ts';
import { DueLoop } from './due-loop.ts';
import type { DueLimits, SenderDeps } from './due-loop.ts';
import { pushRequest } from './push-request.ts';

export interface NotificationLimits extends DueLimits {
  /** For one message to a push service. */
  readonly timeoutMs: number;
  readonly leaseMs: number;
  /** Before each further attempt, of which there are only some when nothing was taken. */
  readonly delaysMs: readonly number[];
}

export const defaultNotificationLimits: NotificationLimits = {
  atOnceMax: 16,
  perOrgMax: 8,
  pollMs: 5_000,
  drainMs: 5_000,
  timeoutMs: 10_000,
  leaseMs: 30_000,
  delaysMs: [30_000, 120_000],
};

const answerBytesMax = 1_024;

/** Sends notifications, each at most once, and writes down what came of them. */
export class NotificationWorker extends DueLoop<ClaimedNotification, 'org'> {
  constructor(deps: SenderDeps, limits: NotificationLimits = defaultNotificationLimits) {
    const giveUp = new AbortController();
    const { home } = deps;
    const { leaseMs } = limits;
    super(
      deps,
      {
        topic: 'notifications.due',
        isDue: isNotificationsDue,
        forgetLeases: () => endNotificationLeases(home),
        claim: (room) =>
          claimNotifications(home, { room: room.left(), roomOfOrg: (id) => room.leftOf('org', id), fullOrgs: room.full('org'), leaseMs }),
        carryOut: (claimed) => carryOut(deps, claimed, { limits, signal: giveUp.signal }),
        idsOf: ({ org_id: org }) => ({ org }),
        nextDueAt: () => nextNotificationAt(home),
        tidy: () => pruneNotifications(home),
      },
      { limits, shared: { org: limits.perOrgMax }, giveUp },
    );
  }
}

interface Manner {
  readonly limits: NotificationLimits;
  readonly signal: AbortSignal;
}

/** Never rejects: a notification whose end could not be written counts as one that may have been sent. */
async function carryOut(deps: SenderDeps, claimed: ClaimedNotification, manner: Manner): Promise<void> {
  try {
    const loaded = await loadNotification(deps.home, claimed);
    await settleNotification(deps.home, claimed, 'state' in loaded ? loaded : await send(deps, loaded, { ...manner, claimed }));
  } catch (error) {
    deps.reportFault('notifications.send', error);
  }
}

type Sending = Manner & { readonly claimed: ClaimedNotification };

function again(home: Home, { claimed, limits }: Sending, error: string): NotificationOutcome {
  const delayMs = limits.delaysMs[claimed.attempts - 1];
  return delayMs === undefined ? { state: 'failed', error } : { state: 'again', nextAt: home.clock.now() + delayMs, error };
}

async function send(deps: SenderDeps, loaded: LoadedNotification, sending: Sending): Promise<NotificationOutcome> {
  if (loaded.channel === 'push') return sendPush(deps, loaded, sending);
  const { home } = deps;
  const isTaken = await home.mailer.send(mailOf(loaded.told, loaded.to, home.publicUrl()));
  return isTaken ? { state: 'sent' } : again(home, sending, 'mail_not_taken');
}

async function sendPush(
  { home, guardedFetch }: SenderDeps,
  loaded: Extract<LoadedNotification, { channel: 'push' }>,
  sending: Sending,
): Promise<NotificationOutcome> {
  const { timeoutMs } = sending.limits;
  try {
    const request = await pushRequest(home, loaded);
    const { status } = await guardedFetch({
      ...request,
      method: 'POST',
      timeoutMs,
      bytesMax: answerBytesMax,
      whenTooLong: 'cut',
      idleTimeoutMs: Math.min(2_000, timeoutMs),
      signal: sending.signal,
    });
    if (status >= 200 && status < 300) return { state: 'sent' };
    if (status === 404 || status === 410) return { state: 'gone' };
    return status === 429 || status >= 500 ? again(home, sending, `status_${status}`) : { state: 'failed', error: `status_${status}` };
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    // Anything that was sent may have been taken, and nobody is told twice.
    return error.kind === 'connect' || error.kind === 'limited' ? again(home, sending, error.kind) : { state: 'failed', error: error.kind };
  }
}
