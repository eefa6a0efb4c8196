import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { agentAtWork } from '../../../test/deliverables.ts';
import { send } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const textFile = { filename: 'notes.md', content: Buffer.from('# Notes').toString('base64'), mimeType: 'text/markdown' };

describe.each(enginesOf(import.meta.url))('deliverables of the agents API on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
  });
  afterAll(() => w.close());

  const review = (number: number, body: object, who = boss) => who.call('PATCH', `/api/deliverables/${number}/review`, body);

  test('201: an agent hands in a result for its task; the row is the documented one', async () => {
    const { call, task, agent } = await agentAtWork(w, boss);
    const reply = await call('POST', '/api/deliverables', {
      taskId: task.number,
      title: 'Blog post',
      summary: 'Short',
      content: '# Post',
      contentType: 'markdown',
      files: [textFile],
      actions: [{ action_text: 'Publish it' }],
      metadata: { words: 1 },
    });
    expect([reply.status, reply.body], reply.text).toEqual([
      201,
      {
        success: true,
        data: {
          id: expect.any(Number),
          task_id: task.number,
          project_id: null,
          agent_id: agent.number,
          title: 'Blog post',
          summary: 'Short',
          content: '# Post',
          content_type: 'markdown',
          files: [{ id: expect.any(String), filename: 'notes.md', mime_type: 'text/markdown', bytes: 7, sha256: expect.any(String) }],
          actions: [{ action_text: 'Publish it', estimated_time_minutes: 25, notes: null }],
          status: 'pending',
          version: 1,
          parent_id: null,
          feedback: null,
          reviewed_by: null,
          reviewed_at: null,
          metadata: { words: 1 },
          input_tokens: null,
          output_tokens: null,
          provider: null,
          model: null,
          created_at: time,
        },
      },
    ]);
  });

  test('200 and 201: sent back, read by its maker, handed in again and approved', async () => {
    const { call, submitted } = await agentAtWork(w, boss);
    const { number } = await submitted();
    expect((await review(number, { decision: 'revision_requested', feedback: 'Shorter.' })).body.data).toMatchObject({
      id: number,
      status: 'revision_requested',
      feedback: 'Shorter.',
      reviewed_by: expect.any(Number),
      reviewed_at: time,
    });
    expect((await call('GET', `/api/deliverables/${number}/feedback`)).body).toEqual({
      success: true,
      data: { id: number, status: 'revision_requested', feedback: 'Shorter.', reviewedBy: expect.any(Number), reviewedAt: time },
    });
    const next = await call('POST', `/api/deliverables/${number}/revision`, { title: 'Post', content: 'Less' });
    expect([next.status, next.body.data?.version, next.body.data?.parent_id]).toEqual([201, 2, number]);
    expect((await review(next.body.data.id, { decision: 'approved' })).body.data.status).toBe('approved');
    const found = await call('GET', `/api/deliverables/${next.body.data.id}`);
    expect(found.body.data.versions.map((one: any) => [one.version, one.status])).toEqual([
      [2, 'approved'],
      [1, 'revised'],
    ]);
  });

  test('200: lists by status, task and agent; what waits; what is mine', async () => {
    const { call, submitted, agent, task } = await agentAtWork(w, boss);
    const { number } = await submitted();
    const ids = async (path: string, who: (method: string, path: string) => Promise<{ body: any }> = boss.call) =>
      (await who('GET', path)).body.data.map((one: any) => one.id);
    for (const query of ['status=pending', `taskId=${task.number}`, `agentId=${agent.number}`, 'status=pending,approved&limit=1'])
      expect([query, await ids(`/api/deliverables?${query}`)]).toEqual([query, expect.arrayContaining([number])]);
    expect(await ids(`/api/deliverables?agentId=${agent.number}&status=approved`)).toEqual([]);
    expect(await ids('/api/deliverables/pending')).toContain(number);
    expect(await ids('/api/deliverables/mine', call)).toEqual([number]);
    expect(await ids('/api/deliverables/mine')).toEqual([]);
    expect(await ids(`/api/deliverables?agentId=${agent.number}&offset=1`)).toEqual([]);
  });

  test('200: a file comes back as it was, to be saved and not shown', async () => {
    const { call, submitted, key } = await agentAtWork(w, boss);
    const html = '<script>alert(1)</script>';
    const { number, id } = await submitted({
      files: [{ filename: 'böse "seite".html', content: Buffer.from(html).toString('base64'), mime_type: 'text/html' }],
    });
    const { files } = (await call('GET', `/v1/deliverables/${id}`)).body;
    const reply = await send(w.url, 'GET', `/api/deliverables/${number}/files/${files[0].id}`, { headers: { 'x-agent-key': key } });
    expect([reply.status, reply.text]).toEqual([200, html]);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': String(html.length),
      'content-disposition': `attachment; filename="b_se _seite_.html"; filename*=UTF-8''b%C3%B6se%20%22seite%22.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    const unknown = '0194f0c2-2222-7000-8000-000000000002';
    expect((await call('GET', `/api/deliverables/${number}/files/${unknown}`)).body.error.code).toBe('NOT_FOUND');
    expect((await call('GET', `/api/deliverables/${number}/files/..%2f..%2fetc`)).status).toBe(404);
  });

  test('201: files beyond the ordinary limit of a body are taken, up to 50 MB together', async () => {
    const { call, task } = await agentAtWork(w, boss);
    const bytes = Buffer.alloc(9_000_000, 'abc ');
    const files = [1, 2, 3].map((one) => ({ filename: `${one}.txt`, content: bytes.toString('base64'), mimeType: 'text/plain' }));
    const reply = await call('POST', '/api/deliverables', { taskId: task.number, title: 'Large', files });
    expect(reply.status, reply.text.slice(0, 500)).toBe(201);
    const [, second] = reply.body.data.files;
    const got = await call('GET', `/api/deliverables/${reply.body.data.id}/files/${second.id}`);
    expect(got.text === bytes.toString()).toBe(true);
  });

  test('400: what is not shaped as documented', async () => {
    const { call, task, submitted } = await agentAtWork(w, boss);
    const good = { taskId: task.number, title: 'Post', content: 'Text' };
    const wrong: readonly object[] = [
      { ...good, title: '' },
      { ...good, title: undefined },
      { ...good, title: 'a\nb' },
      { ...good, taskId: 0 },
      { ...good, taskId: 1.5 },
      { ...good, contentType: 'pdf' },
      { ...good, content: 'a\u0000b' },
      { ...good, content: 7 },
      { ...good, files: {} },
      { ...good, files: [{ filename: 'a.txt' }] },
      { ...good, files: [{ ...textFile, path: '/etc' }] },
      { ...good, actions: [{}] },
      { ...good, actions: [{ action_text: 'x', estimated_time_minutes: -1 }] },
      { ...good, metadata: [] },
      { ...good, unknown: 1 },
    ];
    for (const body of wrong) {
      const reply = await call('POST', '/api/deliverables', body);
      expect([JSON.stringify(body), reply.status, reply.body.error?.code]).toEqual([JSON.stringify(body), 400, 'BAD_REQUEST']);
    }
    const { number } = await submitted();
    for (const body of [{}, { decision: 'maybe' }, { decision: 'approved', reviewer: 1 }, { decision: 'approved', feedback: 7 }])
      expect((await review(number, body)).status).toBe(400);
    for (const query of ['status=done', 'limit=0', 'limit=101', 'offset=-1', 'limit=x'])
      expect([query, (await boss.call('GET', `/api/deliverables?${query}`)).status]).toEqual([query, 400]);
  });

  test('422: nothing to judge, files that are not what they say, no feedback, and a second verdict', async () => {
    const { call, task, submitted, another } = await agentAtWork(w, boss);
    const post = (more: object) => call('POST', '/api/deliverables', { taskId: task.number, title: 'Post', content: 'Text', ...more });
    const codeOf = async (more: object) => {
      const reply = await post(more);
      return [reply.status, reply.body.error?.code, ...Object.keys(reply.body.error?.errors ?? {})];
    };
    expect(await codeOf({ content: '' })).toEqual([422, 'VALIDATION_ERROR', 'content']);
    expect(await codeOf({ taskId: undefined })).toEqual([422, 'VALIDATION_ERROR', 'task']);
    expect(await codeOf({ files: [{ ...textFile, filename: '../x' }] })).toEqual([422, 'VALIDATION_ERROR', 'files/0/filename']);
    expect(await codeOf({ files: [{ ...textFile, mimeType: 'image/png' }] })).toEqual([422, 'VALIDATION_ERROR', 'files/0']);
    expect(await codeOf({ files: [{ ...textFile, content: '***' }] })).toEqual([422, 'VALIDATION_ERROR', 'files/0/content']);
    expect(await codeOf({ files: Array.from({ length: 6 }, () => textFile) })).toEqual([422, 'VALIDATION_ERROR', 'files']);
    const large = { ...textFile, content: Buffer.alloc(10 * 1024 * 1024 + 1, 'a').toString('base64') };
    expect(await codeOf({ files: [large] })).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(await codeOf({ content: 'x'.repeat(1024 * 1024 + 1) })).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const { number } = await submitted();
    expect((await review(number, { decision: 'revision_requested' })).body.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      errors: { feedback: 'Say what has to change.' },
    });
    expect((await review(number, { decision: 'approved' })).status).toBe(200);
    expect((await review(number, { decision: 'rejected' })).body.error.code).toBe('VALIDATION_ERROR');
    const busy = await another();
    await call('POST', '/api/deliverables', { taskId: busy.number, title: 'Post', content: 'Text' });
    expect(await codeOf({ taskId: busy.number })).toEqual([422, 'VALIDATION_ERROR']);
  });

  test('401 and 403: no key, an agent that judges, a viewer, a reviewer at work for another, a page without its token', async () => {
    const { call, submitted, another } = await agentAtWork(w, boss);
    const { number } = await submitted();
    expect((await send(w.url, 'GET', '/api/deliverables')).status).toBe(401);
    expect((await call('PATCH', `/api/deliverables/${number}/review`, { decision: 'approved' })).status).toBe(403);
    const viewer = await member(w, boss.orgId, 'viewer');
    expect((await review(number, { decision: 'approved' }, viewer)).status).toBe(403);
    expect((await viewer.call('GET', `/api/deliverables/${number}`)).status).toBe(200);
    const reviewer = await member(w, boss.orgId, 'reviewer');
    const foreign = { taskId: (await another()).number, title: 'Post', content: 'Text' };
    expect((await reviewer.call('POST', '/api/deliverables', foreign)).status).toBe(403);
    const stranger = await agentAtWork(w, boss);
    expect((await stranger.call('POST', '/api/deliverables', foreign)).status).toBe(403);
    for (const path of ['', '/feedback', '/comments'])
      expect((await stranger.call('GET', `/api/deliverables/${number}${path}`)).status).toBe(403);
    const forged = await boss.call('PATCH', `/api/deliverables/${number}/review`, { decision: 'approved' }, { 'x-csrf-token': 'x' });
    expect(forged.body.error.code).toBe('CSRF_INVALID');
    expect((await review(number, { decision: 'approved' }, reviewer)).status).toBe(200);
  });

  test('404: unknown ones, and those of another organisation', async () => {
    const { submitted, task } = await agentAtWork(w, boss);
    const { number, id } = await submitted();
    const other = await owned(w);
    for (const path of [`/api/deliverables/${number}`, `/api/deliverables/${id}/feedback`, `/api/deliverables/${number}/comments`])
      expect([path, (await other.call('GET', path)).status]).toEqual([path, 404]);
    expect((await review(number, { decision: 'approved' }, other)).status).toBe(404);
    expect((await other.call('POST', '/api/deliverables', { taskId: task.number, title: 'P', content: 'T' })).status).toBe(404);
    expect((await other.call('POST', `/api/deliverables/${number}/revision`, { title: 'P', content: 'T' })).status).toBe(404);
    expect((await other.call('GET', `/api/deliverables?taskId=${task.number}`)).status).toBe(404);
    expect((await other.call('GET', '/api/deliverables')).body.data).toEqual([]);
    for (const address of ['999999', 'abc', '1e3', id.replace(/.$/, 'z')])
      expect([address, (await boss.call('GET', `/api/deliverables/${address}`)).status]).toEqual([address, 404]);
  });

  test('201: a person with a key of their own hands in for their agent, and judges', async () => {
    const { agent, task } = await agentAtWork(w, boss);
    const made = await boss.call('POST', '/api/users/me/keys', {});
    const own = (method: string, path: string, body: object) =>
      send(w.url, method, path, {
        headers: { 'x-agent-key': made.body.data.apiKey, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const linked = await boss.call('PUT', `/v1/agents/${agent.id}/owner`, { user_id: boss.userId });
    expect(linked.status, linked.text).toBe(200);
    const reply = await own('POST', '/api/deliverables', { taskId: task.number, title: 'Post', content: 'Text' });
    expect([reply.status, reply.body.data?.agent_id], reply.text).toEqual([201, agent.number]);
    const wide = await boss.call('POST', '/api/users/me/keys', { scopes: ['*'] });
    const judged = await send(w.url, 'PATCH', `/api/deliverables/${reply.body.data.id}/review`, {
      headers: { 'x-agent-key': wide.body.data.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'approved' }),
    });
    expect([judged.status, judged.body.data?.status], judged.text).toEqual([200, 'approved']);
  });
});
