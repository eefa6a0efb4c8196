import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import type { Engine } from '../ports.ts';
import { createTask } from '../tasks/index.ts';
import { configureExecution, dispatchOnce } from './index.ts';

const playbook = { steps: [{ tool: 'json-utils', action: 'stringify', input: { data: 1 } }], output: 'done' };

describe.each(engines)('what one look of the dispatcher begins, on %s', (engine) => {
  let w: DomainWorld;
  let home: Home;
  beforeAll(async () => {
    w = await domainWorld(engine);
    // Accepts runs and never executes them, so that what was begun stays to be counted.
    const nothing = (): undefined => undefined;
    const idle: Engine = {
      hasRoom: () => true,
      isOverloaded: () => false,
      isDraining: () => false,
      begin: nothing,
      wake: nothing,
      cancel: nothing,
      outcome: nothing,
    };
    home = { ...w.home, engine: idle };
  });
  afterAll(() => w.close());

  const auto = async (at: At, more: Partial<Pick<Agent, 'maxConcurrent'>> = {}): Promise<Agent> => {
    const agent = await createAgent(at, { displayName: 'Worker', model: 'playbook', config: { playbook }, tools: ['json-utils'], ...more });
    await configureExecution(at, { agent: agent.id, changes: { mode: 'auto' } });
    return agent;
  };
  const tasksFor = async (at: At, agent: Agent, count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) await createTask(at, { title: `Task ${done}`, assignee: agent.id });
  };
  const runningIn = async (at: At) =>
    (await w.rows('tasks')).filter((task) => task.org_id === at.caller.orgId && task.status === 'in_progress').length;

  test('organisations take turns, however much one of them has waiting', async () => {
    const [busy, small, other] = [await w.org(), await w.org(), await w.org()];
    for (let count = 0; count < 4; count += 1) await tasksFor(busy, await auto(busy), 3);
    await tasksFor(small, await auto(small), 2);
    await tasksFor(other, await auto(other), 2);
    expect(await dispatchOnce(home, { startsMax: 6 })).toMatchObject({ started: 6, isMore: true, faults: [] });
    expect([await runningIn(busy), await runningIn(small), await runningIn(other)]).toEqual([2, 2, 2]);
    expect(await dispatchOnce(home, { startsMax: 50 })).toMatchObject({ started: 10, isMore: false });
    expect(await dispatchOnce(home, { startsMax: 50 })).toMatchObject({ started: 0, isMore: false });
  });

  test('an agent begins no more than it takes at once, counting what it does already', async () => {
    const at = await w.org();
    await tasksFor(at, await auto(at, { maxConcurrent: 2 }), 5);
    await dispatchOnce(home, { startsMax: 50 });
    await dispatchOnce(home, { startsMax: 50 });
    expect(await runningIn(at)).toBe(2);
  });

  test('of many looks at once each task is begun by one', async () => {
    const at = await w.org();
    const agents = [await auto(at), await auto(at)];
    for (const agent of agents) await tasksFor(at, agent, 5);
    const looks = await Promise.all([1, 2, 3, 4].map(() => dispatchOnce(home, { startsMax: 50 })));
    expect(looks.flatMap(({ faults }) => faults)).toEqual([]);
    expect(looks.reduce((sum, { started }) => sum + started, 0)).toBe(10);
    expect(await runningIn(at)).toBe(10);
    const runs = (await w.rows('runs')).filter((run) => run.org_id === at.caller.orgId);
    expect(new Set(runs.map((run) => run.task_id)).size).toBe(runs.length);
  });

  test('people are never executed, whatever is asked for', async () => {
    const at = await w.org();
    await person(at, 'owner');
    const human = (await w.rows('agents')).find((agent) => agent.org_id === at.caller.orgId && agent.kind === 'human');
    expect(human).toBeDefined();
    for (const changes of [{ mode: 'auto' }, { provider: 'openai' }, { model: 'playbook' }] as const) {
      await expect(configureExecution(at, { agent: human?.id ?? '', changes })).rejects.toMatchObject({ reason: 'agent.mode_invalid' });
    }
  });
});
