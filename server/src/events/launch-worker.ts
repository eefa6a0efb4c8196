import {
  claimLaunches,
  forbiddenAddress,
  forgetLaunchLeases,
  interrupted,
  isLaunchesDue,
  LaunchLost,
  nextLaunchAt,
  prepareAttempt,
  sentenceOfFailure,
  sentenceOfStatus,
  settleLaunch,
} from '../domain/launches/index.ts';
import type { ClaimedLaunch, LaunchOutcome, LaunchRequest } from '../domain/launches/index.ts';
import { FetchFailure } from '../kernel/fetch-failure.ts';
import { Refusal } from '../kernel/refusal.ts';
import { DueLoop } from './due-loop.ts';
import type { DueLimits, SenderDeps } from './due-loop.ts';

export interface LaunchLimits extends DueLimits {
  /** For one attempt, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  /** How long a claim lasts beyond the timeout before another process may take the launch. */
  readonly leaseMarginMs: number;
  /** Before each further attempt, of which there are only some when nothing could be sent. */
  readonly delaysMs: readonly number[];
}

export const defaultLaunchLimits: LaunchLimits = {
  atOnceMax: 100,
  perOrgMax: 50,
  pollMs: 5_000,
  drainMs: 5_000,
  timeoutMs: 30_000,
  leaseMarginMs: 10_000,
  delaysMs: [500, 1_500],
};

const answerBytesMax = 1_024;
const unexpected = 'The server failed to launch the agent. Its log says why.';

/** Sends launches out, each once, and writes down what came of them. */
export class LaunchWorker extends DueLoop<ClaimedLaunch, 'org'> {
  constructor(deps: SenderDeps, limits: LaunchLimits = defaultLaunchLimits) {
    const giveUp = new AbortController();
    const { home } = deps;
    const leaseMs = limits.timeoutMs + limits.leaseMarginMs;
    super(
      deps,
      {
        topic: 'launches.due',
        isDue: isLaunchesDue,
        forgetLeases: () => forgetLaunchLeases(home),
        claim: (room) =>
          claimLaunches(home, { room: room.left(), roomOfOrg: (id) => room.leftOf('org', id), fullOrgs: room.full('org'), leaseMs }),
        carryOut: (launch) => carryOut(deps, launch, limits, giveUp.signal),
        idsOf: ({ org_id: org }) => ({ org }),
        nextDueAt: () => nextLaunchAt(home),
        tidy: () => Promise.resolve(),
      },
      { limits, shared: { org: limits.perOrgMax }, giveUp },
    );
  }
}

/** Never rejects: a launch whose end could not be written is found when its lease is over. */
async function carryOut(deps: SenderDeps, launch: ClaimedLaunch, limits: LaunchLimits, signal: AbortSignal): Promise<void> {
  const { home, reportFault } = deps;
  try {
    if (launch.isInterrupted) {
      await settleLaunch(home, { launch, outcome: { kind: 'failed', error: interrupted } });
      return;
    }
    const prepared = await prepare(deps, launch);
    if (prepared === 'lost') return;
    await settleLaunch(home, {
      launch,
      outcome: 'kind' in prepared ? prepared : await attempt(deps, { launch, prepared, limits, signal }),
    });
  } catch (error) {
    reportFault('launches.attempt', error);
  }
}

async function prepare({ home, reportFault }: SenderDeps, launch: ClaimedLaunch): Promise<LaunchRequest | LaunchOutcome | 'lost'> {
  try {
    return await prepareAttempt(home, launch);
  } catch (error) {
    if (error instanceof LaunchLost) return 'lost';
    if (error instanceof Refusal) return { kind: 'failed', error: error.message };
    reportFault('launches.prepare', error);
    return { kind: 'failed', error: unexpected };
  }
}

interface Attempted {
  readonly launch: ClaimedLaunch;
  readonly prepared: LaunchRequest;
  readonly limits: LaunchLimits;
  readonly signal: AbortSignal;
}

async function attempt(deps: SenderDeps, { launch, prepared, limits, signal }: Attempted): Promise<LaunchOutcome> {
  const { home, guardedFetch, reportFault } = deps;
  const { url, headers, body } = prepared;
  if (home.checkFetchUrl(url) !== null) return { kind: 'failed', error: forbiddenAddress };
  try {
    const { status } = await guardedFetch({
      url,
      method: 'POST',
      headers,
      body,
      timeoutMs: limits.timeoutMs,
      idleTimeoutMs: Math.min(2_000, limits.timeoutMs),
      headersTimeoutMs: limits.timeoutMs,
      bytesMax: answerBytesMax,
      whenTooLong: 'cut',
      signal,
    });
    const error = sentenceOfStatus(status);
    return error === null ? { kind: 'sent' } : { kind: 'failed', error };
  } catch (error) {
    if (!(error instanceof FetchFailure)) {
      reportFault('launches.fetch', error);
      return { kind: 'failed', error: unexpected };
    }
    const delayMs = error.kind === 'connect' || error.kind === 'limited' ? limits.delaysMs[launch.attempts - 1] : undefined;
    if (delayMs === undefined) return { kind: 'failed', error: sentenceOfFailure(error.kind) };
    return { kind: 'again', nextAt: home.clock.now() + delayMs };
  }
}
