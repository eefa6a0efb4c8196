import type { LoggedEvent } from '../../kernel/event.ts';
import type { MessageRow, ReadTx } from '../../store/index.ts';
import { wordsOf } from '../sessions/index.ts';
import type { Message } from './message.ts';
import { messageIdAt } from './message-id.ts';

type Names = ReadonlyMap<string, string>;
type Rows = ReadonlyMap<number, Pick<MessageRow, 'requires_input' | 'interaction_id'>>;

/** What events of one session say, in their order; events that say nothing are left out. */
export async function toMessages(tx: ReadTx, sessionId: string, events: readonly LoggedEvent[]): Promise<Message[]> {
  const said = events.filter((event) => wordsOf(event) !== null);
  if (said.length === 0) return [];
  const rows = await rowsOf(tx, sessionId, said);
  const askers = await askersOf(tx, said);
  const names = await namesOf(tx, [...askers.values(), ...said.flatMap((event) => writerOf(event) ?? [])]);
  return said.map((event) => toMessage(event, rows, (user) => nameOf(names, user), askers));
}

function toMessage(
  event: LoggedEvent,
  rows: Rows,
  person: (id: string | null) => Message['senderUser'],
  askers: ReadonlyMap<string, string>,
): Message {
  const base = {
    id: messageIdAt(event.sessionId, event.seq),
    seq: event.seq,
    sessionId: event.sessionId,
    senderUser: null,
    content: wordsOf(event) ?? '',
    requiresUserInput: false,
    interactionId: null,
    runId: event.runId,
    createdAt: event.at,
    metadata: {},
  };
  switch (event.type) {
    case 'message.posted': {
      const { message_id: id, metadata, sender, user_id: user, requires_user_input: asked } = event.payload;
      const row = rows.get(event.seq);
      const asks = sender === 'agent' && (asked || row?.requires_input === 1);
      const interactionId = row?.interaction_id ?? null;
      const kind = sender === 'agent' ? (asks ? 'question' : 'step') : interactionId === null ? 'feedback' : 'answer';
      return { ...base, id, sender, senderUser: person(user), kind, requiresUserInput: asks, interactionId, metadata };
    }
    case 'interaction.opened':
      return { ...base, sender: 'agent', kind: 'question', requiresUserInput: true, interactionId: event.payload.interaction_id };
    case 'interaction.resolved': {
      const answer = { sender: 'user', kind: 'answer', interactionId: event.payload.interaction_id } as const;
      return { ...base, ...answer, senderUser: person(writerOf(event)) };
    }
    case 'run.queued':
      return { ...base, sender: 'user', kind: 'feedback', senderUser: person(askers.get(event.runId ?? '') ?? null) };
    default:
      return { ...base, sender: 'agent', kind: 'step' };
  }
}

/** The person whose words an event holds, where the event says so. */
function writerOf(event: LoggedEvent): string | null {
  if (event.type === 'message.posted') return event.payload.user_id;
  if (event.type !== 'interaction.resolved') return null;
  return event.payload.by.startsWith('user:') ? event.payload.by.slice('user:'.length) : null;
}

function nameOf(names: Names, user: string | null): Message['senderUser'] {
  const name = user === null ? undefined : names.get(user);
  return user === null || name === undefined ? null : { id: user, name };
}

async function rowsOf(tx: ReadTx, sessionId: string, events: readonly LoggedEvent[]): Promise<Rows> {
  const seqs = events.filter(({ type }) => type === 'message.posted').map(({ seq }) => seq);
  if (seqs.length === 0) return new Map();
  const rows = await tx.query((db) =>
    db
      .selectFrom('messages')
      .select(['seq', 'requires_input', 'interaction_id'])
      .where('session_id', '=', sessionId)
      .where('seq', 'in', seqs),
  );
  return new Map(rows.map((row) => [row.seq, row]));
}

/** The people who started runs, by run. */
async function askersOf(tx: ReadTx, events: readonly LoggedEvent[]): Promise<ReadonlyMap<string, string>> {
  const runs = events.flatMap(({ type, runId }) => (type === 'run.queued' && runId !== null ? [runId] : []));
  if (runs.length === 0) return new Map();
  const rows = await tx.query((db) =>
    db.selectFrom('runs').select(['id', 'trigger_id']).where('id', 'in', runs).where('trigger_kind', '=', 'person'),
  );
  return new Map(rows.flatMap((row) => (row.trigger_id === null ? [] : [[row.id, row.trigger_id] as const])));
}

async function namesOf(tx: ReadTx, ids: readonly string[]): Promise<Names> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query((db) =>
    db
      .selectFrom('users')
      .select(['id', 'name'])
      .where('id', 'in', [...new Set(ids)]),
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
