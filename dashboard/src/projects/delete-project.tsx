import type { Project } from '@forgeyard/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { ConfirmByName } from '../members/confirm-by-name.tsx';

/** Deletes a project after its name was typed. */
export function DeleteProject({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = async () => {
    await forge.projects.delete(project.id);
    await navigate({ to: '/projects' });
    await queries.invalidateQueries({ queryKey: ['projects', 'list'] });
  };
  return (
    <ConfirmByName
      title="Delete the project"
      name={project.name}
      does="Delete"
      failed="The project was not deleted"
      act={act}
      onClose={onClose}
    >
      <p>Agents no longer get its {count(project.knowledge_count)}, and its rules route nothing any more.</p>
    </ConfirmByName>
  );
}

function count(entries: number): string {
  return entries === 1 ? 'one piece of knowledge' : `${entries} pieces of knowledge`;
}
