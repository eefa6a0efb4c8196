import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domainWorld } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createTask } from '../tasks/index.ts';
import { addKnowledge, createProject, deleteProject, knowledgeOf, projectRefsOf, routesAutomatically, visibleProject } from './index.ts';
import type { Project } from './index.ts';

describe.each(engines)('projects on %s', (engine) => {
  let w: DomainWorld;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterAll(() => w.close());

  it('a task that is made while its project is deleted is refused or keeps the project, and nothing breaks', async () => {
    const at = await w.org();
    for (let round = 0; round < 8; round += 1) {
      const { id } = await createProject(at, { name: 'P' });
      const [made, deleted] = await Promise.allSettled([createTask(at, { title: 'T', project: id }), deleteProject(at, id)]);
      const outcome = [made, deleted].map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.reason));
      expect([
        ['done', 'project.has_open_tasks'],
        ['project.unknown', 'done'],
      ]).toContainEqual(outcome);
    }
  });

  it('409: a project holds at most 500 texts, and an agent is given the newest 50', async () => {
    const at = await w.org();
    const project = await createProject(at, { name: 'P' });
    const add = (count: number) => addKnowledge(at, { project: project.id, title: `T${count}`, content: 'x' });
    for (let count = 1; count <= 500; count += 1) await add(count);
    await expect(add(501)).rejects.toMatchObject({ kind: 'conflict', reason: 'knowledge.too_many' });
    const given = await at.home.read((tx) => knowledgeOf(tx, project));
    expect([given.length, given[0]?.title, given.at(-1)?.title]).toEqual([50, 'T500', 'T451']);
  });

  it('references leave out what is unknown and what belongs to others', async () => {
    const [at, other] = [await w.org(), await w.org()];
    const [mine, theirs] = [await createProject(at, { name: 'Mine' }), await createProject(other, { name: 'Theirs' })];
    const refs = await at.home.read((tx) => projectRefsOf(tx, at.caller.orgId, [mine.id, mine.id, theirs.id]));
    expect([...refs.values()]).toEqual([{ id: mine.id, number: mine.number, name: 'Mine' }]);
    const find = at.home.read((tx) => visibleProject(tx, at.caller, theirs.id));
    await expect(find).rejects.toMatchObject({ kind: 'not_found', reason: 'project.unknown' });
  });

  it('a project places tasks by itself while it is active and has a default agent or a rule that is on', () => {
    const rule = { id: 'r', name: 'R', priority: 1, conditions: {}, assignTo: 'a', assignToCapability: null } as const;
    const rules = (isEnabled: boolean) => [{ ...rule, strategy: 'random' as const, fallbackTo: null, isEnabled }];
    const places = (project: Partial<Project>): boolean =>
      routesAutomatically({ status: 'active', defaultAgentId: null, rules: [], ...project } as Project);
    expect([places({}), places({ defaultAgentId: 'a' }), places({ rules: rules(true) }), places({ rules: rules(false) })]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(places({ status: 'archived', defaultAgentId: 'a' })).toBe(false);
  });
});
