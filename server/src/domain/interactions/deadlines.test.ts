import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { alwaysAsk, ask, caller, endOf, later, resolve, upper, waiting } from '../../../test/questions.ts';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { escalateDue, settleOverdue } from './index.ts';

const minute = 60_000;

describe.each(engines)('rules for what waits for people, on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let deputy: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine, { interactionsMs: 3_600_000 });
    boss = await owned(w);
    deputy = await member(w, boss.orgId, 'reviewer');
  });
  afterAll(() => w.close());

  const rule = (agent: string, rules: object) => boss.call('PUT', `/v1/agents/${agent}/interaction-rules`, rules);
  const shown = async (id: string) => (await boss.call('GET', `/v1/interactions/${id}`)).body;
  const overdue = (ms: number) => settleOverdue(later(w.server.home, ms));
  /** A run that waits under a rule of one minute. */
  const ruled = async (name: string, rules: object, kind: 'approval' | 'question' = 'approval') => {
    const agent = await caller(boss.call, name, [kind === 'approval' ? upper('yes') : ask({ question: 'Well?' })], alwaysAsk);
    expect((await rule(agent, { deadline_s: 60, ...rules })).status).toBe(200);
    return { agent, ...(await waiting(boss.call, agent)) };
  };

  test('rules are set as a whole, read back, and held against who is there', async () => {
    const agent = await caller(boss.call, 'ruled', [upper('a')]);
    const none = {
      assignee_user_id: null,
      deadline_s: null,
      on_timeout: 'wait',
      timeout_answer: null,
      escalate_after_s: null,
      escalate_user_id: null,
    };
    expect((await boss.call('GET', `/v1/agents/ruled/interaction-rules`)).body).toEqual(none);
    const set = { ...none, assignee_user_id: deputy.userId, deadline_s: 3_600, on_timeout: 'respond', timeout_answer: 'No' };
    expect((await rule(agent, set)).body).toEqual(set);
    expect((await rule(agent, { escalate_after_s: 60 })).body).toEqual({ ...none, escalate_after_s: 60 });
    const viewer = await member(w, boss.orgId, 'viewer');
    for (const [wrong, status] of [
      [{ on_timeout: 'respond' }, 422],
      [{ escalate_user_id: deputy.userId }, 422],
      [{ assignee_user_id: viewer.userId }, 422],
      [{ deadline_s: 59 }, 400],
      [{ on_timeout: 'explode' }, 400],
      [{ deadline: 60 }, 400],
    ] as const)
      expect((await rule(agent, wrong)).status, JSON.stringify(wrong)).toBe(status);
  });

  test('nobody answers a tool call in time: what was stated is done, once, by the server', async () => {
    const approved = await ruled('approves', { on_timeout: 'approve' });
    const rejected = await ruled('rejects', { on_timeout: 'reject' });
    const told = await ruled('responds', { on_timeout: 'respond', timeout_answer: 'as last year' });
    const patient = await ruled('waits', { on_timeout: 'wait' });
    expect(await overdue(30_000)).toBe(0);
    const both = await Promise.all([overdue(minute), overdue(minute)]);
    expect(both[0] + both[1]).toBe(3);
    expect((await endOf(boss.call, approved.run.id)).result).toEqual({ result: 'YES' });
    expect((await endOf(boss.call, rejected.run.id)).steps[1].error).toEqual({ code: 'NOT_ANSWERED', message: 'Nobody answered in time.' });
    expect((await endOf(boss.call, told.run.id)).output).toBe('as last year');
    expect(await shown(approved.question.id)).toMatchObject({ state: 'resolved', decision: 'approve', resolved_by: 'system' });
    expect(await shown(rejected.question.id)).toMatchObject({ state: 'expired', decision: 'reject', resolved_by: 'system' });
    expect(await shown(told.question.id)).toMatchObject({ state: 'resolved', decision: 'respond', answer: { message: 'as last year' } });
    expect(await shown(patient.question.id)).toMatchObject({ state: 'open', on_timeout: 'wait' });
    const log = (await boss.call('GET', `/v1/sessions/${rejected.run.session_id}/events?limit=100`)).body.data;
    expect(log.filter((one: any) => one.type === 'interaction.resolved').map((one: any) => one.payload.is_timeout)).toEqual([true]);
    for (const { question } of [approved, rejected]) {
      const late = await resolve(boss.call, question.id, { decision: 'approve' });
      expect([late.status, late.body.code]).toEqual([409, 'INTERACTION_EXPIRED']);
    }
    expect((await resolve(boss.call, patient.question.id, { decision: 'approve' })).status).toBe(200);
  });

  test('nobody answers a question in time: the call fails, or has the stated answer', async () => {
    const silent = await ruled('silent', { on_timeout: 'approve' }, 'question');
    const stated = await ruled('stated', { on_timeout: 'respond', timeout_answer: 'Q1' }, 'question');
    await overdue(minute);
    expect((await endOf(boss.call, silent.run.id)).steps[1].error.code).toBe('NOT_ANSWERED');
    expect((await endOf(boss.call, stated.run.id)).result).toEqual({ answer: 'Q1' });
  });

  test('of an answer and the deadline at the same moment exactly one counts', async () => {
    for (const name of ['close', 'closer', 'closest']) {
      const { run, question } = await ruled(name, { on_timeout: 'reject' });
      const [answer, settled] = await Promise.all([resolve(boss.call, question.id, { decision: 'approve' }), overdue(minute)]);
      expect([answer.status, settled]).toEqual(answer.status === 200 ? [200, 0] : [409, 1]);
      expect((await endOf(boss.call, run.id)).status).toBe(answer.status === 200 ? 'completed' : 'failed');
      const log = (await boss.call('GET', `/v1/sessions/${run.session_id}/events?limit=100`)).body.data;
      expect(log.filter((one: any) => one.type === 'interaction.resolved')).toHaveLength(1);
    }
  });

  test('what nobody answered for a while is given to whom the rules name, once', async () => {
    const rules = { assignee_user_id: boss.userId, on_timeout: 'wait', escalate_after_s: 120, escalate_user_id: deputy.userId };
    const { question } = await ruled('escalates', rules);
    expect(question.assignee.id).toBe(boss.userId);
    const escalate = (ms: number) => escalateDue(later(w.server.home, ms));
    expect(await escalate(minute)).toBe(0);
    const moved = await Promise.all([escalate(2 * minute), escalate(2 * minute)]);
    expect(moved[0] + moved[1]).toBe(1);
    expect(await shown(question.id)).toMatchObject({ state: 'open', assignee: { id: deputy.userId }, escalated_at: expect.any(String) });
    await resolve(deputy.call, question.id, { decision: 'approve' });
    expect(await escalate(60 * minute)).toBe(0);
  });

  test('what waits for a member who leaves, or may not answer any more, waits for everybody, and the rules name nobody', async () => {
    const leaver = await member(w, boss.orgId, 'admin');
    const { agent, question } = await ruled('orphans', {
      assignee_user_id: leaver.userId,
      on_timeout: 'wait',
      escalate_after_s: 600,
      escalate_user_id: leaver.userId,
    });
    expect((await boss.call('DELETE', `/v1/members/${leaver.userId}`)).status).toBe(204);
    expect((await shown(question.id)).assignee).toBeNull();
    const after = (await boss.call('GET', `/v1/agents/${agent}/interaction-rules`)).body;
    expect(after).toMatchObject({ assignee_user_id: null, escalate_user_id: null, escalate_after_s: 600 });
    expect((await boss.call('DELETE', `/v1/agents/${agent}`)).status).toBeLessThan(300);
    await endOf(boss.call, (await shown(question.id)).run_id);
    expect((await shown(question.id)).state).toBe('canceled');
    const demoted = await member(w, boss.orgId, 'reviewer');
    const kept = await ruled('demotes', { assignee_user_id: demoted.userId, on_timeout: 'wait' });
    expect((await boss.call('PATCH', `/v1/members/${demoted.userId}`, { role: 'viewer' })).status).toBe(200);
    expect((await shown(kept.question.id)).assignee).toBeNull();
    const left = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('interaction_rules').selectAll().where('agent_id', '=', agent)),
    );
    expect(left).toEqual([]);
  });
});

describe.each(sharedEngines)('two servers on one %s', () => {
  test('what one server’s run asks is answered, or done by default, through either, and once', async () => {
    const { first, second, close } = await twoServers();
    try {
      const agent = await caller(first.call, 'shared', [upper('yes')], alwaysAsk);
      await first.call('PUT', `/v1/agents/${agent}/interaction-rules`, { deadline_s: 60, on_timeout: 'approve', escalate_after_s: 60 });
      const asked = [await waiting(first.call, agent), await waiting(first.call, agent)];
      const answers = await Promise.all(
        [first, second, first, second].map((one, index) =>
          resolve(one.call, asked[0]?.question.id, { decision: 'respond', message: `answer ${index}` }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
      const homes = [first, second].map((one) => later(one.server.home, minute));
      const moved = await Promise.all(homes.map((home) => escalateDue(home)));
      const settled = await Promise.all(homes.map((home) => settleOverdue(home)));
      expect([moved.reduce((sum, one) => sum + one), settled.reduce((sum, one) => sum + one)]).toEqual([1, 1]);
      for (const { run } of asked) expect((await endOf(second.call, run.id)).status).toBe('completed');
    } finally {
      await close();
    }
  });
});
