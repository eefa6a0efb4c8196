import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import type { Project } from './project.ts';
import { lockedProject } from './project-queries.ts';
import { openTaskStates } from './read-projects.ts';

const openTask = statement<{ project: string }, { id: string }>((db, arg) =>
  db.selectFrom('tasks').select('id').where('project_id', '=', arg.project).where('status', 'in', openTaskStates).limit(1),
);
// A task that was made meanwhile keeps its project: the foreign key then stops the deletion, and its next try sees the task.
const freeTasks = statement<{ project: string }>((db, arg) =>
  db.updateTable('tasks').set({ project_id: null }).where('project_id', '=', arg.project).where('status', 'not in', openTaskStates),
);
const freeDeliverables = statement<{ project: string }>((db, arg) =>
  db.updateTable('deliverables').set({ project_id: null }).where('project_id', '=', arg.project),
);
const dropKnowledge = statement<{ project: string }>((db, arg) => db.deleteFrom('knowledge').where('project_id', '=', arg.project));
const drop = statement<{ project: string }>((db, arg) => db.deleteFrom('projects').where('id', '=', arg.project));

/**
 * Deletes a project with its knowledge and rules. Its finished tasks and their deliverables stay and belong to no project.
 * @throws Refusal `not_found` project.unknown · `conflict` project.has_open_tasks
 */
export const deleteProject = mutation<string, Project>({
  grant: 'projects:write',
  work: async (tx, { caller }, address) => {
    const project = await lockedProject(tx, caller, address);
    const one = { project: project.id };
    if ((await tx.first(openTask, one)) !== undefined) {
      const text = 'The project has open tasks. Complete, cancel or move them first, or archive the project.';
      throw new Refusal('conflict', 'project.has_open_tasks', text);
    }
    for (const step of [freeTasks, freeDeliverables, dropKnowledge, drop]) await tx.run(step, one);
    return project;
  },
  record: ({ id, name, number }) => ({ event: 'project.deleted', target: id, details: { name, number } }),
});
