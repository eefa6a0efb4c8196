import type { NewEvent } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { isUnfinishedRun, statement } from '../../store/index.ts';
import type { RunRow, Tx } from '../../store/index.ts';
import { definitionAt, sumSettledRuns } from '../agents/index.ts';
import type { RunLimits } from '../agents/index.ts';
import type { Home } from '../home.ts';
import { appendEvents, readEvents } from '../sessions/index.ts';
import { forgetOldStarts } from './idempotency.ts';
import { settleRun } from './own-run.ts';
import type { Outcome } from './own-run.ts';
import type { RunWork } from './run.ts';

/** Attempts that a run gets; one that kills its process each time is given up. */
const attemptsMax = 5;

export interface Claimed {
  readonly work: RunWork;
  readonly isCancelRequested: boolean;
}

export interface Claims {
  readonly claimed: readonly Claimed[];
  /** The limit was reached, so that there may be others. */
  readonly isMore: boolean;
}

type ClaimRow = RunRow & { readonly session_name: string; readonly agent_slug: string | null };

const claimable = (skipLocked: boolean) =>
  statement<{ now: number; limit: number; dead: string; owner: string }, ClaimRow>((db, arg) => {
    const open = db
      .selectFrom('runs')
      .innerJoin('sessions', 'sessions.id', 'runs.session_id')
      .leftJoin('agents', 'agents.id', 'runs.agent_id')
      .selectAll('runs')
      .select(['sessions.name as session_name', 'agents.slug as agent_slug'])
      .where(isUnfinishedRun)
      .where(({ eb, and, or }) =>
        or([
          eb('runs.state', '=', 'queued'),
          and([eb('runs.state', '=', 'waiting'), eb('runs.cancel_requested_at', 'is not', null)]),
          and([
            eb('runs.state', 'in', ['running', 'cancelling']),
            or([
              eb('runs.lease_until', '<', arg.now),
              eb('runs.lease_owner', 'is', null),
              and([eb('runs.lease_owner', 'like', arg.dead), eb('runs.lease_owner', '!=', arg.owner)]),
            ]),
          ]),
        ]),
      )
      .orderBy('runs.id')
      .limit(arg.limit);
    return skipLocked ? open.forUpdate('runs').skipLocked() : open;
  });
const claimableByEngine = { plain: claimable(false), skipLocked: claimable(true) };

const take = statement<{
  id: string;
  fence: number;
  owner: string;
  until: number;
  attempt: number;
  started_at: number;
  deadline_at: number;
  state: string;
}>((db, arg) =>
  db
    .updateTable('runs')
    .set((eb) => ({
      state: arg.state,
      lease_owner: arg.owner,
      lease_until: arg.until,
      fence: eb('fence', '+', 1),
      attempt: arg.attempt,
      started_at: arg.started_at,
      deadline_at: arg.deadline_at,
    }))
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence),
);

export interface ClaimRequest {
  readonly limit: number;
  /** At first start of an exclusive store, leases of every earlier process are dead whatever their time says. */
  readonly areOldLeasesDead: boolean;
  /** Runs that this process is executing right now are left alone. */
  readonly isActiveHere: (runId: string) => boolean;
}

/**
 * Takes over what nobody executes: queued runs, and runs whose lease ended. Runs beyond their deadline, cancelled while unowned, or out of
 * attempts are settled here instead.
 */
export async function claimRuns(home: Home, request: ClaimRequest): Promise<Claims> {
  return home.transact(async (tx) => {
    const statementFor = home.store.capabilities.hasSkipLocked ? claimableByEngine.skipLocked : claimableByEngine.plain;
    const now = home.clock.now();
    const rows = await tx.all(statementFor, {
      now,
      limit: request.limit,
      dead: request.areOldLeasesDead ? '%' : '',
      owner: home.processId,
    });
    const claimed: Claimed[] = [];
    const idle = rows.filter((row) => !request.isActiveHere(row.id));
    for (const row of idle) {
      const verdict = verdictOn(row, now);
      if (verdict === undefined)
        claimed.push({ work: await takeRun(tx, home, row, now), isCancelRequested: row.cancel_requested_at !== null });
      else await settleUnowned(tx, home, row, verdict, now);
    }
    return { claimed, isMore: rows.length === request.limit && idle.length > 0 };
  });
}

function verdictOn(row: ClaimRow, now: number): Outcome | undefined {
  if (row.cancel_requested_at !== null) return { state: 'cancelled', code: 'CANCELLED', message: 'The run was cancelled.' };
  if (row.deadline_at !== null && row.deadline_at <= now && row.state !== 'queued') {
    return { state: 'timeout', code: 'TIMEOUT', message: 'The run exceeded its time limit.' };
  }
  if (row.state !== 'queued' && row.attempt >= attemptsMax) {
    return { state: 'failed', code: 'RECOVERY_EXHAUSTED', message: `The run was interrupted ${attemptsMax} times.` };
  }
  return undefined;
}

async function settleUnowned(tx: Tx, home: Home, row: ClaimRow, outcome: Outcome, now: number): Promise<void> {
  const run = { orgId: row.org_id, sessionId: row.session_id, runId: row.id, fence: row.fence };
  const usage = { inputTokens: row.input_tokens, outputTokens: row.output_tokens };
  const facts = { now, startedAt: row.started_at ?? row.created_at, usage, steps: row.steps, isWaiting: row.state === 'waiting' };
  await settleRun(tx, home, run, facts, outcome);
}

async function takeRun(tx: Tx, home: Home, row: ClaimRow, now: number): Promise<RunWork> {
  const limits = fromOwnJson<RunLimits>(row.config_json);
  const isFirst = row.started_at === null;
  const isResumed = row.state === 'queued' && !isFirst;
  const attempt = isFirst || isResumed ? row.attempt : row.attempt + 1;
  const startedAt = row.started_at ?? now;
  const deadlineAt = isFirst || isResumed ? now + limits.timeoutMs : (row.deadline_at ?? now + limits.timeoutMs);
  await tx.run(take, {
    id: row.id,
    fence: row.fence,
    owner: home.processId,
    until: now + home.leaseMs,
    attempt,
    started_at: startedAt,
    deadline_at: deadlineAt,
    state: 'running',
  });
  const target = { orgId: row.org_id, sessionId: row.session_id, runId: row.id };
  const event: NewEvent = isFirst
    ? { type: 'run.started', payload: { attempt } }
    : { type: 'attempt.started', payload: { attempt, reason: isResumed ? 'resumed' : 'recovered' } };
  await appendEvents(tx, target, [event], { at: now });
  return toWork(tx, row, { limits, fence: row.fence + 1, attempt, startedAt, deadlineAt });
}

async function toWork(
  tx: Tx,
  row: ClaimRow,
  taken: {
    readonly limits: RunLimits;
    readonly fence: number;
    readonly attempt: number;
    readonly startedAt: number;
    readonly deadlineAt: number;
  },
): Promise<RunWork> {
  const [queued] = await readEvents(tx, { sessionId: row.session_id, after: row.first_seq - 1, limit: 1 });
  return {
    runId: row.id,
    orgId: row.org_id,
    sessionId: row.session_id,
    sessionName: row.session_name,
    agent: { id: row.agent_id, slug: row.agent_slug ?? '', version: row.agent_version },
    input: fromOwnJson<string>(row.input_json),
    data: queued?.type === 'run.queued' ? queued.payload.data : null,
    ...taken,
    firstSeq: row.first_seq,
    traceParent: row.trace_parent,
    hasHistory: true,
  };
}

const extend = statement<{ owner: string; until: number }, { id: string; fence: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ lease_until: arg.until })
    .where(isUnfinishedRun)
    .where('lease_owner', '=', arg.owner)
    .where('state', 'in', ['running', 'cancelling'])
    .returning(['id', 'fence']),
);

/** Prolongs the leases of this process and returns its runs. */
export async function extendLeases(home: Home): Promise<readonly { readonly runId: string; readonly fence: number }[]> {
  const rows = await home.transact((tx) => tx.all(extend, { owner: home.processId, until: home.clock.now() + home.leaseMs }));
  return rows.map((row) => ({ runId: row.id, fence: row.fence }));
}

const dueCancels = statement<{ owner: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('runs')
    .select('id')
    .where(isUnfinishedRun)
    .where('state', 'in', ['running', 'cancelling'])
    .where('lease_owner', '=', arg.owner)
    .where('cancel_requested_at', 'is not', null)
    .limit(1_000),
);

/** Runs of this process that somebody, anywhere, asked to stop. */
export async function requestedCancels(home: Home): Promise<readonly string[]> {
  return (await home.read((tx) => tx.all(dueCancels, { owner: home.processId }))).map((row) => row.id);
}

const release = statement<{ id: string; fence: number; at: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ state: 'queued', lease_owner: null, lease_until: arg.at })
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence)
    .where('state', 'in', ['running', 'cancelling']),
);

/** Gives a run back so that any process may go on with it at once; changes nothing when another process has it or it does not run any more. */
export async function releaseRun(home: Home, run: { readonly runId: string; readonly fence: number }): Promise<void> {
  await home.transact((tx) => tx.run(release, { id: run.runId, fence: run.fence, at: 0 }));
}

/** A start that read its agent just before the agent was deleted commits a run that the deletion did not see. */
const cancelOrphans = statement<{ at: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ cancel_requested_at: arg.at })
    .where(isUnfinishedRun)
    .where('cancel_requested_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('agents').select('agents.id').whereRef('agents.id', '=', 'runs.agent_id').where('agents.deleted_at', 'is not', null),
      ),
    ),
);

/** Drops what is kept only for a time, asks runs of deleted agents to stop, and sums up what has settled since the last call. */
export async function tidyUp(home: Home, sinceMs: number): Promise<void> {
  await home.transact(async (tx) => {
    const now = home.clock.now();
    await tx.run(cancelOrphans, { at: now });
    await forgetOldStarts(tx, now);
    await sumSettledRuns(tx, sinceMs, now);
  });
}

/** The definition a run was started with. @throws Error when it is gone */
export async function definitionOf(home: Home, work: RunWork) {
  const definition = await home.read((tx) => definitionAt(tx, work.agent.id, work.agent.version));
  if (definition === undefined) throw new Error('the version a run was started with does not exist');
  return definition;
}
