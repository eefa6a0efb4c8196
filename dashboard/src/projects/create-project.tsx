import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { WorkerChoice } from './worker-choice.tsx';

/** The dialog that makes a project. */
export function CreateProject({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [agent, setAgent] = useState('');
  const [isUnnamed, setUnnamed] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      forge.projects.create({
        name: name.trim(),
        ...(description.trim() === '' ? {} : { description }),
        ...(agent === '' ? {} : { default_agent: agent }),
      }),
    onSuccess: async (project) => {
      await queries.invalidateQueries({ queryKey: ['projects', 'list'] });
      await navigate({ to: '/projects/$id', params: { id: String(project.number) } });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setUnnamed(name.trim() === '');
    if (name.trim() === '') return focusFirstFault(event.currentTarget);
    if (!create.isPending) create.mutate();
  };
  return (
    <Modal title="New project" isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField label="Name" error={isUnnamed ? 'Give the project a name.' : null} autoComplete="off" value={name} onText={setName} />
        <Field label="Description">
          {(control) => <TextArea {...control} rows={3} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        <WorkerChoice
          label="Default agent"
          nobody="None"
          hint="Gets automatic tasks that no rule gives to somebody else."
          value={agent}
          onChange={setAgent}
        />
        {create.isError && <ErrorPanel title="The project was not created" error={create.error} />}
        <DialogActions does="Create project" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
