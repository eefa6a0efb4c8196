import { insertion, statement } from '../../store/index.ts';
import type { EventRow, MessageRow } from '../../store/index.ts';

export const messageInsertion = insertion('messages', [
  'id',
  'org_id',
  'session_id',
  'seq',
  'sender',
  'sender_user_id',
  'requires_input',
  'interaction_id',
  'created_at',
]);

export const messageById = statement<{ id: string }, MessageRow>((db, arg) =>
  db.selectFrom('messages').selectAll().where('id', '=', arg.id),
);

export const markAsked = statement<{ id: string; interaction: string | null }>((db, arg) =>
  db.updateTable('messages').set({ requires_input: 1, interaction_id: arg.interaction }).where('id', '=', arg.id),
);

/** The read pointer only moves forward, and only from where it was found. */
export const movePointer = statement<{ session: string; from: number; to: number }>((db, arg) =>
  db
    .updateTable('sessions')
    .set({ read_seq: arg.to })
    .where('id', '=', arg.session)
    .where('read_seq', '=', arg.from)
    .where('read_seq', '<', arg.to),
);

export const firstUnread = statement<{ session: string; after: number }, { seq: number }>((db, arg) =>
  db
    .selectFrom('messages')
    .select('seq')
    .where('session_id', '=', arg.session)
    .where('sender', '=', 'user')
    .where('seq', '>', arg.after)
    .orderBy('seq')
    .limit(1),
);

/** What a session waits for: of several questions the newest. */
export const openInteraction = statement<{ session: string; kind: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .select('id')
    .where('session_id', '=', arg.session)
    .where('state', '=', 'open')
    .where('kind', '=', arg.kind)
    .orderBy('id', 'desc')
    .limit(1),
);

type SpokenRow = Pick<EventRow, 'session_id' | 'seq' | 'run_id' | 'type' | 'payload' | 'at'>;
const spokenColumns = ['session_id', 'seq', 'run_id', 'type', 'payload', 'at'] as const;
/** Events that can say something; whether one does is for `wordsOf` to say. */
const spokenTypes = ['message.posted', 'run.queued', 'message.completed', 'interaction.opened', 'interaction.resolved'] as const;

export interface SpokenSlice {
  readonly session: string;
  readonly after: number;
  readonly before: number;
  readonly limit: number;
}

export const spokenForward = statement<SpokenSlice, SpokenRow>((db, arg) =>
  db
    .selectFrom('events')
    .select(spokenColumns)
    .where('session_id', '=', arg.session)
    .where('seq', '>', arg.after)
    .where('seq', '<', arg.before)
    .where('type', 'in', spokenTypes)
    .orderBy('seq')
    .limit(arg.limit),
);
export const spokenBackward = statement<SpokenSlice, SpokenRow>((db, arg) =>
  db
    .selectFrom('events')
    .select(spokenColumns)
    .where('session_id', '=', arg.session)
    .where('seq', '>', arg.after)
    .where('seq', '<', arg.before)
    .where('type', 'in', spokenTypes)
    .orderBy('seq', 'desc')
    .limit(arg.limit),
);
/** What people wrote to a foreign agent, joined so that only their messages are read. */
export const spokenByPeople = statement<SpokenSlice, SpokenRow>((db, arg) =>
  db
    .selectFrom('messages')
    .innerJoin('events', (join) => join.onRef('events.session_id', '=', 'messages.session_id').onRef('events.seq', '=', 'messages.seq'))
    .select(['events.session_id', 'events.seq', 'events.run_id', 'events.type', 'events.payload', 'events.at'])
    .where('messages.session_id', '=', arg.session)
    .where('messages.sender', '=', 'user')
    .where('messages.seq', '>', arg.after)
    .where('messages.seq', '<', arg.before)
    .orderBy('messages.seq')
    .limit(arg.limit),
);
