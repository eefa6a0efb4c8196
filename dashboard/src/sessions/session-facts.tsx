import type { SessionDetail } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { duration } from '../format/time.ts';
import { count } from '../format/value.ts';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { SessionStatus } from './session-status.tsx';
import { sourceOf } from './source.ts';

/** How many are always there on a phone. */
const factsAtOnce = 3;

/** State, agent, source and size of a session in one line; above all why it failed. */
export function SessionFacts({ session }: { readonly session: SessionDetail }) {
  const isNarrow = useNarrow();
  const facts = factsOf(session);
  return (
    <>
      {session.last_error !== null && (
        <p role="alert" className="flex gap-2 rounded-lg border border-destructive/50 bg-destructive-muted p-3 wrap-anywhere">
          <CircleAlert size={18} aria-hidden className="mt-0.5 shrink-0 text-destructive" />
          {session.last_error}
        </p>
      )}
      {isNarrow ? (
        <div className="flex flex-col gap-1">
          <Facts facts={facts.slice(0, factsAtOnce)} />
          <details>
            <summary className="flex min-h-6 items-center text-xs font-medium text-muted-foreground">More about the session</summary>
            <div className="pt-2">
              <Facts facts={facts.slice(factsAtOnce)} />
            </div>
          </details>
        </div>
      ) : (
        <Facts facts={facts} />
      )}
    </>
  );
}

function factsOf(session: SessionDetail): readonly (readonly [string, ReactNode])[] {
  const { ended_at: ended, heartbeat_at: heartbeat } = session;
  const facts: (readonly [string, ReactNode])[] = [
    ['Status', <SessionStatus session={session} />],
    [
      'Agent',
      <Link to="/agents/$slug" params={{ slug: session.agent.slug }} className="text-primary underline underline-offset-2">
        {session.agent.display_name}
      </Link>,
    ],
    ['Started', <Moment at={session.started_at} />],
    ['Source', sourceOf(session)],
  ];
  if (ended !== null) facts.push(['Duration', duration(Date.parse(ended) - Date.parse(session.started_at))]);
  if (heartbeat !== null && ended === null) facts.push(['Last sign of life', <Moment at={heartbeat} />]);
  if (session.runs_count > 0) facts.push(['Runs', count(session.runs_count)]);
  facts.push(
    ['Messages', count(session.messages_count)],
    ['Tokens', `${count(session.tokens.input)} in, ${count(session.tokens.output)} out`],
    ['Id', <IdChip id={session.id} name="session id" />],
  );
  return facts;
}
