import type { LoginSession } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { loginSessionsQuery } from './account-queries.ts';
import { deviceWords } from './device-words.ts';
import { methodWords } from './method-words.ts';
import { Section } from './section.tsx';

/** The browsers in which the person is signed in; each of the others can be signed out. */
export function SessionsSection() {
  const forge = useForge();
  const queries = useQueryClient();
  const sessions = useQuery(loginSessionsQuery(forge));
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['account', 'sessions'] });
  const end = useMutation({ mutationFn: (id: string) => forge.account.endSession(id), onSuccess });
  const endOthers = useMutation({ mutationFn: () => forge.account.endOtherSessions(), onSuccess });
  const all = (sessions.data ?? []).toSorted((one, other) => Number(other.is_current) - Number(one.is_current));
  const hasOthers = all.some((session) => !session.is_current);
  const failed = end.error ?? endOthers.error;
  return (
    <Section
      title="Signed-in browsers"
      lead="Sign out what you do not know, and change your password then."
      actions={hasOthers && <Button onClick={() => !endOthers.isPending && endOthers.mutate()}>Sign out all others</Button>}
    >
      {sessions.isPending && <SkeletonRows label="browsers" rows={2} />}
      {sessions.isError && (
        <ErrorPanel title="The browsers could not be loaded" error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {failed !== null && <ErrorPanel title="Signing out failed" error={failed} />}
      {all.length > 0 && (
        <ul className="flex flex-col divide-y divide-border rounded-md border border-border">
          {all.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => !end.isPending && end.mutate(session.id)} />
          ))}
        </ul>
      )}
      <p role="status" className="sr-only">
        {endOthers.isSuccess && `${endOthers.data.ended} signed out.`}
      </p>
    </Section>
  );
}

function SessionRow({ session, onEnd }: { readonly session: LoginSession; readonly onEnd: () => void }) {
  const device = deviceWords(session.user_agent);
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Monitor size={18} className="shrink-0 text-muted-foreground" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium" title={session.user_agent ?? undefined}>
          {device}
          {session.is_current && (
            <span className="inline-flex h-5 items-center rounded-full bg-success-muted px-2 text-xs text-success">this browser</span>
          )}
        </p>
        <p className="text-xs text-muted-foreground">
          {session.ip ?? 'unknown address'} · {methodWords(session.method)} <Moment at={session.created_at} /> · seen{' '}
          <Moment at={session.last_seen_at} />
        </p>
      </div>
      {!session.is_current && (
        <Button look="quiet" className="text-destructive!" onClick={onEnd} aria-label={`Sign out ${device}`}>
          Sign out
        </Button>
      )}
    </li>
  );
}
