import { refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { appendEvents } from '../sessions/index.ts';
import type { HeldSession } from '../sessions/index.ts';
import { gitDiffMax } from './message.ts';

const diffOf = statement<{ id: string }, { git_diff: string | null }>((db, arg) =>
  db.selectFrom('sessions').select('git_diff').where('id', '=', arg.id),
);
const setDiff = statement<{ id: string; diff: string | null }>((db, arg) =>
  db.updateTable('sessions').set({ git_diff: arg.diff }).where('id', '=', arg.id),
);

/** Keeps what the agent has changed in its working copy; an empty text is none. @throws Refusal `invalid` session.diff_invalid */
export async function changeDiff(tx: Tx, { home }: At, held: HeldSession, given: string | null): Promise<void> {
  const diff = given === '' ? null : given;
  if (diff !== null && (diff.length > gitDiffMax || diff.includes('\0'))) {
    throw refuseField('invalid', 'session.diff_invalid', '/git_diff', `A diff has at most ${gitDiffMax} characters and no NUL.`);
  }
  const before = await tx.first(diffOf, { id: held.id });
  if (before?.git_diff === diff) return;
  await tx.run(setDiff, { id: held.id, diff });
  const changed = { type: 'session.diff_changed', payload: { bytes: diff === null ? 0 : Buffer.byteLength(diff) } } as const;
  await appendEvents(tx, { orgId: held.org_id, sessionId: held.id, runId: null }, [changed], { at: home.clock.now() });
}
