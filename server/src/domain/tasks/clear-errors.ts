import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';

const clear = statement<{ agent: string }>((db, arg) =>
  db
    .updateTable('tasks')
    .set({ error_category: null, error_message: null, retry_at: null })
    .where('assignee_id', '=', arg.agent)
    .where('status', '=', 'assigned')
    .where('retry_at', 'is not', null),
);

/** Forgets why an agent's waiting tasks failed and lets them begin at once, because what they failed by has changed. Returns how many. */
export async function clearTaskErrors(tx: Tx, agentId: string): Promise<number> {
  return tx.run(clear, { agent: agentId });
}
