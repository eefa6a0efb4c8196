import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

/** Makes an organization that the person owns, and goes there. */
export function CreateOrg({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: async () => forge.orgs.switch((await forge.orgs.create({ name: name.trim() })).id),
    onSuccess: async () => {
      void queries.resetQueries();
      await navigate({ to: '/agents' });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isEmpty = name.trim() === '';
    setFault(isEmpty ? 'Give the organization a name.' : null);
    if (!isEmpty && !create.isPending) create.mutate();
  };
  return (
    <Modal
      title="New organization"
      description="It has members, agents and keys of its own; nothing is shared with the others."
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField label="Name" autoComplete="off" error={fault} value={name} onText={setName} />
        {create.isError && <ErrorPanel title="The organization was not made" error={create.error} />}
        <DialogActions does="Create organization" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
