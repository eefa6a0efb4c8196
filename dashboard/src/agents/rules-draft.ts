import type { InteractionRules } from '@forgeyard/sdk';

const units = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

export type Unit = (typeof units)[number][0];
export const unitWords: readonly Unit[] = units.map(([word]) => word);

/** A span of time as it is typed; an amount that is empty says that there is none. */
export interface Span {
  readonly amount: string;
  readonly unit: Unit;
}

/** What the form of an agent's rules holds. */
export interface RulesDraft {
  readonly assignee: string;
  readonly deadline: Span;
  readonly late: InteractionRules['on_timeout'];
  readonly answer: string;
  readonly escalateAfter: Span;
  readonly escalateTo: string;
}

/** The form of the stored rules. */
export function rulesDraftOf(rules: InteractionRules): RulesDraft {
  return {
    assignee: rules.assignee_user_id ?? '',
    deadline: spanOf(rules.deadline_s),
    late: rules.on_timeout,
    answer: rules.timeout_answer ?? '',
    escalateAfter: spanOf(rules.escalate_after_s),
    escalateTo: rules.escalate_user_id ?? '',
  };
}

/** What is sent; all rules are set at once. */
export function rulesOf({ assignee, deadline, late, answer, escalateAfter, escalateTo }: RulesDraft): InteractionRules {
  const escalates = escalateAfter.amount.trim() !== '';
  return {
    assignee_user_id: assignee === '' ? null : assignee,
    deadline_s: secondsOf(deadline),
    on_timeout: late,
    timeout_answer: late === 'respond' && answer.trim() !== '' ? answer.trim() : null,
    escalate_after_s: secondsOf(escalateAfter),
    escalate_user_id: escalates && escalateTo !== '' ? escalateTo : null,
  };
}

const secondsMin = 60;
const secondsMax = 2_592_000;

/** What is wrong with the form, by the server's names of the fields. */
export function rulesFaults(draft: RulesDraft): Readonly<Record<string, string>> {
  const spans = [
    ['/deadline_s', draft.deadline],
    ['/escalate_after_s', draft.escalateAfter],
  ] as const;
  const wrong = spans.filter(([, span]) => !isSpan(span)).map(([pointer]) => [pointer, 'From a minute to 30 days, or empty for never.']);
  const needsAnswer = draft.late === 'respond' && draft.answer.trim() === '';
  const answer = needsAnswer ? [['/timeout_answer', 'Write the answer that is given when nobody else gives one.']] : [];
  return Object.fromEntries([...wrong, ...answer]);
}

function isSpan(span: Span): boolean {
  const seconds = secondsOf(span);
  return seconds === null || (seconds >= secondsMin && seconds <= secondsMax);
}

function secondsOf({ amount, unit }: Span): number | null {
  return amount.trim() === '' ? null : Math.round(Number(amount) * sizeOf(unit));
}

function sizeOf(unit: Unit): number {
  return units.find(([word]) => word === unit)?.[1] ?? 1;
}

/** In the largest unit that leaves no rest. */
function spanOf(seconds: number | null): Span {
  if (seconds === null) return { amount: '', unit: 'hours' };
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ['seconds', 1];
  return { amount: String(seconds / size), unit };
}

/** A span of stored rules in words, such as "30 minutes". */
export function spanWords(seconds: number): string {
  const { amount, unit } = spanOf(seconds);
  return `${amount} ${amount === '1' ? unit.slice(0, -1) : unit}`;
}
