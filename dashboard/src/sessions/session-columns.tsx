import type { Session } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { duration } from '../format/time.ts';
import { count } from '../format/value.ts';
import { plainWords } from '../inbox/question-words.ts';
import { rowLinkClass, type Column } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { SessionStatus } from './session-status.tsx';
import { nameOf, sourceOf } from './source.ts';

const name: Column<Session> = {
  id: 'name',
  title: 'Name',
  cell: (session) => (
    <>
      <Link to="/sessions/$id" params={{ id: session.id }} data-row className={rowLinkClass}>
        <bdi>{nameOf(session)}</bdi>
      </Link>
      <span className="block truncate text-xs text-muted-foreground">
        <bdi>{session.agent.display_name}</bdi>
        <span className="sm:hidden">
          {' · '}
          <Moment at={session.started_at} />
        </span>
        {session.is_shared && ' · shared with you'}
        {session.latest_message !== null && (
          <>
            {' · '}
            <bdi>{plainWords(session.latest_message)}</bdi>
          </>
        )}
      </span>
    </>
  ),
};

const optional: readonly Column<Session>[] = [
  { id: 'source', title: 'Source', width: 'w-48', from: 'md', cell: sourceOf },
  { id: 'status', title: 'Status', width: 'w-38 sm:w-54', cell: (session) => <SessionStatus session={session} /> },
  {
    id: 'messages',
    title: 'Messages',
    width: 'w-24',
    from: 'lg',
    isNumber: true,
    cell: (session) => count(session.messages_count),
  },
  { id: 'runs', title: 'Runs', width: 'w-18', from: 'lg', isNumber: true, cell: (session) => count(session.runs_count) },
  { id: 'spans', title: 'Spans', width: 'w-20', from: 'lg', isNumber: true, cell: (session) => count(session.spans_count) },
  {
    id: 'tokens',
    title: 'Tokens',
    width: 'w-24',
    from: 'lg',
    isNumber: true,
    cell: (session) => count(session.tokens.input + session.tokens.output),
  },
  { id: 'duration', title: 'Duration', width: 'w-28', from: 'lg', isNumber: true, cell: durationOf },
  {
    id: 'last',
    title: 'Last message',
    width: 'w-30',
    from: 'lg',
    isNumber: true,
    cell: (session) => (session.latest_message_at === null ? '–' : <Moment at={session.latest_message_at} />),
  },
  {
    id: 'started',
    title: 'Started',
    width: 'w-26 sm:w-30',
    from: 'sm',
    isNumber: true,
    cell: (session) => <Moment at={session.started_at} />,
  },
];

/** The columns that can be left out, by id. */
export const columnChoices: readonly (readonly [id: string, title: string])[] = optional.map(({ id, title }) => [id, title]);

export const defaultColumns: readonly string[] = ['source', 'status', 'messages', 'tokens', 'started'];

export function columnsOf(ids: readonly string[], pick: Column<Session>): readonly Column<Session>[] {
  return [pick, name, ...optional.filter(({ id }) => ids.includes(id))];
}

function durationOf({ started_at: from, ended_at: to }: Session): string {
  return to === null ? 'goes on' : duration(Date.parse(to) - Date.parse(from));
}
