import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { insertion } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { createAgent, deleteAgent, humanAgentOf, updateAgent } from '../agents/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import { createProject, findProject, updateProject } from '../projects/index.ts';
import { chooseAgent, loadOf, previewRoute, putRoutingRules, testRouting } from './index.ts';
import type { RoutingFacts, RuleDraft } from './index.ts';

const tasks = insertion('tasks', [
  'id',
  'org_id',
  'number',
  'title',
  'description',
  'status',
  'priority',
  'context_json',
  'assignee_id',
  'fence',
  'created_by',
  'created_at',
  'updated_at',
]);

/** Gives an agent a task, as whoever chose it does in the same transaction. */
async function give(tx: Tx, at: At, agentId: string, status = 'assigned'): Promise<void> {
  const now = at.home.clock.now();
  const row = { id: newId(now), org_id: at.caller.orgId, number: await nextNumber(tx, 'tasks'), title: 'T', description: '', status };
  const rest = { priority: 2, context_json: '{}', assignee_id: agentId, fence: 0, created_by: 'system', created_at: now, updated_at: now };
  await tx.insert(tasks, [{ ...row, ...rest } as never]);
}

describe.each(engines)('routing on %s', (engine) => {
  let w: DomainWorld;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterAll(() => w.close());

  const agentIn = async (at: At, slug: string, more: { capabilities?: string[]; maxConcurrent?: number } = {}): Promise<string> =>
    (await createAgent(at, { slug, model: 'gpt-4o', ...more })).id;
  const scene = async (rules: (at: At) => Promise<RuleDraft[]>, defaultAgent?: string) => {
    const at = await w.org();
    const drafts = await rules(at);
    const { id } = await createProject(at, { name: 'P', defaultAgent });
    await putRoutingRules(at, { project: id, rules: drafts });
    return { at, projectId: id, facts: (more: Partial<RoutingFacts> = {}) => factsOf(at, id, more) };
  };
  const factsOf = async (at: At, projectId: string, more: Partial<RoutingFacts>): Promise<RoutingFacts> => ({
    orgId: at.caller.orgId,
    project: (await at.home.read((tx) => findProject(tx, at.caller.orgId, projectId))) ?? null,
    tags: [],
    priority: 2,
    type: null,
    context: {},
    requiredCapabilities: [],
    preferredAgentId: null,
    ...more,
  });
  const idOf = async (at: At, slug: string): Promise<string> =>
    (await w.rows('agents')).find((row) => row.org_id === at.caller.orgId && row.slug === slug)?.id ?? '';
  const choose = (at: At, facts: RoutingFacts) => at.home.transact((tx) => chooseAgent(tx, at.home, facts));
  const load = (at: At, id: string, count: number, status?: string) =>
    at.home.transact(async (tx) => {
      for (let made = 0; made < count; made += 1) await give(tx, at, id, status);
    });

  it('counts assigned and running work, with an entry for every agent that was asked for', async () => {
    const at = await w.org();
    const [busy, idle] = [await agentIn(at, 'busy'), await agentIn(at, 'idle')];
    await load(at, busy, 2);
    await load(at, busy, 1, 'in_progress');
    for (const status of ['review', 'completed', 'cancelled']) await load(at, busy, 1, status);
    const loads = await at.home.read((tx) => loadOf(tx, at.caller.orgId, [busy, idle]));
    expect([...loads]).toEqual([
      [busy, { open: 3, running: 1 }],
      [idle, { open: 0, running: 0 }],
    ]);
  });

  it('asks the preferred agent, then rules by priority, then the default agent, and says what became of each', async () => {
    const { at, facts, projectId } = await scene(async (own) => {
      for (const slug of ['late', 'early', 'mine']) await agentIn(own, slug);
      return [
        { name: 'Late', priority: 20, conditions: {}, assignTo: 'late' },
        { name: 'Early', priority: 10, conditions: { tagsAny: ['RESEARCH'] }, assignTo: 'early' },
      ];
    });
    const [early, late, mine] = [await idOf(at, 'early'), await idOf(at, 'late'), await idOf(at, 'mine')];
    const tagged = await facts({ tags: ['research'] });
    expect(await choose(at, tagged)).toMatchObject({ agentId: early, ruleName: 'Early', decision: 'Rule "Early": early.' });
    expect(await choose(at, await facts())).toEqual({
      agentId: late,
      ruleId: expect.any(String),
      ruleName: 'Late',
      decision: 'Rule "Late": late.',
      steps: [
        { ruleId: expect.any(String), rule: 'Early', matched: false, why: 'has none of the tags RESEARCH' },
        { ruleId: expect.any(String), rule: 'Late', matched: true, why: 'goes to late' },
      ],
    });
    expect(await choose(at, { ...tagged, preferredAgentId: mine })).toMatchObject({ agentId: mine, ruleName: null });
    await putRoutingRules(at, { project: projectId, rules: [], defaultAgent: 'mine' });
    expect(await choose(at, await facts())).toMatchObject({ agentId: mine, ruleName: null, decision: 'Project default agent: mine.' });
  });

  it('a project that is not active, and a task without one, place nothing by themselves', async () => {
    const { at, facts, projectId } = await scene(async () => []);
    await agentIn(at, 'idle');
    await updateProject(at, { address: projectId, changes: { defaultAgent: 'idle', status: 'archived' } });
    expect(await choose(at, await facts())).toMatchObject({ agentId: null, decision: 'Stays pending: the project is archived.' });
    expect((await choose(at, await facts({ project: null }))).decision).toBe('Stays pending: it belongs to no project.');
  });

  it.each<[string, RuleDraft['conditions'], Partial<RoutingFacts>, Partial<RoutingFacts>]>([
    ['any tag', { tagsAny: ['a', 'b'] }, { tags: ['B'] }, { tags: ['c'] }],
    ['all tags', { tagsAll: ['a', 'b'] }, { tags: ['b', 'a', 'c'] }, { tags: ['a'] }],
    ['a priority', { priority: { eq: 1 } }, { priority: 1 }, { priority: 2 }],
    ['bounds of the priority', { priority: { gte: 2, lte: 3 } }, { priority: 3 }, { priority: 4 }],
    ['a type', { type: 'Bug' }, { type: 'bug' }, { type: null }],
    [
      'context',
      { context: { team: 'x', deep: { a: 1, b: 2 } } },
      { context: { team: 'x', deep: { b: 2, a: 1 }, more: 1 } },
      { context: { team: 'y' } },
    ],
    ['no inherited context', { context: { toString: 'x' } }, { context: { toString: 'x' } }, { context: {} }],
  ])('a rule matches by %s', async (_what, conditions, yes, no) => {
    const { at, facts } = await scene(async (own) => {
      await agentIn(own, 'one');
      return [{ name: 'R', priority: 1, conditions, assignTo: 'one' }];
    });
    expect((await choose(at, await facts(yes))).ruleName).toBe('R');
    expect(await choose(at, await facts(no))).toMatchObject({ agentId: null, ruleName: null });
  });

  it('passes over agents that are full, paused, deleted or lack a capability, and takes the fallback', async () => {
    const { at, facts } = await scene(async (own) => {
      await agentIn(own, 'first', { maxConcurrent: 1, capabilities: ['Go'] });
      await agentIn(own, 'second', { capabilities: ['go'] });
      return [{ name: 'R', priority: 1, conditions: {}, assignTo: 'first', fallbackTo: 'second' }];
    });
    const [first, second] = [await idOf(at, 'first'), await idOf(at, 'second')];
    expect((await choose(at, await facts({ requiredCapabilities: ['GO'] }))).agentId).toBe(first);
    await load(at, first, 1);
    expect(await choose(at, await facts())).toMatchObject({ agentId: second, decision: 'Rule "R": second as fallback.' });
    await updateAgent(at, { address: 'second', changes: { status: 'paused' } });
    const none = await choose(at, await facts());
    expect(none).toMatchObject({
      agentId: null,
      decision: 'Stays pending: R: first is full (1 of 1 open tasks); fallback: second is paused.',
    });
    expect((await choose(at, await facts({ requiredCapabilities: ['sing'] }))).decision).toContain('first lacks the capability sing');
    await deleteAgent(at, 'first');
    await updateAgent(at, { address: 'second', changes: { status: 'active' } });
    expect((await choose(at, await facts())).agentId).toBe(second);
  });

  it.each([
    ['least_busy', ['c', 'b', 'c', 'a']],
    ['round_robin', ['a', 'b', 'c', 'a']],
    ['first_available', ['a', 'a', 'a', 'b']],
  ] as const)('%s picks among the agents of a capability: %j', async (strategy, expected) => {
    const { at, facts } = await scene(async (own) => {
      for (const slug of ['a', 'b', 'c']) await agentIn(own, slug, { capabilities: ['x'] });
      return [{ name: 'R', priority: 1, conditions: {}, assignToCapability: 'X', strategy }];
    });
    const ids = { a: await idOf(at, 'a'), b: await idOf(at, 'b'), c: await idOf(at, 'c') };
    await load(at, ids.a, 2);
    await load(at, ids.b, 1);
    const known = await facts();
    const { at: later, advance } = withClock(at);
    const picked: (string | null)[] = [];
    for (let count = 0; count < expected.length; count += 1) {
      advance(1_000);
      const { agentId } = await later.home.transact(async (tx) => {
        const choice = await chooseAgent(tx, later.home, known);
        if (choice.agentId !== null) await give(tx, at, choice.agentId);
        return choice;
      });
      picked.push(agentId);
    }
    expect(picked).toEqual(expected.map((slug) => ids[slug]));
  });

  it('random picks any agent of the capability', async () => {
    const { at, facts } = await scene(async (own) => {
      for (const slug of ['a', 'b']) await agentIn(own, slug, { capabilities: ['x'], maxConcurrent: 100 });
      return [{ name: 'R', priority: 1, conditions: {}, assignToCapability: 'x', strategy: 'random' }];
    });
    const known = await facts();
    const picked = new Set<string | null>();
    for (let count = 0; count < 40; count += 1) picked.add((await choose(at, known)).agentId);
    expect([...picked].sort()).toEqual([await idOf(at, 'a'), await idOf(at, 'b')].sort());
  });

  it('parallel choices never give an agent more than it takes', async () => {
    const { at, facts } = await scene(async (own) => {
      await agentIn(own, 'a', { capabilities: ['x'], maxConcurrent: 2 });
      await agentIn(own, 'b', { capabilities: ['x'], maxConcurrent: 3 });
      return [{ name: 'R', priority: 1, conditions: {}, assignToCapability: 'x' }];
    });
    const known = await facts();
    const chosen = await Promise.all(
      Array.from({ length: 10 }, () =>
        at.home.transact(async (tx) => {
          const choice = await chooseAgent(tx, at.home, known);
          if (choice.agentId !== null) await give(tx, at, choice.agentId);
          return choice.agentId;
        }),
      ),
    );
    const [a, b] = [await idOf(at, 'a'), await idOf(at, 'b')];
    const times = (id: string | null): number => chosen.filter((one) => one === id).length;
    expect([times(a), times(b), times(null)]).toEqual([2, 3, 5]);
  });

  it('a person with the capability gets work as an agent does', async () => {
    const { at, facts } = await scene(async () => [{ name: 'R', priority: 1, conditions: {}, assignToCapability: 'legal' }]);
    const { userId } = await person(at, 'reviewer');
    const own = await at.home.read((tx) => humanAgentOf(tx, at.caller.orgId, userId));
    await updateAgent(at, { address: own?.id ?? '', changes: { capabilities: ['legal'] } });
    expect((await choose(at, await facts())).agentId).toBe(own?.id);
  });

  it('a dry run changes nothing, takes rules that are not saved, and agrees with the choice', async () => {
    const { at, facts, projectId } = await scene(async (own) => {
      await agentIn(own, 'one');
      return [{ name: 'Saved', priority: 1, conditions: {}, assignTo: 'one' }];
    });
    const before = await w.rows('agents');
    expect((await at.home.read(async (tx) => previewRoute(tx, at.home, await facts()))).ruleName).toBe('Saved');
    const rules: RuleDraft[] = [{ id: 'mine', name: 'Unsaved', priority: 5, conditions: { tagsAll: ['x'] }, assignTo: 'one' }];
    const { choice, agent } = await testRouting(at, { project: projectId, tags: ['x'], rules });
    expect([choice.ruleId, choice.ruleName, agent?.slug]).toEqual(['mine', 'Unsaved', 'one']);
    expect(await w.rows('agents')).toEqual(before);
  });

  it('a deleted agent leaves defaults and rules, and a rule without anybody left is switched off', async () => {
    const { at, projectId } = await scene(async (own) => {
      await agentIn(own, 'gone');
      await agentIn(own, 'stays');
      return [
        { name: 'Only', priority: 1, conditions: {}, assignTo: 'gone' },
        { name: 'Both', priority: 2, conditions: {}, assignTo: 'stays', fallbackTo: 'gone' },
      ];
    });
    await putRoutingRules(at, { project: projectId, rules: (await rulesOf(at, projectId)) as RuleDraft[], defaultAgent: 'gone' });
    const gone = await idOf(at, 'gone');
    await deleteAgent(at, 'gone');
    const after = await at.home.read((tx) => findProject(tx, at.caller.orgId, projectId));
    expect(after?.defaultAgentId).toBeNull();
    expect(after?.rules).toMatchObject([
      { name: 'Only', assignTo: null, isEnabled: false },
      { name: 'Both', fallbackTo: null, isEnabled: true },
    ]);
    expect(JSON.stringify(after)).not.toContain(gone);
  });

  const rulesOf = async (at: At, id: string) => (await at.home.read((tx) => findProject(tx, at.caller.orgId, id)))?.rules ?? [];

  it('403: a credential that is limited to some agents does not reach rules', async () => {
    const { at, projectId } = await scene(async () => []);
    const limited = as(at, keyCaller(at, ['*'], [await agentIn(at, 'mine')]));
    const refusal = { kind: 'forbidden', reason: 'caller.is_restricted' };
    await expect(testRouting(limited, { project: projectId })).rejects.toMatchObject(refusal);
    await expect(putRoutingRules(limited, { project: projectId, rules: [] })).rejects.toMatchObject(refusal);
  });
});
