import type { LaunchRow } from '../../store/index.ts';
import { dueQueue } from '../due-queue.ts';
import type { ClaimLimits } from '../due-queue.ts';
import type { Home } from '../home.ts';

/** A launch that this process holds until its lease ends; `attempts` is the fence that every later change names. */
export interface ClaimedLaunch extends LaunchRow {
  /** Whoever held it before vanished after it had made a key, so that the request may have gone out. */
  readonly isInterrupted: boolean;
}

const queue = dueQueue('launches');

/** Takes launches that are due and that nobody holds, in turn from every organisation, the longest due first. */
export async function claimLaunches(home: Home, limits: ClaimLimits): Promise<readonly ClaimedLaunch[]> {
  const { rows } = await queue.claim(home, limits);
  return rows.map(({ row, attempts }) => ({ ...row, attempts, isInterrupted: row.credential_id !== null }));
}

/** When a launch that is not due yet becomes due, epoch milliseconds. */
export const nextLaunchAt = queue.nextAt;

/** At the start of the only process there is, whatever is held was held by one that is gone. */
export function forgetLaunchLeases(home: Home): Promise<void> {
  return queue.endLeases(home, null);
}
