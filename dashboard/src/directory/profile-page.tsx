import type { Agent, DirectoryEntry } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { shortId } from '../format/value.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { PageState } from '../ui/page-state.tsx';
import { useTitle } from '../ui/page.tsx';
import { Chip } from '../ui/status.tsx';
import { publicProfileQuery } from './directory-queries.ts';
import { useOwnAgents } from './own-agents.ts';
import { useVisitor } from './use-visitor.ts';

const ProfileDialog = lazy(async () => ({ default: (await import('./profile-dialog.tsx')).ProfileDialog }));

/** One agent's public profile: what it says about itself, and how to reach it. */
export function ProfilePage() {
  const { agt } = useParams({ from: '/public/directory/$agt' });
  const isMember = useVisitor().state === 'member';
  const own = useOwnAgents().find(({ agt_id: id }) => id === agt);
  const profile = useQuery(publicProfileQuery(useForge(), agt, isMember));
  if (profile.data !== undefined && profile.data !== null) return <LoadedProfile entry={profile.data} own={own} />;
  if (profile.data === null) return <NoProfile own={own} />;
  return <PageState noun="Profile" query={profile} />;
}

interface LoadedProfileProps {
  readonly entry: DirectoryEntry;
  readonly own: Agent | undefined;
}

function LoadedProfile({ entry, own }: LoadedProfileProps) {
  const [isEditing, setEditing] = useState(false);
  const name = own?.display_name ?? `Agent ${shortId(entry.agent_id)}`;
  useTitle(name);
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 p-4 sm:p-6">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <BackLink />
          <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{name}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2">
            {entry.category !== '' && <Chip>{entry.category}</Chip>}
            <IdChip id={entry.agent_id} name="id of the agent" />
          </p>
        </div>
        {own !== undefined && (
          <Button onClick={() => setEditing(true)}>
            <Pencil size={16} aria-hidden />
            Edit profile
          </Button>
        )}
      </header>
      <section aria-label="Introduction" className="rounded-lg border border-border bg-card p-5">
        <p className="wrap-anywhere whitespace-pre-wrap">{entry.introduction}</p>
      </section>
      <Reaching id={entry.agent_id} />
      <Suspense>{isEditing && own !== undefined && <ProfileDialog agents={[own]} onClose={() => setEditing(false)} />}</Suspense>
    </div>
  );
}

function Reaching({ id }: { readonly id: string }) {
  const url = `${location.origin}/api/agents/${id}/execute`;
  const command = `curl -N -X POST ${url} -H "X-Forge-Api-Key: $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '{"input":"Hello"}'`;
  return (
    <section aria-label="How to reach it" className="flex flex-col gap-2">
      <h2 className="font-semibold">How to reach it</h2>
      <p>The agent answers on this server at its own address. Its owner gives you a key that reaches it.</p>
      <CodeBlock text={command} label="call of the agent" className="whitespace-pre-wrap break-all" />
    </section>
  );
}

function NoProfile({ own }: { readonly own: Agent | undefined }) {
  const [isEditing, setEditing] = useState(false);
  useTitle('No profile');
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-5 p-4 sm:p-6">
      <div>
        <BackLink />
        <h1 className="text-2xl font-semibold tracking-tight">No public profile</h1>
      </div>
      <EmptyState
        says={own === undefined ? 'This agent has no profile, or its owner took it back.' : `${own.display_name} is not in the directory.`}
        action={
          own === undefined ? (
            <Link to="/directory" search={{}} className={buttonClass()}>
              Search the directory
            </Link>
          ) : (
            <Button look="primary" onClick={() => setEditing(true)}>
              Publish a profile
            </Button>
          )
        }
      />
      <Suspense>{isEditing && own !== undefined && <ProfileDialog agents={[own]} onClose={() => setEditing(false)} />}</Suspense>
    </div>
  );
}

function BackLink() {
  return (
    <Link to="/directory" search={{}} className="inline-flex min-h-6 items-center text-xs text-primary underline underline-offset-2">
      Directory
    </Link>
  );
}
