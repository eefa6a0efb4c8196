import type { Team } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { teamsQuery } from './team-queries.ts';
import { roleWords, sizeOf } from './team-words.ts';

const CreateTeam = lazy(async () => ({ default: (await import('./create-team.tsx')).CreateTeam }));

/** The teams of the organization: groups of people with whom sessions are shared together. */
export function TeamsPage() {
  const teams = useQuery(teamsQuery(useForge()));
  const { takePart } = useMay();
  const [isCreating, setCreating] = useState(false);
  const create = takePart && (
    <Button look="primary" data-shortcut="create" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      New team
    </Button>
  );
  return (
    <Page title="Teams" lead="Share a session with a team instead of with one person after the other." actions={create}>
      {teams.isPending && <SkeletonRows label="teams" rows={3} />}
      {teams.isError && <ErrorPanel title="The teams could not be loaded" error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && (
        <EmptyState
          says={
            takePart
              ? 'A team is a group of people, also from outside the organization. What is shared with it, everybody in it sees.'
              : 'There are no teams yet. Owners, admins and reviewers make them.'
          }
        />
      )}
      {teams.data !== undefined && teams.data.length > 0 && (
        <ul aria-label="Teams" className="flex flex-col divide-y divide-border overflow-hidden rounded-lg border border-border bg-card">
          {teams.data.map((team) => (
            <TeamRow key={team.id} team={team} />
          ))}
        </ul>
      )}
      <Suspense>{isCreating && <CreateTeam onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  );
}

function TeamRow({ team }: { readonly team: Team }) {
  return (
    <li className="relative flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-accent/60">
      <div className="min-w-0 flex-1">
        <Link
          to="/settings/teams/$id"
          params={{ id: team.id }}
          data-row
          className="block truncate font-medium -outline-offset-2! after:absolute after:inset-0 after:content-['']"
        >
          <bdi>{team.name}</bdi>
        </Link>
        <p className="text-xs text-muted-foreground">
          {sizeOf(team.members_count)}
          {team.role !== null && ` · you are ${roleWords[team.role].toLowerCase()}`}
        </p>
      </div>
      <ChevronRight size={16} aria-hidden className="shrink-0 text-muted-foreground" />
    </li>
  );
}
