import { systemCaller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { QuestionDesk } from '../ports.ts';
import { appendEvents } from '../sessions/index.ts';
import { cancelInteraction } from './cancel-interactions.ts';
import { insertInteraction } from './insert-interaction.ts';
import { interactionRow } from './interaction-queries.ts';
import { isOverdue } from './overdue.ts';
import { settleInteraction } from './settle-interaction.ts';
import { refuseUnlessAnswerer } from './who-answers.ts';

const openQuestion = statement<{ session: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .select('id')
    .where('session_id', '=', arg.session)
    .where('state', '=', 'open')
    .where('kind', '=', 'question')
    .orderBy('id', 'desc')
    .limit(1),
);
const openOfMessages = statement<{ session: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .select('id')
    .where('session_id', '=', arg.session)
    .where('state', '=', 'open')
    .where('kind', '=', 'question')
    .where('run_id', 'is', null)
    .orderBy('id'),
);
const eraseTexts = statement<{ session: string; org: string }>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ question: '', options_json: '[]', input_json: null, schema_json: null, answer_json: null, timeout_answer: null })
    .where('session_id', '=', arg.session)
    // What a run handed in outlives its session, and so does the verdict on it.
    .where('kind', '<>', 'review')
    .where('org_id', '=', arg.org),
);

/** Questions that come as messages, as the messages noun knows them. */
export const questionDesk: QuestionDesk = {
  async ask(tx, home, asked) {
    const { id, event } = await insertInteraction(tx, home, { ...asked, kind: 'question' });
    await appendEvents(tx, { ...asked, runId: null }, [event], { at: asked.now });
    return id;
  },
  async answer(tx, { caller, home }, given) {
    const open = await tx.first(openQuestion, { session: given.sessionId });
    const row = open === undefined ? undefined : await tx.first(interactionRow, open);
    if (row === undefined || isOverdue(row, home.clock.now())) return false;
    if (row.run_id !== null) refuseUnlessAnswerer(caller);
    const verdict = { decision: 'respond', input: null, message: given.content, isRemembered: false, isTimeout: false } as const;
    return settleInteraction(tx, { caller, home }, row, verdict);
  },
  async withdraw(tx, home, gone) {
    const doer = { home, caller: systemCaller(gone.orgId) };
    const open = await tx.all(openOfMessages, { session: gone.sessionId });
    const withdrawn = open.filter(({ id }) => gone.only === undefined || id === gone.only);
    for (const { id } of withdrawn) await cancelInteraction(tx, doer, id, gone.reason);
    return withdrawn.length;
  },
  async erase(tx, { orgId, sessionId }) {
    await tx.run(eraseTexts, { session: sessionId, org: orgId });
  },
};
