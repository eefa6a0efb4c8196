import type { Agent, AgentProfile } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Facts } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { ownProfileQuery } from './directory-queries.ts';

const ProfileDialog = lazy(async () => ({ default: (await import('./profile-dialog.tsx')).ProfileDialog }));

/** Whether others find it, and why not. */
function listingOf({ is_listed: isListed, status }: AgentProfile): string {
  if (isListed) return 'listed';
  return status === 'active' ? 'not listed while the agent is not active' : 'not listed';
}

/** The tab of an agent that shows its public profile and leads to its form. */
export function ProfileTab({ agent }: { readonly agent: Agent }) {
  const profile = useQuery(ownProfileQuery(useForge(), agent.slug));
  const [isEditing, setEditing] = useState(false);
  const edit = () => setEditing(true);
  return (
    <div className="flex flex-col gap-4 pb-4">
      {profile.isPending && <SkeletonRows label="profile" rows={2} />}
      {profile.isError && (
        <ErrorPanel title="The profile could not be loaded" error={profile.error} onRetry={() => void profile.refetch()} />
      )}
      {profile.data === null && (
        <EmptyState
          says="A public profile lets others find this agent in the directory."
          action={
            <Button look="primary" onClick={edit}>
              Publish a profile
            </Button>
          }
        />
      )}
      {profile.data !== undefined && profile.data !== null && (
        <>
          <Facts
            facts={[
              ['In the directory', listingOf(profile.data)],
              ['Category', profile.data.category === '' ? 'none' : profile.data.category],
              ['Changed', <Moment key="changed" at={profile.data.updated_at} />],
            ]}
          />
          <p className="rounded-lg border border-border bg-card p-4 wrap-anywhere whitespace-pre-wrap">{profile.data.introduction}</p>
          <div className="flex flex-wrap items-center gap-3">
            <Button onClick={edit}>Edit profile</Button>
            {profile.data.is_listed && (
              <Link
                to="/directory/$agt"
                params={{ agt: agent.agt_id }}
                className="inline-flex min-h-9 items-center font-medium text-primary underline underline-offset-2"
              >
                Open in the directory
              </Link>
            )}
          </div>
        </>
      )}
      <Suspense>{isEditing && <ProfileDialog agents={[agent]} onClose={() => setEditing(false)} />}</Suspense>
    </div>
  );
}
