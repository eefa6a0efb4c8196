import type { TeamDetail, TeamMember } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';

interface TakeOutProps {
  readonly team: TeamDetail;
  readonly member: TeamMember;
  readonly userId: string | null;
  readonly onClose: () => void;
}

/** Takes somebody out of a team, or lets the reader leave it. */
export function TakeOut({ team, member, userId, onClose }: TakeOutProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const isSelf = member.user !== null && member.user.id === userId;
  const remove = useMutation({
    mutationFn: () => forge.teams.removeMember(team.id, member.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['teams'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!remove.isPending) remove.mutate();
  };
  const who = member.user?.name ?? member.email;
  return (
    <Modal title={isSelf ? `Leave ${team.name}` : `Take ${who} out of ${team.name}`} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <p>
          {isSelf
            ? 'What is shared with the team alone you will not see any more.'
            : 'They will not see any more what is shared with the team alone.'}
        </p>
        {remove.isError && <ErrorPanel title="Nothing was changed" error={remove.error} />}
        <DialogActions does={isSelf ? 'Leave' : 'Take out'} look="danger" isBusy={remove.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
