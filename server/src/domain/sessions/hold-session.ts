import { statement } from '../../store/index.ts';
import type { SessionRow, Tx } from '../../store/index.ts';

export type HeldSession = Pick<
  SessionRow,
  'id' | 'org_id' | 'agent_id' | 'origin' | 'status' | 'last_seq' | 'read_seq' | 'heartbeat_at' | 'started_at'
>;

const columns = ['id', 'org_id', 'agent_id', 'origin', 'status', 'last_seq', 'read_seq', 'heartbeat_at', 'started_at'] as const;

const hold = statement<{ id: string }, HeldSession>((db, arg) =>
  db
    .updateTable('sessions')
    .set((eb) => ({ last_seq: eb.ref('last_seq') }))
    .where('id', '=', arg.id)
    .returning(columns),
);
/** Clocks of several servers differ; a sign of life never becomes older. */
const alive = statement<{ id: string; at: number }>((db, arg) =>
  db
    .updateTable('sessions')
    .set({ heartbeat_at: arg.at })
    .where('id', '=', arg.id)
    .where((eb) => eb.or([eb('heartbeat_at', 'is', null), eb('heartbeat_at', '<', arg.at)])),
);

/**
 * Holds a session's row until the transaction ends and says how it is now. Whoever changes something of a session takes this lock first, so that
 * nobody waits in a circle. Undefined when there is none; access has been judged before.
 */
export async function holdSession(tx: Tx, id: string): Promise<HeldSession | undefined> {
  return tx.first(hold, { id });
}

/** Notes a sign of life of the agent behind a session, at a time in epoch milliseconds. */
export async function keepAlive(tx: Tx, id: string, at: number): Promise<void> {
  await tx.run(alive, { id, at });
}
