import type { Tx } from '../../store/index.ts';
import { insertUserMessage } from '../messages/index.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import type { Verdict } from './settle-interaction.ts';
import type { Doer } from './tell.ts';

/** What a foreign agent reads where nobody said anything. */
const declined = 'Declined.';
const notAnswered = 'Nobody answered in time.';

/** Posts the answer to a question that came as a message into its session, where the agent reads it. The question is resolved already. */
export async function carryAnswer(tx: Tx, doer: Doer, row: InteractionJoin, { message, isTimeout }: Verdict): Promise<void> {
  if (row.kind !== 'question' || row.run_id !== null || row.session_id === null) return;
  const said = message !== null && message.trim() !== '' ? message : isTimeout ? notAnswered : declined;
  const place = { orgId: row.org_id, sessionId: row.session_id, interactionId: row.id };
  await insertUserMessage(tx, doer, { ...place, content: said, now: doer.home.clock.now() });
}
