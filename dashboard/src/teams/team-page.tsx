import type { TeamDetail, TeamMember } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, UserPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Button } from '../ui/button.tsx';
import { PageState } from '../ui/page-state.tsx';
import { Page } from '../ui/page.tsx';
import { TeamMemberRow } from './team-member-row.tsx';
import { teamQuery } from './team-queries.ts';
import { sizeOf } from './team-words.ts';

const AddTeamMember = lazy(async () => ({ default: (await import('./add-team-member.tsx')).AddTeamMember }));
const NameDialog = lazy(async () => ({ default: (await import('./name-dialog.tsx')).NameDialog }));
const TakeOut = lazy(async () => ({ default: (await import('./take-out.tsx')).TakeOut }));
const ConfirmByName = lazy(async () => ({ default: (await import('../members/confirm-by-name.tsx')).ConfirmByName }));

/** One team: who belongs to it, and what can be done with it. */
export function TeamPage() {
  const { id } = useParams({ from: '/shell/settings/teams/$id' });
  const team = useQuery(teamQuery(useForge(), id));
  if (team.data !== undefined) return <LoadedTeam key={id} team={team.data} />;
  return <PageState noun="Team" query={team} />;
}

type Open = 'add' | 'rename' | 'delete' | TeamMember | null;

function LoadedTeam({ team }: { readonly team: TeamDetail }) {
  const { userId } = useMay();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const actions = team.can_manage && (
    <>
      <Button onClick={() => setOpen('rename')}>Rename</Button>
      {team.can_delete && <Button onClick={() => setOpen('delete')}>Delete…</Button>}
      <Button look="primary" data-shortcut="create" onClick={() => setOpen('add')}>
        <UserPlus size={16} aria-hidden />
        Add somebody
      </Button>
    </>
  );
  return (
    <>
      <Link
        to="/settings/teams"
        className="mx-auto -mb-3 inline-flex min-h-6 w-full max-w-6xl items-center gap-1 px-4 pt-4 text-muted-foreground hover:text-foreground sm:px-6"
      >
        <ArrowLeft size={16} aria-hidden />
        Teams
      </Link>
      <Page title={team.name} lead={`${sizeOf(team.members.length)}; what is shared with the team, all of them see.`} actions={actions}>
        <ul aria-label="Members of the team" className="flex flex-col divide-y divide-border rounded-lg border border-border bg-card">
          {team.members.map((member) => (
            <TeamMemberRow
              key={member.id}
              team={team}
              member={member}
              isSelf={member.user !== null && member.user.id === userId}
              onTakeOut={() => setOpen(member)}
            />
          ))}
        </ul>
      </Page>
      <Suspense>
        {open === 'add' && <AddTeamMember team={team} onClose={close} />}
        {open === 'rename' && <RenameTeam team={team} onClose={close} />}
        {open === 'delete' && <DeleteTeam team={team} onClose={close} />}
        {open !== null && typeof open === 'object' && <TakeOut team={team} member={open} userId={userId} onClose={close} />}
      </Suspense>
    </>
  );
}

interface DialogProps {
  readonly team: TeamDetail;
  readonly onClose: () => void;
}

function RenameTeam({ team, onClose }: DialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: (name: string) => forge.teams.rename(team.id, name),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['teams'] });
      onClose();
    },
  });
  return (
    <NameDialog
      title="Rename the team"
      does="Rename"
      name={team.name}
      failed="The team was not renamed"
      change={rename}
      onClose={onClose}
    />
  );
}

function DeleteTeam({ team, onClose }: DialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = async () => {
    await forge.teams.delete(team.id);
    await navigate({ to: '/settings/teams' });
    queries.removeQueries({ queryKey: ['teams', 'one', team.id] });
    await queries.invalidateQueries({ queryKey: ['teams', 'list'] });
  };
  return (
    <ConfirmByName title="Delete the team" name={team.name} does="Delete" failed="The team was not deleted" act={act} onClose={onClose}>
      <p>Everything that is shared with it is shared no more. The people stay, and so do the sessions.</p>
    </ConfirmByName>
  );
}
