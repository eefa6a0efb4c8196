import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { agentAtWork } from '../../../test/deliverables.ts';
import { send, sendRaw } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const problem = (code: string) => expect.objectContaining({ code, type: expect.any(String), request_id: expect.stringMatching(/^req_/) });

describe.each(enginesOf(import.meta.url))('deliverables of the native face on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
  });
  afterAll(() => w.close());

  const review = (id: string, body: object, who = boss) => who.call('POST', `/v1/deliverables/${id}/review`, body);

  test('201: a result with files; rows of lists are the same without the content', async () => {
    const { call, task, agent } = await agentAtWork(w, boss);
    const content = Buffer.from('a,b\n1,2\n').toString('base64');
    const reply = await call('POST', '/v1/deliverables', {
      task: String(task.number),
      title: 'Table',
      content: '{"rows":1}',
      content_type: 'json',
      files: [{ filename: 'table.csv', content, mime_type: 'text/csv' }],
      actions: [{ action_text: 'Check it', estimated_time_minutes: 5, notes: 'twice' }],
      metadata: { source: 'crm' },
    });
    const expected = {
      id: uuid,
      number: expect.any(Number),
      title: 'Table',
      summary: '',
      content_type: 'json',
      status: 'pending',
      version: 1,
      parent_id: null,
      feedback: null,
      task: { id: task.id, number: task.number, title: 'Write blog post', status: 'review' },
      project: null,
      agent: { id: agent.id, number: agent.number, slug: expect.any(String), display_name: 'Code Reviewer', kind: 'ai' },
      submitted_by: null,
      run_id: null,
      session_id: null,
      files: [{ id: uuid, filename: 'table.csv', mime_type: 'text/csv', bytes: 8, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      actions: [{ action_text: 'Check it', estimated_time_minutes: 5, notes: 'twice' }],
      metadata: { source: 'crm' },
      usage: null,
      provider: null,
      model: null,
      reviewed_by: null,
      reviewed_at: null,
      created_at: time,
    };
    expect([reply.status, reply.body], reply.text).toEqual([201, { ...expected, content: '{"rows":1}' }]);
    expect(reply.headers.get('location')).toBe(`/v1/deliverables/${reply.body.id}`);
    const list = await boss.call('GET', `/v1/deliverables?task=${task.number}&limit=1`);
    expect(list.body).toEqual({ data: [expected], next_cursor: null, has_more: false });
    const file = await call('GET', `/v1/deliverables/${reply.body.number}/files/${reply.body.files[0].id}`);
    expect([file.text, file.headers.get('content-type'), file.headers.get('x-content-type-options')]).toEqual([
      'a,b\n1,2\n',
      'text/csv',
      'nosniff',
    ]);
  });

  test('200: all versions with their feedback, newest first', async () => {
    const { call, submitted } = await agentAtWork(w, boss);
    const { id } = await submitted();
    await review(id, { decision: 'revision_requested', feedback: 'Name the sources.' });
    const next = await call('POST', '/v1/deliverables', { parent: id, title: 'Post 2', content: 'Text' });
    expect([next.status, next.body.parent_id, next.body.version], next.text).toEqual([201, id, 2]);
    const { versions, ...shown } = (await boss.call('GET', `/v1/deliverables/${next.body.number}`)).body;
    expect(shown).toEqual(next.body);
    expect(versions).toEqual([
      {
        id: next.body.id,
        number: next.body.number,
        version: 2,
        status: 'pending',
        title: 'Post 2',
        feedback: null,
        reviewed_by: null,
        reviewed_at: null,
        created_at: time,
      },
      expect.objectContaining({
        id,
        version: 1,
        status: 'revised',
        feedback: 'Name the sources.',
        reviewed_by: { id: boss.userId, name: 'The owner' },
      }),
    ]);
  });

  test('409: a verdict on an older version than the newest, and a revision of one that has a newer', async () => {
    const { call, submitted } = await agentAtWork(w, boss);
    const { id } = await submitted();
    await review(id, { decision: 'revision_requested', feedback: 'Again.' });
    const next = await call('POST', '/v1/deliverables', { parent: id, title: 'Post', content: 'Text' });
    const stale = await review(next.body.id, { decision: 'approved', expected_version: 1 });
    expect([stale.status, stale.body]).toEqual([409, problem('DELIVERABLE_SUPERSEDED')]);
    const twice = await call('POST', '/v1/deliverables', { parent: id, title: 'Post', content: 'Text' });
    expect([twice.status, twice.body]).toEqual([409, problem('DELIVERABLE_SUPERSEDED')]);
    expect((await review(next.body.id, { decision: 'approved', expected_version: 2 })).body.status).toBe('approved');
  });

  test('409: a claim that was lost; 403: a task of another agent; 422: a task that nobody works on', async () => {
    const { call, task, another } = await agentAtWork(w, boss);
    const stranger = await agentAtWork(w, boss);
    const body = { task: task.id, title: 'Post', content: 'Text' };
    const stale = await call('POST', '/v1/deliverables', { ...body, fence: 99 });
    expect([stale.status, stale.body]).toEqual([409, problem('TASK_LEASE_STALE')]);
    expect((await stranger.call('POST', '/v1/deliverables', body)).status).toBe(403);
    const over = await another();
    await call('POST', '/v1/deliverables', { ...body, task: over.id });
    const second = await call('POST', '/v1/deliverables', { ...body, task: over.id });
    expect([second.status, second.body]).toEqual([422, problem('TASK_ILLEGAL_MOVE')]);
  });

  test('200: what is mine, by page', async () => {
    const { call, submitted, another } = await agentAtWork(w, boss);
    const made = [await submitted(), await submitted({ task: (await another()).id }), await submitted({ task: (await another()).id })];
    const first = (await call('GET', '/v1/deliverables?mine=true&limit=2')).body;
    expect([first.has_more, first.data.map((one: any) => one.id)]).toEqual([true, [made[2]?.id, made[1]?.id]]);
    const rest = (await call('GET', `/v1/deliverables?mine=true&limit=2&cursor=${first.next_cursor}`)).body;
    expect([rest.has_more, rest.data.map((one: any) => one.id)]).toEqual([false, [made[0]?.id]]);
    for (const query of ['cursor=!!', 'limit=0', 'limit=201', 'status=open', 'mine=perhaps'])
      expect([query, (await call('GET', `/v1/deliverables?${query}`)).status]).toEqual([query, 400]);
  });

  test('201: a person hands in for a project, and another judges', async () => {
    const project = await boss.call('POST', '/v1/projects', { name: 'Launch' });
    expect(project.status, project.text).toBe(201);
    const reviewer = await member(w, boss.orgId, 'reviewer');
    const made = await reviewer.call('POST', '/v1/deliverables', { project: project.body.id, title: 'Plan', content: '1. Begin' });
    expect([made.status, made.body.project?.name, made.body.agent?.kind, made.body.submitted_by], made.text).toEqual([
      201,
      'Launch',
      'human',
      { id: reviewer.userId, name: 'The reviewer' },
    ]);
    expect((await review(made.body.id, { decision: 'approved' })).body.reviewed_by).toEqual({ id: boss.userId, name: 'The owner' });
    expect((await reviewer.call('GET', `/v1/deliverables?project=${project.body.number}`)).body.data).toHaveLength(1);
  });

  test('200: a key of the organisation that was trusted with verdicts judges; one without is refused', async () => {
    const { submitted } = await agentAtWork(w, boss);
    const { id } = await submitted();
    const judge = async (scopes: readonly string[]) => {
      const { key } = (await boss.call('POST', '/v1/credentials', { name: scopes.join(), org_wide: true, scopes })).body;
      return send(w.url, 'POST', `/v1/deliverables/${id}/review`, {
        headers: { 'x-forge-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ decision: 'approved' }),
      });
    };
    expect((await judge(['read', 'write'])).status).toBe(403);
    const reply = await judge(['deliverables:review']);
    expect([reply.status, reply.body.status, reply.body.reviewed_by]).toEqual([200, 'approved', null]);
  });

  test('a task from its making to its approval: claimed, handed in, sent back, handed in again', async () => {
    const { call, agent } = await agentAtWork(w, boss);
    const made = await boss.call('POST', '/v1/tasks', { title: 'Compare offers', assignee: agent.id });
    expect(made.status, made.text).toBe(201);
    const task = `/v1/tasks/${made.body.number}`;
    const claimed = await call('POST', `${task}/claim`, { lease_seconds: 60 });
    expect(claimed.status, claimed.text).toBe(200);
    const { fence } = claimed.body.lease;
    const first = await call('POST', '/v1/deliverables', { task: made.body.id, title: 'Offers', content: 'Three.', fence });
    expect([first.status, (await boss.call('GET', task)).body.status], first.text).toEqual([201, 'review']);
    await review(first.body.id, { decision: 'revision_requested', feedback: 'Which one?' });
    const context = await call('GET', `${task}/context`);
    expect(context.body.deliverables[0]).toMatchObject({ version: 1, status: 'revision_requested', feedback: 'Which one?' });
    const second = await call('POST', '/v1/deliverables', { parent: first.body.id, title: 'Offers', content: 'The second.' });
    expect(second.status, second.text).toBe(201);
    await review(second.body.id, { decision: 'approved', expected_version: 2 });
    expect((await boss.call('GET', task)).body).toMatchObject({
      status: 'completed',
      deliverables: { count: 2, latest: { id: second.body.id, number: second.body.number, version: 2, status: 'approved' } },
    });
    const history = (await boss.call('GET', `/v1/activity?deliverable=${second.body.id}`)).body.data.map((one: any) => one.event);
    expect(history).toEqual(['review.completed', 'deliverable.approved', 'deliverable.submitted']);
    expect((await boss.call('GET', `/v1/agents/${agent.id}/metrics`)).body.metrics).toMatchObject({
      tasks_completed: 1,
      deliverables_submitted: 2,
      deliverables_revision_requested: 1,
      approval_rate: 0.5,
      first_time_approval_rate: 0,
    });
  });

  test('what hostile content says stays text: no answer is HTML', async () => {
    const { call, submitted } = await agentAtWork(w, boss);
    const content = '<img src=x onerror=alert(1)>\u202E[x](javascript:alert(1))\u001b[31m';
    const { id } = await submitted({ content, content_type: 'html', title: '<b>x</b>' });
    const reply = await call('GET', `/v1/deliverables/${id}`);
    expect([reply.body.content, reply.body.title]).toEqual([content, '<b>x</b>']);
    expect([reply.headers.get('content-type'), reply.headers.get('x-content-type-options')]).toEqual([
      'application/json; charset=utf-8',
      'nosniff',
    ]);
  });

  test('413: a body beyond the limit of these routes, and of others still at theirs', async () => {
    const { call, task } = await agentAtWork(w, boss);
    const big = 'x'.repeat(17 * 1024 * 1024);
    const other = await call('POST', `/v1/tasks/${task.id}/comments`, { content: big });
    expect([other.status, other.body]).toEqual([413, expect.objectContaining({ status: 413 })]);
    const own = await call('POST', '/v1/deliverables', { task: task.id, title: 'Post', content: big });
    expect([own.status, own.body]).toEqual([413, problem('DELIVERABLE_TOO_LARGE')]);
    const { key } = await agentAtWork(w, boss);
    const announced = `content-type: application/json\r\ncontent-length: ${80 * 1024 * 1024}\r\nconnection: close`;
    const raw = await sendRaw(w.url, `POST /v1/deliverables HTTP/1.1\r\nhost: 127.0.0.1\r\nx-agent-key: ${key}\r\n${announced}\r\n\r\n`);
    expect(raw).toMatch(/^HTTP\/1\.1 413 /);
  });
});
