import type { Task } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { AssigneeChoice } from './assignee-choice.tsx';
import { assigneesQuery } from './task-queries.ts';

/** Gives a task to somebody, or takes it away from them. */
export function AssignTask({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [assignee, setAssignee] = useState(task.assignee?.id ?? '');
  const chosen = useQuery(assigneesQuery(forge)).data?.find(({ id }) => id === assignee);
  const isOver = chosen !== undefined && chosen.kind !== 'human' && chosen.open_tasks >= chosen.max_concurrent;
  const assign = useMutation({
    mutationFn: () => forge.tasks.update(task.id, { assignee: assignee === '' ? null : assignee }),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['tasks'] }), queries.invalidateQueries({ queryKey: ['assignees'] })]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!assign.isPending) assign.mutate();
  };
  return (
    <Modal title="Assign the task" description={task.title} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <AssigneeChoice
          value={assignee}
          onChange={setAssignee}
          nobody="Nobody: back to the pool"
          hint={isOver ? `${chosen.display_name} is at the limit; the task waits there until one is done.` : undefined}
        />
        {assign.isError && <ErrorPanel title="The task was not assigned" error={assign.error} />}
        <DialogActions does="Assign" isBusy={assign.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
