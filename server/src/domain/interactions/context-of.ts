import { fromOwnJson } from '../../kernel/json.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { wordsOf } from '../sessions/index.ts';
import type { InteractionJoin } from './interaction-queries.ts';

/** Something that was said or done before an interaction was opened. */
export interface ContextStep {
  readonly kind: 'message' | 'step';
  /** `user`, the agent's name, or `tool.action`. */
  readonly who: string;
  readonly text: string;
  readonly at: number;
}

const stepsMax = 10;
const textMax = 2_000;

interface LogRow {
  readonly seq: number;
  readonly type: string;
  readonly payload: string;
  readonly at: number;
}

const before = statement<{ session: string; at: number }, LogRow>((db, arg) =>
  db
    .selectFrom('events')
    .select(['seq', 'type', 'payload', 'at'])
    .where('session_id', '=', arg.session)
    .where('at', '<=', arg.at)
    .where('type', 'in', ['run.queued', 'message.completed', 'message.posted', 'tool.called', 'tool.completed', 'tool.failed'])
    .orderBy('seq', 'desc')
    .limit(stepsMax),
);
const handedIn = statement<{ id: string }, { content: string; summary: string; created_at: number }>((db, arg) =>
  db.selectFrom('deliverables').select(['content', 'summary', 'created_at']).where('id', '=', arg.id),
);

/** The last steps before an interaction, oldest first; for a review, what was handed in. */
export async function contextOf(tx: ReadTx, row: InteractionJoin): Promise<readonly ContextStep[]> {
  const agent = row.agent_name ?? 'agent';
  if (row.deliverable_id !== null) {
    const work = await tx.first(handedIn, { id: row.deliverable_id });
    const text = work === undefined ? '' : work.summary === '' ? work.content : work.summary;
    return work === undefined ? [] : [{ kind: 'message', who: agent, text: cut(text), at: work.created_at }];
  }
  if (row.session_id === null) return [];
  const rows = await tx.all(before, { session: row.session_id, at: row.created_at });
  return rows.toReversed().flatMap((one) => stepOf(one, agent));
}

function stepOf(row: LogRow, agent: string): readonly ContextStep[] {
  const event = asEvent(row);
  const { at } = row;
  const words = wordsOf(event);
  if (words !== null) {
    const isPerson = event.type === 'run.queued' || (event.type === 'message.posted' && event.payload.sender === 'user');
    return [{ kind: 'message', who: isPerson ? 'user' : agent, text: cut(words), at }];
  }
  if (event.type === 'tool.called') {
    const { tool, action, input } = event.payload;
    return [{ kind: 'step', who: `${tool}.${action}`, text: cut(JSON.stringify(input)), at }];
  }
  if (event.type === 'tool.completed') return [{ kind: 'step', who: 'result', text: cut(JSON.stringify(event.payload.output)), at }];
  return event.type === 'tool.failed' ? [{ kind: 'step', who: 'error', text: cut(event.payload.message), at }] : [];
}

/** Guaranteed by the only writer of the log, which takes events of that type. */
function asEvent({ type, payload }: LogRow): NewEvent {
  return { type, payload: fromOwnJson(payload) } as NewEvent;
}

function cut(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax).toWellFormed()}…`;
}
