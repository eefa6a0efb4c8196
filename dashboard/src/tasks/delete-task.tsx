import type { Task } from '@forgeyard/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ConfirmByName } from '../members/confirm-by-name.tsx';

interface DeleteTaskProps {
  readonly task: Task;
  readonly onDeleted?: (() => void) | undefined;
  readonly onClose: () => void;
}

/** Deletes a task after its title was typed. */
export function DeleteTask({ task, onDeleted, onClose }: DeleteTaskProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const act = async () => {
    await forge.tasks.delete(task.id);
    onClose();
    onDeleted?.();
    await queries.invalidateQueries({ queryKey: ['tasks', 'list'] });
  };
  const holder = task.status === 'in_progress' ? `${task.assignee?.display_name ?? 'Somebody'} works on it and will be refused. ` : '';
  return (
    <ConfirmByName title="Delete the task" name={task.title} does="Delete" failed="The task was not deleted" act={act} onClose={onClose}>
      <p>{holder}Its comments go with it; what was delivered stays. To keep everything, cancel it instead.</p>
    </ConfirmByName>
  );
}
