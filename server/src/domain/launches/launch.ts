import { insertion, statement } from '../../store/index.ts';
import type { LaunchRow, Signal } from '../../store/index.ts';

/** `pending` until somebody knows what came of it. */
export type LaunchState = 'pending' | 'sent' | 'failed';

export interface Launch {
  readonly id: string;
  readonly sessionId: string;
  readonly agentId: string;
  readonly state: LaunchState;
  /** Why it failed, as a sentence. */
  readonly error: string | null;
}

export const launchInsertion = insertion('launches', [
  'id',
  'org_id',
  'agent_id',
  'session_id',
  'requested_by',
  'fields_json',
  'state',
  'attempts',
  'next_at',
  'lease_until',
  'credential_id',
  'error',
  'created_at',
  'settled_at',
]);

export const launchById = statement<{ org: string; id: string }, LaunchRow>((db, arg) =>
  db.selectFrom('launches').selectAll().where('org_id', '=', arg.org).where('id', '=', arg.id),
);
export const countPending = statement<{ agent: string }, { count: number }>((db, arg) =>
  db
    .selectFrom('launches')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('agent_id', '=', arg.agent)
    .where('state', '=', 'pending'),
);

/** Guaranteed by the writers of this noun, which store only these words. */
function asState(word: string): LaunchState {
  return word as LaunchState;
}

export function toLaunch(row: LaunchRow): Launch {
  return { id: row.id, sessionId: row.session_id, agentId: row.agent_id, state: asState(row.state), error: row.error };
}

/** Announced when a launch was written that can go out at once. */
export interface LaunchesDue extends Signal {
  readonly kind: 'launches.due';
}

export const launchesDue: LaunchesDue = { kind: 'launches.due' };

export function isLaunchesDue(signal: Signal): signal is LaunchesDue {
  return signal.kind === launchesDue.kind;
}
