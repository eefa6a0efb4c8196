import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '@forgeyard/sdk';
import { count } from '../format/value.ts';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { Status } from '../ui/status.tsx';
import { sourceOf } from './source.ts';

/** State, agent, source and size of a session in one line. */
export function SessionFacts({ session }: { readonly session: Session }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Status', <Status value={session.status} />],
    [
      'Agent',
      <Link to="/agents/$slug" params={{ slug: session.agent.slug }} className="text-primary underline underline-offset-2">
        {session.agent.slug}
      </Link>,
    ],
    ['Source', sourceOf(session)],
    ['Started', <Moment at={session.started_at} />],
    ['Runs', count(session.runs_count)],
    ['Tokens', `${count(session.tokens.input)} in, ${count(session.tokens.output)} out`],
    ['Id', <IdChip id={session.id} name="session id" />],
  ];
  return (
    <>
      <Facts facts={facts} />
      {session.last_error !== null && <p className="rounded-lg bg-destructive-muted p-3 wrap-anywhere">{session.last_error}</p>}
    </>
  );
}
