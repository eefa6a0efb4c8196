import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { agentAtWork } from '../../../test/deliverables.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

describe.each(enginesOf(import.meta.url))('comments on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
  });
  afterAll(() => w.close());

  test('201 and 200: people and agents talk about a task, each under their own name, oldest first', async () => {
    const { call, task, agent } = await agentAtWork(w, boss);
    const asked = await boss.call('POST', `/v1/tasks/${task.number}/comments`, { content: 'By when?' });
    expect([asked.status, asked.body], asked.text).toEqual([
      201,
      {
        id: expect.any(String),
        number: expect.any(Number),
        content: 'By when?',
        line: null,
        author: { kind: 'user', id: boss.userId, name: 'The owner' },
        created_at: time,
      },
    ]);
    const answered = await call('POST', `/v1/tasks/${task.id}/comments`, { content: 'Tomorrow.\nI think.' });
    expect(answered.body.author).toEqual({ kind: 'agent', id: agent.id, name: 'Code Reviewer' });
    const first = (await call('GET', `/v1/tasks/${task.id}/comments?limit=1`)).body;
    expect([first.has_more, first.data]).toEqual([true, [asked.body]]);
    const rest = (await call('GET', `/v1/tasks/${task.id}/comments?limit=1&cursor=${first.next_cursor}`)).body;
    expect(rest).toEqual({ data: [answered.body], next_cursor: null, has_more: false });
  });

  test('201: a remark on a line of a deliverable; 422 for a line that is not there', async () => {
    const { submitted } = await agentAtWork(w, boss);
    const { id, number } = await submitted({ content: 'One\nTwo\nThree' });
    const reply = await boss.call('POST', `/v1/deliverables/${id}/comments`, { content: 'Why?', line: 3 });
    expect([reply.status, reply.body.line]).toEqual([201, 3]);
    expect((await boss.call('POST', `/v1/deliverables/${number}/comments`, { content: 'All of it.' })).body.line).toBeNull();
    expect((await boss.call('POST', `/v1/deliverables/${id}/comments`, { content: 'Why?', line: 4 })).status).toBe(422);
    expect((await boss.call('GET', `/v1/deliverables/${id}/comments`)).body.data.map((one: any) => one.line)).toEqual([3, null]);
  });

  test('201 and 200 on the agents API: numbers for ids, the same remarks', async () => {
    const { call, task, submitted } = await agentAtWork(w, boss);
    const { number } = await submitted();
    const onTask = await call('POST', `/api/tasks/${task.number}/comments`, { content: 'Begun.' });
    expect([onTask.status, onTask.body], onTask.text).toEqual([
      201,
      {
        success: true,
        data: {
          id: expect.any(Number),
          content: 'Begun.',
          line: null,
          author_type: 'agent',
          author_name: 'Code Reviewer',
          created_at: time,
        },
      },
    ]);
    expect((await boss.call('GET', `/api/tasks/${task.number}/comments`)).body).toEqual({ success: true, data: [onTask.body.data] });
    const second = await boss.call('POST', `/api/tasks/${task.number}/comments`, { content: 'Good.' });
    expect((await boss.call('GET', `/api/tasks/${task.number}/comments?limit=1&offset=1`)).body.data).toEqual([second.body.data]);
    expect((await boss.call('GET', `/api/tasks/${task.number}/comments?limit=0`)).status).toBe(400);
    const onResult = await boss.call('POST', `/api/deliverables/${number}/comments`, { content: 'Why?', line: 1 });
    expect((await call('GET', `/api/deliverables/${number}/comments`)).body.data).toEqual([onResult.body.data]);
  });

  test('a name stays as it was when the comment was written', async () => {
    const { agent, call, task } = await agentAtWork(w, boss);
    await call('POST', `/v1/tasks/${task.id}/comments`, { content: 'Begun.' });
    await boss.call('PATCH', `/v1/agents/${agent.id}`, { display_name: 'Renamed' });
    expect((await boss.call('GET', `/v1/tasks/${task.id}/comments`)).body.data[0].author.name).toBe('Code Reviewer');
  });

  test('each is told in the history of its task', async () => {
    const { task, submitted, agent } = await agentAtWork(w, boss);
    const { id } = await submitted();
    await boss.call('POST', `/v1/deliverables/${id}/comments`, { content: 'Why?', line: 1 });
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('activity').selectAll().where('task_id', '=', task.id).where('event', '=', 'comment.added')),
    );
    expect(rows).toMatchObject([{ deliverable_id: id, agent_id: agent.id, actor: `user:${boss.userId}` }]);
    expect(JSON.parse(rows[0]?.data_json ?? '{}')).toMatchObject({ comment: { content: 'Why?', line: 1, author_name: 'The owner' } });
  });

  test('400 and 422: what is no remark', async () => {
    const { task } = await agentAtWork(w, boss);
    const on = (body: object) => boss.call('POST', `/v1/tasks/${task.id}/comments`, body);
    for (const body of [
      {},
      { content: '' },
      { content: 7 },
      { content: 'a\u0000b' },
      { content: 'x'.repeat(10_001) },
      { content: 'x', line: 1 },
    ])
      expect([JSON.stringify(body).slice(0, 40), (await on(body)).status]).toEqual([JSON.stringify(body).slice(0, 40), 400]);
    expect((await on({ content: ' \n' })).status).toBe(422);
    expect((await boss.call('GET', `/v1/tasks/${task.id}/comments?cursor=x`)).status).toBe(400);
  });

  test('403 and 404: another agent, a viewer, another organisation', async () => {
    const { task, submitted } = await agentAtWork(w, boss);
    const { id } = await submitted();
    const stranger = await agentAtWork(w, boss);
    const viewer = await member(w, boss.orgId, 'viewer');
    const other = await owned(w);
    for (const path of [`/v1/tasks/${task.id}/comments`, `/v1/deliverables/${id}/comments`]) {
      const statuses = await Promise.all(
        [stranger, viewer, other].map(async (who) => [
          (await who.call('GET', path)).status,
          (await who.call('POST', path, { content: 'x' })).status,
        ]),
      );
      expect(statuses).toEqual([
        [403, 403],
        [200, 403],
        [404, 404],
      ]);
    }
  });
});
