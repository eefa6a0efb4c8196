import type { InteractionRules } from '@forgeyard/sdk';
import { spanWords } from './rules-draft.ts';

type Then = InteractionRules['on_timeout'];

/** What can happen when nobody has answered in time. */
export const thenWords: Readonly<Record<Then, { readonly label: string; readonly means: string }>> = {
  wait: { label: 'Go on waiting', means: 'The time is only shown; the agent waits until somebody answers.' },
  approve: { label: 'Approve', means: 'A tool call runs without anybody having agreed. A question cannot be approved: it is declined.' },
  reject: { label: 'Reject', means: 'A tool call is refused, a question declined; the agent reads that nobody answered in time.' },
  respond: { label: 'Answer with a text', means: 'The text below is the answer to a question, and the result in place of a tool call.' },
};

export const thens: readonly Then[] = ['wait', 'approve', 'reject', 'respond'];

/** The rules in sentences; `nameOf` says what a person is called. */
export function rulesWords(rules: InteractionRules, nameOf: (userId: string) => string): readonly string[] {
  const { assignee_user_id: asked, deadline_s: due, escalate_after_s: after, escalate_user_id: to } = rules;
  return [
    asked === null ? 'Everybody who may answer is asked.' : `${nameOf(asked)} is asked first; others may answer too.`,
    due === null ? 'There is no deadline, unless the agent sets one.' : `An answer is due within ${spanWords(due)}.`,
    lateWords(rules),
    after === null
      ? 'Nobody else is told while a question waits.'
      : `After ${spanWords(after)} without an answer it is given to ${to === null ? 'everybody' : nameOf(to)}, with a new notification.`,
  ];
}

/** The rule “wait” is about the deadline of the rules: one that an agent sets itself ends in a refusal then. */
function lateWords({ deadline_s: due, on_timeout: then, timeout_answer: answer }: InteractionRules): string {
  if (then === 'wait' && due !== null) return 'When the time is over, it goes on waiting.';
  if (then === 'wait') return 'When the time that an agent set is over, it is rejected.';
  if (then === 'respond') return `When the time is over, “${answer ?? ''}” is the answer.`;
  if (then === 'reject') return 'When the time is over, it is rejected.';
  return 'When the time is over, a tool call is approved, and a question declined.';
}
