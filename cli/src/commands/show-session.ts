import type { Message, Session } from '@forgeyard/sdk';
import type { Output, Style } from '../output/output.ts';
import { oneLine } from '../output/printable.ts';

export const sessionStatuses = ['ACTIVE', 'AWAITING_INPUT', 'PAUSED', 'STALE', 'DISCONNECTED', 'COMPLETED', 'FAILED', 'KILLED'] as const;

const styles: Readonly<Record<string, Style>> = { ACTIVE: 'green', AWAITING_INPUT: 'yellow', FAILED: 'red', KILLED: 'red' };

export function statusWord(out: Output, { status }: Session): string {
  return out.paint(styles[status] ?? 'bold', status);
}

/** Prints one session: JSON, or a block of labelled lines. */
export function showSession(out: Output, session: Session): void {
  if (out.isJson) return out.json(session);
  const { tokens, liveness } = session;
  const rows: readonly (readonly [string, string])[] = [
    ['name', oneLine(session.name, 200)],
    ['agent', `${session.agent.slug} (${session.agent.kind})`],
    ['status', statusWord(out, session) + (liveness === null ? '' : `, ${liveness}, last heard of ${session.heartbeat_at ?? 'never'}`)],
    ['origin', session.origin],
    ['started', session.started_at],
    ['ended', session.ended_at ?? '-'],
    ['holds', `${session.messages_count} messages, ${session.runs_count} runs, ${session.spans_count} spans`],
    ['tokens', `${tokens.input} in, ${tokens.output} out`],
    ['said last', oneLine(session.latest_message ?? '-', 200)],
    ['error', oneLine(session.last_error ?? '-', 200)],
    ['id', session.id],
  ];
  for (const [label, text] of rows) out.line(`${out.paint('dim', label.padEnd(10))} ${text}`);
}

/** Prints one message: a line of JSON, or who said it and the words. */
export function showMessage(out: Output, message: Message): void {
  if (out.isJson) return out.jsonLine(message);
  const who = message.sender === 'agent' ? 'agent' : (message.sender_user?.name ?? 'user');
  const asks = message.requires_user_input ? out.paint('yellow', ' asks') : '';
  out.line(`${out.paint('dim', message.created_at.slice(0, 19))}  ${out.paint('bold', oneLine(who, 40))}${asks}`);
  out.piece(`${message.content.trimEnd()}\n\n`);
}
