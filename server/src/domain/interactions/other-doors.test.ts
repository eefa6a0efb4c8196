import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { agentAtWork } from '../../../test/deliverables.ts';
import { keyCaller } from '../../../test/domain-world.ts';
import { later, resolve } from '../../../test/questions.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { systemCaller } from '../../kernel/caller.ts';
import type { At } from '../home.ts';
import { pendingMessages, postAgentMessage } from '../messages/index.ts';
import { settleOverdue } from './index.ts';

describe.each(engines)('what waits for people besides runs, on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let reviewer: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine, { interactionsMs: 3_600_000 });
    boss = await owned(w);
    reviewer = await member(w, boss.orgId, 'reviewer');
  });
  afterAll(() => w.close());

  const list = async (query: string) => (await boss.call('GET', `/v1/interactions?${query}`)).body.data;
  const shown = async (id: string) => (await boss.call('GET', `/v1/interactions/${id}`)).body;
  const reviewOf = async (deliverable: string) =>
    (await list('kind=review&limit=200')).find((one: any) => one.deliverable_id === deliverable);

  test('a result that is handed in waits for a review, and the answer is the verdict', async () => {
    const work = await agentAtWork(w, boss);
    const { id } = await work.submitted({ summary: 'All done' });
    const review = await reviewOf(id);
    expect(review).toMatchObject({ kind: 'review', state: 'open', run_id: null, agent: { id: work.agent.id }, deadline_at: null });
    expect(review).toMatchObject({ question: 'Is “Post” good?', allowed: ['approve', 'reject', 'respond'] });
    expect((await shown(review.id)).context).toEqual([{ kind: 'message', who: 'Code Reviewer', text: 'All done', at: expect.any(String) }]);
    expect((await work.call('POST', `/v1/interactions/${review.id}/resolve`, { decision: 'approve' })).status).toBe(403);
    expect((await resolve(boss.call, review.id, { decision: 'edit', input: {} })).status).toBe(422);
    const answer = await resolve(reviewer.call, review.id, { decision: 'respond', message: 'Add numbers' });
    expect(answer.body).toMatchObject({
      state: 'resolved',
      decision: 'respond',
      answer: { message: 'Add numbers' },
      resolved_by_name: 'The reviewer',
    });
    const judged = (await boss.call('GET', `/v1/deliverables/${id}`)).body;
    expect(judged).toMatchObject({ status: 'revision_requested', feedback: 'Add numbers', reviewed_by: { id: reviewer.userId } });
    expect((await resolve(boss.call, review.id, { decision: 'respond', message: 'Add numbers' })).status).toBe(200);
    const other = await resolve(boss.call, review.id, { decision: 'approve' });
    expect([other.status, other.body.code]).toEqual([409, 'INTERACTION_ALREADY_RESOLVED']);
  });

  test('a verdict through the door of deliverables answers the review; of two at once one counts', async () => {
    const work = await agentAtWork(w, boss);
    const first = await work.submitted();
    expect(
      (await boss.call('POST', `/v1/deliverables/${first.id}/review`, { decision: 'revision_requested', feedback: 'No' })).status,
    ).toBe(200);
    expect(await reviewOf(first.id)).toMatchObject({ state: 'resolved', decision: 'respond', resolved_by: `user:${boss.userId}` });
    const second = await work.submitted({ title: 'Better' });
    const review = await reviewOf(second.id);
    expect(review.question).toBe('Is “Better” (version 2) good?');
    const [through, verdict] = await Promise.all([
      resolve(boss.call, review.id, { decision: 'reject', message: 'Still no' }),
      boss.call('POST', `/v1/deliverables/${second.id}/review`, { decision: 'approved' }),
    ]);
    expect([through.status, verdict.status]).toEqual(through.status === 200 ? [200, 422] : [409, 200]);
    expect((await shown(review.id)).decision).toBe(through.status === 200 ? 'reject' : 'approve');
  });

  test('a newer version takes the place of one that nobody has judged', async () => {
    const work = await agentAtWork(w, boss);
    const first = await work.submitted();
    expect((await boss.call('PATCH', `/v1/tasks/${work.task.id}/status`, { status: 'assigned' })).status).toBe(200);
    const second = await work.submitted();
    expect((await reviewOf(first.id)).state).toBe('canceled');
    expect((await reviewOf(second.id)).state).toBe('open');
    const late = await resolve(boss.call, (await reviewOf(first.id)).id, { decision: 'approve' });
    expect([late.status, late.body.code]).toEqual([409, 'INTERACTION_CANCELED']);
  });

  const system = (): At => ({ home: w.server.home, caller: systemCaller(boss.orgId), request: { id: 'test', ip: '', userAgent: '' } });
  let key: Promise<string> | undefined;
  const agentSide = async (): Promise<At> => {
    key ??= boss.call('POST', '/v1/credentials', { name: 'agents', org_wide: true, scopes: ['write', 'read'] }).then(({ body }) => body.id);
    return { ...system(), caller: { ...keyCaller(system(), ['write', 'read']), credentialId: await key } };
  };
  const asked = async (agentType: string, content = 'Blue or red?') => {
    const at = await agentSide();
    const sessionId = randomUUID();
    await postAgentMessage(at, { sessionId, agentType, content, requiresUserInput: true, options: ['Blue', 'Red'] });
    const [question] = await list(`session=${sessionId}`);
    return { at, sessionId, question };
  };
  const heard = async (at: At, sessionId: string) => (await pendingMessages(at, { sessionId })).messages.map((one) => one.content);

  test('the question of a foreign agent is answered in the list, and the agent reads the answer', async () => {
    const { at, sessionId, question } = await asked('painter');
    expect(question).toMatchObject({ kind: 'question', run_id: null, options: ['Blue', 'Red'], message_id: expect.any(String) });
    const replies = await Promise.all(['Blue', 'Red'].map((message) => resolve(boss.call, question.id, { decision: 'respond', message })));
    const won = replies.find(({ status }) => status === 200)?.body;
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await heard(at, sessionId)).toEqual([won.answer.message]);
    expect((await boss.call('GET', `/v1/sessions/${sessionId}`)).body.status).toBe('ACTIVE');
    const declined = await asked('decliner');
    await resolve(boss.call, declined.question.id, { decision: 'reject' });
    expect(await heard(declined.at, declined.sessionId)).toEqual(['Declined.']);
  });

  test('a message answers the question of its session, and going on withdraws it', async () => {
    const { at, sessionId, question } = await asked('talker');
    expect((await boss.call('POST', `/v1/sessions/${sessionId}/messages`, { content: 'Red' })).status).toBe(201);
    expect(await shown(question.id)).toMatchObject({ state: 'resolved', decision: 'respond', answer: { message: 'Red' } });
    expect(await heard(at, sessionId)).toEqual(['Red']);
    const impatient = await asked('impatient');
    await postAgentMessage(impatient.at, { sessionId: impatient.sessionId, content: 'Never mind' });
    expect((await shown(impatient.question.id)).state).toBe('canceled');
    const over = await asked('ender');
    expect((await boss.call('POST', `/v1/sessions/${over.sessionId}/end`, {})).status).toBe(200);
    expect((await shown(over.question.id)).state).toBe('canceled');
  });

  test('the deadline of a foreign agent’s question gives it the stated answer, or says that there is none', async () => {
    const first = await asked('hasty');
    const agent = first.question.agent.id;
    for (const [rules, answer] of [
      [{ on_timeout: 'respond', timeout_answer: 'Green' }, 'Green'],
      [{ on_timeout: 'reject' }, 'Nobody answered in time.'],
    ] as const) {
      await boss.call('PUT', `/v1/agents/${agent}/interaction-rules`, { deadline_s: 60, ...rules });
      const { at, sessionId, question } = await asked('hasty');
      expect(await settleOverdue(later(w.server.home, 60_000))).toBe(1);
      expect(await heard(at, sessionId)).toEqual([answer]);
      expect((await shown(question.id)).resolved_by).toBe('system');
    }
  });

  test('a deleted session leaves nothing of what was asked and answered', async () => {
    const { sessionId, question } = await asked('secretive', 'What is the password of Ana?');
    await resolve(boss.call, question.id, { decision: 'respond', message: 'hunter2-of-ana' });
    expect((await boss.call('DELETE', `/v1/sessions/${sessionId}`)).status).toBe(204);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('interactions').selectAll().where('id', '=', question.id)),
    );
    expect(JSON.stringify(rows)).not.toMatch(/password of Ana|hunter2/);
  });

  test('an agent that is deleted leaves no open question', async () => {
    const { question } = await asked('gone');
    expect((await boss.call('DELETE', `/v1/agents/${question.agent.id}`)).status).toBeLessThan(300);
    expect((await shown(question.id)).state).toBe('canceled');
  });
});
