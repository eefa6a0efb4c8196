import { requireGrant } from '../../kernel/caller.ts';
import type { InteractionDecision } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { requireSameAnswer } from './already-answered.ts';
import { answerAlike } from './answer-alike.ts';
import { carryAnswer } from './carry-answer.ts';
import { decisionsOf } from './interaction.ts';
import type { Interaction } from './interaction.ts';
import { toInteraction } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { judgeWork } from './judge-work.ts';
import { isOverdue, tooLate } from './overdue.ts';
import { rememberTool, toRemember } from './remember-tool.ts';
import { answerText, settleInteraction } from './settle-interaction.ts';
import { visibleInteraction } from './visible-interaction.ts';
import { refuseAgent } from './who-answers.ts';

export interface Answer {
  readonly id: string;
  readonly decision: InteractionDecision;
  /** The arguments to use instead, for `edit`. */
  readonly input?: JsonObject | undefined;
  /** A reason for `reject`, the answer for `respond`. */
  readonly message?: string | undefined;
  /** The agent may use this action of the tool without asking from now on. */
  readonly remember?: boolean | undefined;
}

const resolve = mutation<Answer, Interaction>({
  grant: 'interactions:write',
  work: async (tx, at, answer) => {
    const row = await visibleInteraction(tx, at.caller, answer.id);
    const given = { input: answer.input ?? null, message: answer.message ?? null };
    const remembered = answer.remember === true ? await toRemember(tx, at, row, answer.decision) : undefined;
    if (row.state === 'open' && isOverdue(row, at.home.clock.now())) throw tooLate(row);
    const verdict = { ...given, decision: answer.decision, isRemembered: remembered !== undefined, isTimeout: false };
    if (await settleInteraction(tx, at, row, verdict)) {
      if (remembered !== undefined) {
        await rememberTool(tx, at, remembered);
        await answerAlike(tx, at, row);
      }
      await carryAnswer(tx, at, row, verdict);
    }
    // Read again: an answer that was just being given has committed by now.
    const first = await visibleInteraction(tx, at.caller, row.id);
    requireSameAnswer(first, answer.decision, answerText(given));
    return toInteraction(first);
  },
  record: 'log',
});

/**
 * Answers what waits for a person; a run that waits goes on at once, and a foreign agent finds the answer among its messages. A review becomes
 * the verdict on its deliverable, by the rules of verdicts.
 * @throws Refusal `not_found` interaction.unknown · `forbidden` interaction.agent_answer, caller.lacks_grant · `conflict`
 * interaction.already_resolved, interaction.expired, interaction.canceled, interaction.run_ended · `unprocessable` interaction.answer_incomplete,
 * interaction.decision_not_allowed, interaction.input_invalid, interaction.nothing_to_remember, and as for verdicts
 */
export async function resolveInteraction(at: At, answer: Answer): Promise<Interaction> {
  requireGrant(at.caller, 'interactions:write');
  refuseAgent(at.caller);
  const row = await at.home.read((tx) => visibleInteraction(tx, at.caller, answer.id));
  refuseUnfit(row, answer);
  if (row.kind === 'review') return judgeWork(at, row, answer);
  await refuseBadInput(at, row, answer);
  const resolved = await resolve(at, answer);
  if (resolved.runId !== null) at.home.engine.wake();
  return resolved;
}

function refuseUnfit(row: InteractionJoin, { decision, input, message }: Answer): void {
  if (!decisionsOf[toInteraction(row).kind].includes(decision))
    throw refuseField(
      'unprocessable',
      'interaction.decision_not_allowed',
      '/decision',
      `This ${row.kind} cannot be answered by ${decision}.`,
    );
  if (decision === 'edit' && input === undefined)
    throw refuseField('unprocessable', 'interaction.answer_incomplete', '/input', 'An edit needs the new input.');
  if (decision === 'respond' && (message ?? '').trim() === '')
    throw refuseField('unprocessable', 'interaction.answer_incomplete', '/message', 'A response needs a message.');
}

/** Edited arguments satisfy the tool's schema as it was when it was asked, so that nobody approves a call that must fail. */
async function refuseBadInput({ home }: At, row: InteractionJoin, { decision, input }: Answer): Promise<void> {
  if (decision !== 'edit' || input === undefined || row.schema_json === null) return;
  const problems = await home.checkInput(fromOwnJson<JsonObject>(row.schema_json), input);
  if (problems.length === 0) return;
  const fields = problems.map(({ pointer, detail }) => ({ pointer: `/input${pointer}`, detail }));
  throw new Refusal('unprocessable', 'interaction.input_invalid', 'The input does not satisfy the tool’s schema.', { fields });
}
