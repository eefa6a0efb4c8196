import { mutation } from '../operation.ts';
import { agentIdAt } from './create-project.ts';
import type { Project, ProjectStatus } from './project.ts';
import { lockedProject, writeProject } from './project-queries.ts';
import { projectView } from './read-projects.ts';
import type { ProjectView } from './read-projects.ts';

export interface ProjectChanges {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly status?: ProjectStatus | undefined;
  /** Address of an agent; null for none. */
  readonly defaultAgent?: string | null | undefined;
}

/** Changes a project; what is left out stays. @throws Refusal `not_found` project.unknown, agent.unknown */
export const updateProject = mutation<{ readonly address: string; readonly changes: ProjectChanges }, ProjectView>({
  grant: 'projects:write',
  work: async (tx, { caller, home }, { address, changes }) => {
    const before = await lockedProject(tx, caller, address);
    const defaultAgentId = await agentIdAt(tx, caller, changes.defaultAgent);
    const after: Project = {
      ...before,
      name: changes.name ?? before.name,
      description: changes.description ?? before.description,
      status: changes.status ?? before.status,
      defaultAgentId: defaultAgentId === undefined ? before.defaultAgentId : defaultAgentId,
      updatedAt: home.clock.now(),
    };
    await writeProject(tx, after);
    return projectView(tx, caller, after);
  },
  record: ({ id }, { changes }) => ({
    event: 'project.updated',
    target: id,
    details: { changed: Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name])) },
  }),
});
