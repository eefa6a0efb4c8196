import type { Task } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { explainQuery } from './task-queries.ts';
import { Reasons } from './reasons.tsx';

/** Says why nobody works on a task yet. */
export function ExplainTask({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const explained = useQuery(explainQuery(useForge(), task.id));
  return (
    <Modal title="Why is it not picked?" description={task.title} isOpen onClose={onClose}>
      {explained.isPending && <SkeletonRows label="reasons" rows={2} />}
      {explained.isError && (
        <ErrorPanel title="The reasons could not be loaded" error={explained.error} onRetry={() => void explained.refetch()} />
      )}
      {explained.data !== undefined && <Reasons explained={explained.data} />}
    </Modal>
  );
}
