import type { Knowledge, Project } from '@forgeyard/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { ConfirmByName } from '../members/confirm-by-name.tsx';

interface RemoveKnowledgeProps {
  readonly project: Project;
  readonly entry: Knowledge;
  readonly onClose: () => void;
}

/** Removes one piece of knowledge after its title was typed. */
export function RemoveKnowledge({ project, entry, onClose }: RemoveKnowledgeProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const act = async () => {
    await forge.projects.knowledge.remove(project.id, entry.id);
    onClose();
    await queries.invalidateQueries({ queryKey: ['projects'], predicate: ({ queryKey }) => queryKey[1] !== 'rules' });
  };
  return (
    <ConfirmByName title="Remove the knowledge" name={entry.title} does="Remove" failed="It was not removed" act={act} onClose={onClose}>
      <p>Agents that begin a task of this project no longer get it. It cannot be brought back.</p>
    </ConfirmByName>
  );
}
