import type { Member, Role } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { roleWords } from './role-words.ts';
import { personName } from './who.ts';

interface ChangeRoleProps {
  readonly member: Member;
  readonly role: Role;
  readonly onClose: () => void;
}

/** Says what the new role means before it is given. */
export function ChangeRole({ member, role, onClose }: ChangeRoleProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => forge.members.setRole(member.user.id, role),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['members'] }), queries.invalidateQueries({ queryKey: ['me'] })]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate();
  };
  const name = personName(member.user);
  return (
    <Modal title={`Make ${name} ${roleWords[role].label.toLowerCase()}`} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <dl className="grid gap-2">
          <div>
            <dt className="text-xs text-muted-foreground">Now: {roleWords[member.role].label}</dt>
            <dd>May {roleWords[member.role].may}</dd>
          </div>
          <div>
            <dt className="text-xs text-muted-foreground">Then: {roleWords[role].label}</dt>
            <dd>May {roleWords[role].may}</dd>
          </div>
        </dl>
        <p className="text-muted-foreground">It counts within a second, in every browser where {name} is signed in.</p>
        {change.isError && <ErrorPanel title="The role was not changed" error={change.error} />}
        <DialogActions does="Change role" isBusy={change.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
