import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { NameDialog } from './name-dialog.tsx';

/** Makes a team, whose first owner the person is, and goes there. */
export function CreateTeam({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (name: string) => forge.teams.create(name),
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['teams', 'list'] });
      await navigate({ to: '/settings/teams/$id', params: { id } });
    },
  });
  return <NameDialog title="New team" does="Create team" name="" failed="The team was not made" change={create} onClose={onClose} />;
}
