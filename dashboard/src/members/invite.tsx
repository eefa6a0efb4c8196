import type { InvitationCreate, Role, User } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { InvitationLink } from './invitation-link.tsx';
import { RolePicker } from './role-picker.tsx';
import { rolesGivenBy } from './role-words.ts';

interface Draft {
  readonly isAgent: boolean;
  readonly email: string;
  readonly role: Role;
}

/** Invites a person by address and role, or an agent to register itself; then the link, once. */
export function Invite({ viewer, onClose }: { readonly viewer: User; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({ isAgent: false, email: '', role: 'reviewer' });
  const [fault, setFault] = useState<string | null>(null);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const create = useMutation({
    mutationFn: () => forge.invitations.create(bodyOf(draft)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['invitations'] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const isBad = !draft.isAgent && !/^\S+@\S+$/.test(draft.email.trim());
    setFault(isBad ? 'Type the e-mail address of the person.' : null);
    if (isBad) return focusFirstFault(event.currentTarget);
    if (!create.isPending) create.mutate();
  };
  if (create.isSuccess) return <InvitationLink invitation={create.data} onClose={onClose} />;
  return (
    <Modal title="Invite" isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Whom isAgent={draft.isAgent} onChange={(isAgent) => change({ isAgent })} />
        {draft.isAgent ? (
          <p className="text-muted-foreground">
            The agent presents the invitation when it registers and then has an account and keys of its own in this organization.
          </p>
        ) : (
          <>
            <TextField
              label="E-mail"
              hint="Only an account with this address can accept."
              type="email"
              autoComplete="off"
              error={fault}
              value={draft.email}
              onText={(email) => change({ email })}
            />
            <RolePicker roles={rolesGivenBy(viewer.role)} chosen={draft.role} onChange={(role) => change({ role })} />
          </>
        )}
        {create.isError && <ErrorPanel title="The invitation was not made" error={create.error} />}
        <DialogActions does="Create invitation" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function bodyOf({ isAgent, email, role }: Draft): InvitationCreate {
  return isAgent ? { kind: 'agent' } : { kind: 'member', role, email: email.trim() };
}

function Whom({ isAgent, onChange }: { readonly isAgent: boolean; readonly onChange: (isAgent: boolean) => void }) {
  return (
    <Field label="Whom">
      {(control) => (
        <Choice {...control} value={isAgent ? 'agent' : 'member'} onChange={(event) => onChange(event.target.value === 'agent')}>
          <option value="member">A person</option>
          <option value="agent">An agent that registers itself</option>
        </Choice>
      )}
    </Field>
  );
}
