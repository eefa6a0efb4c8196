import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createAgent } from '../agents/index.ts';
import { claimRuns } from '../runs/index.ts';
import { createTask } from '../tasks/index.ts';
import { executeTask } from './index.ts';

const playbook = { steps: [], output: 'done' };

describe.each(engines)('the task of a run that nobody executes, on %s', (engine) => {
  let w: DomainWorld;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterAll(() => w.close());

  test.each([
    ['is past its time limit', { deadline_at: 1 }, 'timeout'],
    ['was interrupted too often', { attempt: 5 }, 'unknown'],
    ['was cancelled', { cancel_requested_at: 1 }, null],
  ] as const)('is assigned again when the run %s', async (_name, row, category) => {
    const at = await w.org();
    const agent = await createAgent(at, { slug: 'worker', model: 'playbook', config: { playbook } });
    const task = await createTask(at, { title: 'Write', assignee: agent.id });
    const { run } = await executeTask(at, { task: task.id });
    const orphan = { state: 'running', started_at: 1, lease_owner: 'gone', lease_until: 1, ...row };
    await at.home.transact((tx) => tx.query((db) => db.updateTable('runs').set(orphan).where('id', '=', run.runId).returning('id')));
    await claimRuns(at.home, { limit: 100, areOldLeasesDead: false, isActiveHere: () => false });
    const found = (await w.rows('tasks')).find(({ id }) => id === task.id);
    expect(found).toMatchObject({ status: 'assigned', error_category: category, assignee_id: agent.id });
    expect(found?.retry_at).toBeGreaterThan(at.home.clock.now());
    expect((await w.rows('runs')).find(({ id }) => id === run.runId)?.state).not.toBe('running');
  });
});
