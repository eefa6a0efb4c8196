import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { callerIdentity } from '../../kernel/caller.ts';
import { createAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { createProject } from '../projects/index.ts';
import { createTask, getTask, listTasks, listTasksByOffset, taskStatuses, updateTask } from './index.ts';
import type { TaskDetails, TaskFilter, TaskStatus } from './index.ts';

const slugs = ['one', 'two', 'three'];
const made = 40;

/** The legal steps to each status for a task that an agent has. */
const stepsTo: { readonly [S in TaskStatus]: readonly TaskStatus[] } = {
  pending: [],
  assigned: [],
  in_progress: ['in_progress'],
  review: ['in_progress', 'review'],
  completed: ['in_progress', 'review', 'completed'],
  cancelled: ['cancelled'],
};

describe.each(engines)('lists of tasks on %s', (engine) => {
  let w: DomainWorld;
  let boss: At;
  let limited: At;
  let all: readonly TaskDetails[];
  let project: string;
  beforeAll(async () => {
    w = await domainWorld(engine);
    boss = await w.org();
    const agents = [];
    for (const slug of slugs) agents.push(await createAgent(boss, { slug, model: 'gpt-4o', maxConcurrent: 100 }));
    project = (await createProject(boss, { name: 'P' })).id;
    limited = as(boss, keyCaller(boss, ['*'], [agents[0]?.id ?? '', agents[1]?.id ?? '']));
    const ids: string[] = [];
    for (let at = 0; at < made; at += 1) {
      const status = taskStatuses[(at * 5) % taskStatuses.length] ?? 'pending';
      const { id } = await createTask(at % 7 === 0 ? limited : boss, {
        title: at % 3 === 0 ? `Needle ${at}` : `Task ${at}`,
        priority: 1 + (at % 4),
        tags: at % 2 === 0 ? ['even'] : ['odd'],
        ...(at % 5 === 0 ? { project } : {}),
      });
      if (status !== 'pending') await updateTask(boss, { task: id, changes: { assignee: slugs[at % slugs.length] ?? null } });
      for (const step of stepsTo[status]) await updateTask(boss, { task: id, changes: { status: step } });
      ids.push(id);
    }
    all = await Promise.all(ids.map((id) => getTask(boss, id)));
  });
  afterAll(() => w.close());

  /** What a list must hold, found by looking at every task. */
  const expected = (at: At, filter: TaskFilter, sort: 'newest' | 'priority'): string[] =>
    all
      .filter(
        (task) =>
          (at.caller.agentIds === null ||
            task.status === 'pending' ||
            task.createdBy === callerIdentity(at.caller) ||
            (task.assignee !== null && at.caller.agentIds.has(task.assignee.id))) &&
          (filter.statuses?.includes(task.status) ?? true) &&
          (filter.priority ?? task.priority) === task.priority &&
          (filter.project === undefined || task.project?.id === project) &&
          (filter.tag === undefined || task.tags.includes(filter.tag)) &&
          (filter.text === undefined || task.title.toLowerCase().includes(filter.text)) &&
          (filter.agent === undefined || (task.assignee?.slug ?? 'none') === filter.agent),
      )
      .toSorted((one, other) =>
        sort === 'newest' ? (one.id < other.id ? 1 : -1) : one.priority - other.priority || (one.id < other.id ? -1 : 1),
      )
      .map((task) => task.id);

  test('any filter, in any order, for any caller, finds exactly what the caller may see, page by page and by offset', async () => {
    const maybe = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const requests = fc.record({
      isLimited: fc.boolean(),
      sort: fc.constantFrom('newest' as const, 'priority' as const),
      limit: fc.constantFrom(3, 7, 100),
      statuses: fc.option(fc.uniqueArray(fc.constantFrom(...taskStatuses), { minLength: 1 }), { nil: undefined }),
      priority: maybe([1, 2, 4]),
      agent: maybe(['one', 'two', 'none']),
      tag: maybe(['even', 'nothing']),
      text: maybe(['needle']),
      isInProject: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(requests, async ({ isLimited, isInProject, sort, limit, ...rest }) => {
        const at = isLimited ? limited : boss;
        const filter: TaskFilter = { ...rest, project: isInProject ? project : undefined };
        const wanted = expected(at, filter, sort);
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page <= made; page += 1) {
          const { items, nextCursor } = await listTasks(at, { ...filter, sort, limit, cursor });
          seen.push(...items.map((task) => task.id));
          if (nextCursor === null) break;
          cursor = nextCursor;
        }
        expect(seen).toEqual(wanted);
        const part = await listTasksByOffset(at, { ...filter, sort, limit, offset: 2 });
        expect(part.map((task) => task.id)).toEqual(wanted.slice(2, 2 + limit));
      }),
      { numRuns: 120 },
    );
  });
});
