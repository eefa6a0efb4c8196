import type { InteractionDetail } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { membersQuery } from '../members/member-queries.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

interface AssignQuestionProps {
  readonly question: InteractionDetail;
  readonly onClose: () => void;
}

/** Hands a question to somebody, with a word to them. */
export function AssignQuestion({ question, onClose }: AssignQuestionProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const { userId } = useMay();
  const members = useQuery(membersQuery(forge)).data ?? [];
  const [to, setTo] = useState(question.assignee?.id ?? '');
  const [note, setNote] = useState('');
  const assign = useMutation({
    mutationFn: () =>
      forge.interactions.assign(question.id, { user_id: to === '' ? null : to, ...(note.trim() === '' ? {} : { note: note.trim() }) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['interactions'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!assign.isPending) assign.mutate();
  };
  const able = members.filter(({ role }) => role !== 'viewer');
  return (
    <Modal title="Assign the question" description="Whoever gets it is told, and others may still answer." isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Field label="Who answers">
          {(control) => (
            <Choice {...control} className="max-sm:h-11" value={to} onChange={(event) => setTo(event.target.value)}>
              <option value="">Anybody</option>
              {able.map(({ user }) => (
                <option key={user.id} value={user.id}>
                  {user.name ?? user.email}
                  {user.id === userId && ' (me)'}
                </option>
              ))}
            </Choice>
          )}
        </Field>
        <TextField label="Note (optional)" value={note} maxLength={500} onText={setNote} />
        {assign.isError && <ErrorPanel title="The question was not assigned" error={assign.error} />}
        <DialogActions does="Assign" isBusy={assign.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
