import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, domainWorld, keyCaller, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { taskOf } from '../../../test/tasks.ts';
import { engines } from '../../../test/world.ts';
import { readActivity } from '../activity/index.ts';
import { callerIdentity } from '../../kernel/caller.ts';
import { createAgent, holdAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { createProject } from '../projects/index.ts';
import { assignTask, getTask, lockTaskById, moveTask } from '../tasks/index.ts';
import type { TaskMove } from '../tasks/index.ts';
import {
  deliverableOfRun,
  deliverablesOfTask,
  getDeliverable,
  insertDeliverable,
  listDeliverables,
  reviewDeliverable,
  submitDeliverable,
} from './index.ts';

const result = { title: 'Post', content: 'Text' };

describe.each(engines)('deliverables on %s', (engine) => {
  let w: DomainWorld;
  let org: At;
  let count = 0;
  beforeAll(async () => {
    w = await domainWorld(engine);
    org = await w.org();
  });
  afterAll(() => w.close());

  /** An agent of its own, a caller that is it, and a task it works on. */
  const work = async (more = {}) => {
    const agent = await createAgent(org, { slug: `maker-${(count += 1)}`, model: 'gpt-4o' });
    const task = await taskOf(w.home, org.caller.orgId, agent.id, more);
    const key = { ...keyCaller(org, ['read', 'write'], [agent.id]), keyKind: 'agent_key' as const, agentId: agent.id };
    return { agent, task, self: as(org, key) };
  };
  const owner = async () => as(org, await person(org));
  const statusOf = async (id: string) => (await getTask(org, id)).status;
  const eventsOf = async (deliverableId: string) =>
    (await w.home.read((tx) => readActivity(tx, org.caller.orgId, { deliverableId, limit: 50 }))).items.map(({ event }) => event);

  test('a submitted result is version 1, pending, and its task is in review', async () => {
    const { agent, task, self } = await work();
    const made = await submitDeliverable(self, {
      ...result,
      task: String(task.number),
      actions: [{ text: 'Read', minutes: 25, notes: null }],
    });
    expect(made).toMatchObject({ version: 1, status: 'pending', parentId: null, contentType: 'markdown', agent: { id: agent.id } });
    expect(made.task).toMatchObject({ id: task.id, status: 'review' });
    expect(await eventsOf(made.id)).toEqual(['deliverable.submitted']);
  });

  test('approval completes the task and tells so twice: the verdict, and that a review ended', async () => {
    const { task, self } = await work();
    const { id } = await submitDeliverable(self, { ...result, task: task.id });
    const boss = await owner();
    const done = await reviewDeliverable(boss, { id, decision: 'approved', feedback: 'Good' });
    expect([done.status, done.feedback, done.reviewedBy?.name, await statusOf(task.id)]).toEqual(['approved', 'Good', 'P', 'completed']);
    expect(await eventsOf(id)).toEqual(['review.completed', 'deliverable.approved', 'deliverable.submitted']);
  });

  test.each(['revision_requested', 'rejected'] as const)('%s gives the task back to its assignee', async (decision) => {
    const { agent, task, self } = await work();
    const { id } = await submitDeliverable(self, { ...result, task: task.id });
    await reviewDeliverable(await owner(), { id, decision, feedback: 'Name the sources.' });
    const after = await getTask(org, task.id);
    expect([after.status, after.assignee?.id]).toEqual(['assigned', agent.id]);
    expect(await eventsOf(id)).toContain(`deliverable.${decision}`);
  });

  test('a revision takes the place of the version before it, and every version keeps its feedback', async () => {
    const { task, self } = await work();
    const boss = await owner();
    const first = await submitDeliverable(self, { ...result, task: task.id });
    await reviewDeliverable(boss, { id: first.id, decision: 'revision_requested', feedback: 'Shorter' });
    const second = await submitDeliverable(self, { ...result, title: 'Shorter post', parent: first.id });
    expect([second.version, second.parentId, await statusOf(task.id)]).toEqual([2, first.id, 'review']);
    const { versions } = await getDeliverable(boss, first.id);
    expect(versions.map(({ version, status, feedback }) => [version, status, feedback])).toEqual([
      [2, 'pending', null],
      [1, 'revised', 'Shorter'],
    ]);
    expect((await w.home.read((tx) => deliverablesOfTask(tx, task.id))).map(({ title }) => title)).toEqual(['Shorter post', 'Post']);
  });

  test('a plain submission for the task is the next version too', async () => {
    const { task, self } = await work();
    const first = await submitDeliverable(self, { ...result, task: task.id });
    await reviewDeliverable(await owner(), { id: first.id, decision: 'rejected' });
    const second = await submitDeliverable(self, { ...result, task: task.id });
    expect([second.version, second.parentId]).toEqual([2, first.id]);
    expect((await getDeliverable(org, first.id)).deliverable.status).toBe('rejected');
  });

  test('of two revisions of one version at once, one is taken and the other conflicts', async () => {
    const { task, self } = await work();
    const first = await submitDeliverable(self, { ...result, task: task.id });
    await reviewDeliverable(await owner(), { id: first.id, decision: 'revision_requested', feedback: 'Again' });
    const both = await Promise.allSettled(
      [1, 2].map((one) => submitDeliverable(self, { ...result, title: `Try ${one}`, parent: first.id })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ kind: 'conflict', reason: 'deliverable.superseded' });
    expect((await w.home.read((tx) => deliverablesOfTask(tx, task.id))).length).toBe(2);
  });

  test('of two first results at once, one is taken', async () => {
    const { task, self } = await work();
    const both = await Promise.allSettled([1, 2].map((one) => submitDeliverable(self, { ...result, title: `Try ${one}`, task: task.id })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ kind: 'unprocessable', reason: 'task.illegal_move' });
    expect((await w.home.read((tx) => deliverablesOfTask(tx, task.id))).map(({ version }) => version)).toEqual([1]);
  });

  /** What a person with authority over tasks does by hand. */
  const move = (id: string, to: TaskMove['to']) =>
    w.home.transact(async (tx) => {
      const task = await lockTaskById(tx, w.home, id);
      if (task !== undefined) await moveTask(tx, org, task, { to });
    });

  test('a verdict leaves a task alone that somebody took out of review', async () => {
    const { task, self } = await work();
    const { id } = await submitDeliverable(self, { ...result, task: task.id });
    await move(task.id, 'cancelled');
    expect((await reviewDeliverable(await owner(), { id, decision: 'approved' })).status).toBe('approved');
    expect(await statusOf(task.id)).toBe('cancelled');
  });

  test('a version that was never judged gives way to a newer one as well', async () => {
    const { task, self } = await work();
    const first = await submitDeliverable(self, { ...result, task: task.id });
    await move(task.id, 'assigned');
    const second = await submitDeliverable(self, { ...result, task: task.id });
    const verdict = reviewDeliverable(await owner(), { id: first.id, decision: 'approved' });
    await expect(verdict).rejects.toMatchObject({ kind: 'conflict', reason: 'deliverable.superseded' });
    const { versions } = await getDeliverable(org, second.id);
    expect(versions.map(({ status }) => status)).toEqual(['pending', 'revised']);
  });

  test('of two verdicts at once, one counts and the other is refused', async () => {
    const { task, self } = await work();
    const { id } = await submitDeliverable(self, { ...result, task: task.id });
    const [one, two] = [await owner(), await owner()];
    const both = await Promise.allSettled([
      reviewDeliverable(one, { id, decision: 'approved' }),
      reviewDeliverable(two, { id, decision: 'rejected' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject({
      kind: 'unprocessable',
      reason: 'deliverable.reviewed',
    });
    expect((await eventsOf(id)).filter((event) => event === 'review.completed')).toHaveLength(1);
    expect((await w.rows('audit_entries')).filter(({ target }) => target === id)).toHaveLength(1);
  });

  test('a reviewer who read an older version is told that a newer one arrived', async () => {
    const { task, self } = await work();
    const boss = await owner();
    const first = await submitDeliverable(self, { ...result, task: task.id });
    await reviewDeliverable(boss, { id: first.id, decision: 'revision_requested', feedback: 'Again' });
    const second = await submitDeliverable(self, { ...result, parent: first.id });
    const stale = reviewDeliverable(boss, { id: second.id, decision: 'approved', expectedVersion: 1 });
    await expect(stale).rejects.toMatchObject({ kind: 'conflict', reason: 'deliverable.superseded' });
    const again = reviewDeliverable(boss, { id: first.id, decision: 'approved' });
    await expect(again).rejects.toMatchObject({ kind: 'unprocessable', reason: 'deliverable.reviewed' });
    expect((await reviewDeliverable(boss, { id: second.id, decision: 'approved', expectedVersion: 2 })).status).toBe('approved');
  });

  test('a revision needs feedback; what nobody sent back cannot be revised', async () => {
    const { task, self } = await work();
    const { id } = await submitDeliverable(self, { ...result, task: task.id });
    const boss = await owner();
    for (const feedback of [undefined, '', ' \n'])
      await expect(reviewDeliverable(boss, { id, decision: 'revision_requested', feedback })).rejects.toMatchObject({
        kind: 'unprocessable',
        reason: 'deliverable.feedback_needed',
      });
    await expect(submitDeliverable(self, { ...result, parent: id })).rejects.toMatchObject({ reason: 'deliverable.not_revisable' });
  });

  test('an agent never judges, whatever its key allows', async () => {
    const { agent, task, self } = await work();
    const { id } = await submitDeliverable(self, { ...result, task: task.id });
    const mighty = as(org, { ...keyCaller(org, ['*']), keyKind: 'agent_key', agentId: agent.id });
    await expect(reviewDeliverable(mighty, { id, decision: 'approved' })).rejects.toMatchObject({ reason: 'deliverable.agent_verdict' });
    await expect(reviewDeliverable(self, { id, decision: 'approved' })).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
  });

  test("another agent's task is refused; a lost claim is refused; a task that is not being worked on takes nothing", async () => {
    const { task } = await work();
    const stranger = await work();
    const submit = (at: At, more = {}) => submitDeliverable(at, { ...result, task: task.id, ...more });
    await expect(submit(stranger.self)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(submit(as(org, keyCaller(org, ['*'])), { fence: 7 })).rejects.toMatchObject({ reason: 'task.lease_stale' });
    await submit(as(org, keyCaller(org, ['*'])), { fence: 1 });
    await expect(submit(as(org, keyCaller(org, ['*'])))).rejects.toMatchObject({ reason: 'task.illegal_move' });
    const viewer = as(org, await person(org, 'viewer'));
    await expect(submit(viewer)).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
    const reviewer = as(org, await person(org, 'reviewer'));
    const other = await work();
    await expect(submitDeliverable(reviewer, { ...result, task: other.task.id })).rejects.toMatchObject({ reason: 'task.anothers' });
  });

  test('a result for a project needs no task; its revisions are a chain of their own', async () => {
    const { agent, self } = await work();
    const project = await createProject(org, { name: 'Launch' });
    const boss = await owner();
    const first = await submitDeliverable(self, { ...result, project: String(project.number) });
    expect([first.version, first.task, first.project?.id, first.agent?.id]).toEqual([1, null, project.id, agent.id]);
    await reviewDeliverable(boss, { id: first.id, decision: 'revision_requested', feedback: 'More' });
    const second = await submitDeliverable(self, { ...result, parent: first.id });
    const { versions } = await getDeliverable(boss, first.id);
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    await expect(submitDeliverable(self, { ...result, parent: first.id })).rejects.toMatchObject({ reason: 'deliverable.superseded' });
    expect((await reviewDeliverable(boss, { id: second.id, decision: 'approved' })).status).toBe('approved');
    const byPerson = await submitDeliverable(boss, { ...result, project: project.id });
    expect([byPerson.agent?.kind, byPerson.submittedBy?.name]).toEqual(['human', 'P']);
  });

  test('what is for nothing, for two places, or empty is refused', async () => {
    const { task, self } = await work();
    const elsewhere = await createProject(org, { name: 'Other' });
    const refused = (input: object) => submitDeliverable(self, { ...result, ...input }).catch((error: unknown) => error);
    expect(await refused({})).toMatchObject({ reason: 'deliverable.for_nothing' });
    expect(await refused({ task: task.id, project: elsewhere.id })).toMatchObject({ reason: 'deliverable.for_two' });
    expect(await refused({ task: task.id, content: ' ' })).toMatchObject({ reason: 'deliverable.empty' });
    expect(await refused({ task: task.id, content: 'é'.repeat(600_000) })).toMatchObject({ reason: 'deliverable.too_large' });
    expect(await refused({ task: task.id, metadata: { x: 'y'.repeat(70_000) } })).toMatchObject({ reason: 'deliverable.metadata' });
    expect((await w.home.read((tx) => deliverablesOfTask(tx, task.id))).length).toBe(0);
  });

  test('lists keep to what the caller reaches, and "mine" to what the caller made', async () => {
    const [one, two] = [await work(), await work()];
    const a = await submitDeliverable(one.self, { ...result, task: one.task.id });
    const b = await submitDeliverable(two.self, { ...result, task: two.task.id });
    const list = async (at: At, more = {}) => (await listDeliverables(at, { limit: 200, ...more })).items.map(({ id }) => id);
    expect(await list(one.self)).toEqual([a.id]);
    expect(await list(org)).toEqual(expect.arrayContaining([a.id, b.id]));
    expect(await list(org, { agent: two.agent.id })).toEqual([b.id]);
    expect(await list(org, { task: String(one.task.number) })).toEqual([a.id]);
    expect(await list(one.self, { mine: true })).toEqual([a.id]);
    expect(await list(await owner(), { mine: true })).toEqual([]);
    expect(await list(org, { agent: two.agent.id, statuses: ['approved'] })).toEqual([]);
    const elsewhere = await w.org();
    expect(await list(elsewhere)).toEqual([]);
    await expect(getDeliverable(elsewhere, a.id)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(getDeliverable(two.self, a.id)).rejects.toMatchObject({ kind: 'forbidden', reason: 'deliverable.out_of_scope' });
  });

  test('who takes a task over sees what was made for it before; so does the key that made the task', async () => {
    const [first, second] = [await work(), await work()];
    const maker = as(org, keyCaller(org, ['read', 'write'], []));
    const task = await taskOf(w.home, org.caller.orgId, first.agent.id, { created_by: callerIdentity(maker.caller) });
    const { id } = await submitDeliverable(first.self, { ...result, task: task.id });
    const seen = async (at: At) => (await listDeliverables(at, { limit: 200 })).items.map((one) => one.id);
    expect([await seen(second.self), await seen(maker), await seen(first.self)]).toEqual([[], [id], [id]]);
    await reviewDeliverable(await owner(), { id, decision: 'rejected' });
    await w.home.transact(async (tx) => {
      const [held, agent] = [await lockTaskById(tx, w.home, task.id), await holdAgent(tx, second.agent.id)];
      if (held !== undefined && agent !== undefined) await assignTask(tx, org, held, agent);
    });
    expect([await seen(second.self), await seen(maker), await seen(first.self)]).toEqual([[id], [id], [id]]);
    for (const at of [second.self, maker]) expect((await getDeliverable(at, id)).deliverable.status).toBe('rejected');
  });

  test('pages join without gaps', async () => {
    const { self, agent } = await work();
    const project = await createProject(org, { name: 'Paged' });
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await submitDeliverable(self, { ...result, project: project.id })).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDeliverables(org, { agent: agent.id, limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(made.reverse());
  });

  test('what the server makes of a run carries its usage, model and provider', async () => {
    const { agent, task } = await work();
    const runId = '0194f0c2-2222-7000-8000-00000000000a';
    const usage = { inputTokens: 10, outputTokens: 20 };
    const given = { ...result, task, agentId: agent.id, runId, usage, provider: 'openai', model: 'gpt-4o' };
    await w.home.transact((tx) => insertDeliverable(tx, org, given));
    const found = await w.home.read((tx) => deliverableOfRun(tx, runId));
    expect(found).toMatchObject({ inputTokens: 10, outputTokens: 20, provider: 'openai', model: 'gpt-4o', task: { status: 'review' } });
  });
});
