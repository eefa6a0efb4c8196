import type { TeamDetail, TeamRole } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { rolesInOrder, roleWords } from './team-words.ts';

interface AddTeamMemberProps {
  readonly team: TeamDetail;
  readonly onClose: () => void;
}

/** Adds people to a team by their addresses, one after the other; the dialog stays for the next one. */
export function AddTeamMember({ team, onClose }: AddTeamMemberProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<TeamRole>('MEMBER');
  const [isMissing, setMissing] = useState(false);
  const add = useMutation({
    mutationFn: () => forge.teams.addMember(team.id, { email: email.trim(), role }),
    onSuccess: async () => {
      setEmail('');
      await queries.invalidateQueries({ queryKey: ['teams'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!email.includes('@'));
    if (email.includes('@') && !add.isPending) add.mutate();
  };
  return (
    <Modal
      title={`Add to ${team.name}`}
      description="Somebody of the organization is in the team at once. Any other address counts as soon as its owner has confirmed it here."
      isOpen
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField
          label="E-mail"
          type="email"
          autoComplete="off"
          value={email}
          error={isMissing ? 'Write an e-mail address.' : null}
          onText={setEmail}
        />
        <Field label="As" hint="Admins add and take out members; owners also delete the team.">
          {(control) => (
            <Choice
              {...control}
              value={role}
              onChange={(event) => setRole(rolesInOrder.find((each) => each === event.target.value) ?? 'MEMBER')}
            >
              {rolesInOrder
                .filter((each) => each !== 'OWNER' || team.can_delete)
                .map((each) => (
                  <option key={each} value={each}>
                    {roleWords[each]}
                  </option>
                ))}
            </Choice>
          )}
        </Field>
        {add.isError && <ErrorPanel title="Nobody was added" error={add.error} />}
        <p role="status" className="text-success empty:sr-only">
          {add.isSuccess && `${add.data.user?.name ?? add.data.email} was added.`}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Done</Button>
          <Button type="submit" look="primary" aria-disabled={add.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Modal>
  );
}
