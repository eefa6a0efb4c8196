import type { Interaction, InteractionDetail } from '@forgeyard/sdk';
import type { Output } from '../output/output.ts';
import { oneLine } from '../output/printable.ts';

export const interactionStates = ['open', 'resolved', 'expired', 'canceled'] as const;
export const interactionKinds = ['approval', 'question', 'review'] as const;

/** Who asks: the agent, or where it is none the session. */
export function askerWord({ agent, session }: Interaction): string {
  return agent?.slug ?? session?.name ?? '-';
}

/** What is asked, in one line. */
export function questionWord({ kind, tool, action, question }: Interaction, max: number): string {
  const call = kind === 'approval' && tool !== null ? `${tool}${action === null ? '' : `.${action}`}: ` : '';
  return oneLine(call + question, max);
}

/** Prints one thing that waits for people, or waited: JSON, or a block of labelled lines. */
export function showInteraction(out: Output, one: Interaction): void {
  if (out.isJson) return out.json(one);
  const rows: readonly (readonly [string, string])[] = [
    ['kind', one.kind],
    ['state', out.paint(one.state === 'open' ? 'yellow' : 'bold', one.state)],
    ['asks', askerWord(one)],
    ['question', questionWord(one, 500)],
    ['input', one.input === null ? '-' : oneLine(JSON.stringify(one.input), 1_000)],
    ['options', oneLine(one.options.join(' | ') || '-', 500)],
    ['answers', one.allowed.join(', ')],
    ['for', oneLine(one.assignee?.name ?? 'everybody', 100)],
    ['until', one.deadline_at === null ? '-' : `${one.deadline_at}, then ${one.on_timeout ?? 'wait'}`],
    ['session', one.session_id ?? '-'],
    ['decision', decisionOf(one)],
    ['id', one.id],
  ];
  for (const [label, text] of rows) out.line(`${out.paint('dim', label.padEnd(9))} ${text}`);
}

/** The last steps before it, as remarks. */
export function showContext(out: Output, { context }: InteractionDetail): void {
  for (const { who, text, at } of context) out.note(`${at.slice(11, 19)}  ${oneLine(who, 30)}: ${oneLine(text, 200)}`);
}

function decisionOf({ decision, answer, resolved_by_name: name, resolved_by: by }: Interaction): string {
  if (decision === null) return '-';
  const words = answer?.message ?? (answer?.input === undefined || answer.input === null ? '' : JSON.stringify(answer.input));
  return oneLine(`${decision} by ${name ?? by ?? '?'}${words === '' ? '' : `: ${words}`}`, 500);
}
