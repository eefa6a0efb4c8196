import type { Caller } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import type { ReadTx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { nextNumber } from '../counter.ts';
import { mutation } from '../operation.ts';
import type { Project } from './project.ts';
import { projectFact } from './project.ts';
import { insertProject } from './project-queries.ts';
import { projectView } from './read-projects.ts';
import type { ProjectView } from './read-projects.ts';

export interface NewProject {
  readonly name: string;
  readonly description?: string | undefined;
  /** Address of an agent. */
  readonly defaultAgent?: string | null | undefined;
}

/** Makes a project, active, without rules. @throws Refusal `not_found` agent.unknown */
export const createProject = mutation<NewProject, ProjectView>({
  grant: 'projects:write',
  work: async (tx, at, input) => {
    const now = at.home.clock.now();
    const project: Project = {
      id: newId(now),
      orgId: at.caller.orgId,
      number: await nextNumber(tx, 'projects'),
      name: input.name,
      description: input.description ?? '',
      status: 'active',
      defaultAgentId: (await agentIdAt(tx, at.caller, input.defaultAgent)) ?? null,
      rules: [],
      createdAt: now,
      updatedAt: now,
    };
    await insertProject(tx, project);
    await recordActivity(tx, at, { event: 'project.created', projectId: project.id, data: { project: projectFact(project) } });
    return projectView(tx, at.caller, project);
  },
  record: ({ id, name, defaultAgentId }) => ({
    event: 'project.created',
    target: id,
    details: { name, ...(defaultAgentId === null ? {} : { default_agent: defaultAgentId }) },
  }),
});

/** The UUID behind an address that may have been left out or be null. @throws Refusal `not_found` agent.unknown */
export async function agentIdAt(tx: ReadTx, caller: Caller, address: string | null | undefined): Promise<string | null | undefined> {
  return address === undefined || address === null ? address : (await visibleAgent(tx, caller, address)).id;
}
