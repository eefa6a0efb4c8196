import { systemCaller } from '../../kernel/caller.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { statement } from '../../store/index.ts';
import type { SessionRow, Tx } from '../../store/index.ts';
import { endChildKey } from '../credentials/index.ts';
import type { At, Home } from '../home.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from '../sessions/index.ts';
import type { ClaimedLaunch } from './claim-launches.ts';
import { LaunchLost } from './prepare-attempt.ts';

/** What an attempt came to. */
export type LaunchOutcome =
  | { readonly kind: 'sent' }
  /** A sentence for people. */
  | { readonly kind: 'failed'; readonly error: string }
  /** Nothing was sent: it is tried again at a time. */
  | { readonly kind: 'again'; readonly nextAt: number };

/** What was asked for is in the session's log, where it can be erased; here nobody needs it any more. */
const settle = statement<{ id: string; attempts: number; state: string; error: string | null; at: number }>((db, arg) =>
  db
    .updateTable('launches')
    .set({ state: arg.state, error: arg.error, fields_json: '{}', settled_at: arg.at, next_at: null, lease_until: null })
    .where('id', '=', arg.id)
    .where('attempts', '=', arg.attempts)
    .where('state', '=', 'pending'),
);
const putBack = statement<{ id: string; attempts: number; next: number }>((db, arg) =>
  db
    .updateTable('launches')
    .set({ next_at: arg.next, lease_until: null, credential_id: null })
    .where('id', '=', arg.id)
    .where('attempts', '=', arg.attempts)
    .where('state', '=', 'pending'),
);
const sessionNow = statement<{ id: string }, Pick<SessionRow, 'status' | 'heartbeat_at' | 'started_at'>>((db, arg) =>
  db.selectFrom('sessions').select(['status', 'heartbeat_at', 'started_at']).where('id', '=', arg.id),
);

/** The key of the attempt, noted when it was made: also when making its request failed afterwards. */
const keyOf = statement<{ id: string; attempts: number }, { credential_id: string | null }>((db, arg) =>
  db.selectFrom('launches').select('credential_id').where('id', '=', arg.id).where('attempts', '=', arg.attempts),
);

interface Settling {
  readonly launch: ClaimedLaunch;
  readonly outcome: LaunchOutcome;
}

/**
 * Writes down what became of an attempt, in the launch and in the log of its session, and ends the key of one that failed. An agent that has
 * reported in was launched, whatever its webhook answered. Nothing is written when the lease was lost.
 */
export async function settleLaunch(home: Home, { launch, outcome }: Settling): Promise<void> {
  try {
    const { id, attempts } = launch;
    const credentialId = (await home.read((tx) => tx.first(keyOf, { id, attempts })))?.credential_id ?? null;
    if (credentialId === null) await home.transact((tx) => write(tx, home, launch, outcome));
    else if (outcome.kind === 'sent' || (await hasReported(home, launch)))
      await home.transact((tx) => write(tx, home, launch, { kind: 'sent' }));
    else await endWithKey(atOf(home, launch), { launch, outcome, credentialId });
  } catch (error) {
    if (!(error instanceof LaunchLost)) throw error;
  }
}

async function hasReported(home: Home, launch: ClaimedLaunch): Promise<boolean> {
  const session = await home.read((tx) => tx.first(sessionNow, { id: launch.session_id }));
  return (session?.heartbeat_at ?? 0) > (session?.started_at ?? 0);
}

function atOf(home: Home, launch: ClaimedLaunch): At {
  return { home, caller: systemCaller(launch.org_id), request: { id: `launch-${launch.id}`, ip: '', userAgent: '' } };
}

const endWithKey = mutation<Settling & { readonly credentialId: string }, void>({
  grant: null,
  work: async (tx, { home }, { launch, outcome, credentialId }) => {
    await write(tx, home, launch, outcome);
    await endChildKey(tx, launch.org_id, credentialId, { now: home.clock.now(), reason: 'launch_failed' });
  },
  record: (_, { launch, credentialId }) => ({
    event: 'key.revoked',
    target: credentialId,
    agentId: launch.agent_id,
    details: { name: `launch ${launch.id}`, kind: 'agent_key', agent_id: launch.agent_id, children: 0 },
  }),
});

/** @throws LaunchLost */
async function write(tx: Tx, home: Home, launch: ClaimedLaunch, outcome: LaunchOutcome): Promise<void> {
  const now = home.clock.now();
  const { id, attempts } = launch;
  if (outcome.kind === 'again') {
    if ((await tx.run(putBack, { id, attempts, next: outcome.nextAt })) === 0) throw new LaunchLost();
    return;
  }
  const error = outcome.kind === 'failed' ? outcome.error : null;
  const settled = await tx.run(settle, { id, attempts, state: error === null ? 'sent' : 'failed', error, at: now });
  if (settled === 0) throw new LaunchLost();
  const session = await tx.first(sessionNow, { id: launch.session_id });
  await log(tx, launch, { error, now, isOpen: session?.status === 'ACTIVE' });
}

interface Logged {
  readonly error: string | null;
  readonly now: number;
  /** Nobody ended the session meanwhile. */
  readonly isOpen: boolean;
}

async function log(tx: Tx, launch: ClaimedLaunch, { error, now, isOpen }: Logged): Promise<void> {
  const event: NewEvent =
    error === null
      ? { type: 'launch.succeeded', payload: { launch_id: launch.id } }
      : { type: 'launch.failed', payload: { launch_id: launch.id, message: error } };
  const change = { status: 'FAILED', endedAt: now, lastError: error } as const;
  await appendEvents(tx, { orgId: launch.org_id, sessionId: launch.session_id, runId: null }, [event], {
    at: now,
    ...(error !== null && isOpen ? { change } : {}),
  });
}
