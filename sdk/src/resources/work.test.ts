import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveServer } from '../../test/live-server.ts';
import type { LiveServer } from '../../test/live-server.ts';
import { ConflictError, Forgeyard, InvalidRequestError, NotFoundError } from '../index.ts';

let server: LiveServer;
let forge: Forgeyard;

beforeAll(async () => {
  server = await liveServer();
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key, timeoutMs: 15_000 });
  await forge.agents.create({ slug: 'writer', template: 'data-cleanup', capabilities: ['writing'] });
});

afterAll(() => server.stop(), 20_000);

describe('work through the client, against the real server', () => {
  test('a task goes from the pool to its verdict', async () => {
    const task = await forge.tasks.create({ title: 'Pool', required_capabilities: ['writing'], context: { words: 100 } });
    expect(await forge.tasks.explain(task.number)).toMatchObject({ state: 'pickable' });
    const claimed = await forge.tasks.claim(task.id, { agent: 'writer', lease_seconds: 30 });
    const fence = claimed.lease?.fence ?? -1;
    expect((await forge.tasks.extend(task.id, { fence, lease_seconds: 600 })).fence).toBe(fence);
    await expect(forge.tasks.extend(task.id, { fence: fence + 1 })).rejects.toBeInstanceOf(ConflictError);
    expect(await forge.tasks.progress(task.id, { message: 'Half', percent: 50, fence })).toMatchObject({ event: 'task.progress_updated' });
    expect((await forge.tasks.context(task.id)).task.context).toEqual({ words: 100 });
    await forge.tasks.comment(task.id, 'Look here');
    expect((await forge.tasks.comments(task.id).all()).map(({ content }) => content)).toEqual(['Look here']);

    const file = { filename: 'a.txt', content: btoa('plain'), mime_type: 'text/plain' };
    const made = await forge.deliverables.submit({ task: task.id, title: 'Text', content: 'One\nTwo', files: [file], fence });
    await forge.deliverables.comment(made.id, { content: 'Which?', line: 2 });
    expect((await forge.deliverables.comments(made.number).all())[0]).toMatchObject({ line: 2 });
    expect(new TextDecoder().decode(await forge.deliverables.file(made.id, made.files[0]?.id ?? ''))).toBe('plain');
    await forge.deliverables.review(made.id, { decision: 'approved', expected_version: 1 });
    await expect(forge.deliverables.review(made.id, { decision: 'rejected' })).rejects.toBeInstanceOf(InvalidRequestError);
    expect((await forge.tasks.list({ status: ['completed', 'cancelled'], sort: 'priority' })).data).toMatchObject([{ id: task.id }]);
    expect((await forge.activity.list({ task: task.id, event: 'deliverable.*' }).all()).length).toBeGreaterThan(1);
    await forge.tasks.delete(task.id);
    await expect(forge.tasks.get(task.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a task is changed, given back, cancelled, and begun by nobody without an assignee', async () => {
    const { id } = await forge.tasks.create({ title: 'Moved', assignee: 'writer' });
    expect(await forge.tasks.update(id, { priority: 4, tags: ['late'] })).toMatchObject({ priority: 4, tags: ['late'] });
    expect(await forge.tasks.setStatus(id, 'in_progress')).toMatchObject({ status: 'in_progress' });
    expect(await forge.tasks.release(id)).toMatchObject({ status: 'pending', assignee: null });
    await expect(forge.tasks.execute(id)).rejects.toBeInstanceOf(ConflictError);
    expect(await forge.tasks.update(id, { status: 'cancelled' })).toMatchObject({ status: 'cancelled' });
  });

  test('a project has knowledge, and rules that find an agent', async () => {
    const project = await forge.projects.create({ name: 'Website', description: 'Texts' });
    const text = await forge.projects.knowledge.add(project.id, { title: 'Tone', content: 'Short', kind: 'guideline' });
    await forge.projects.knowledge.update(project.id, text.id, { content: 'Shorter' });
    expect(await forge.projects.knowledge.list(project.number, { kind: 'guideline' }).all()).toMatchObject([{ content: 'Shorter' }]);
    const rule = { name: 'Writing', priority: 1, conditions: { tags_any: ['text'] }, assign_to_capability: 'writing' };
    expect(await forge.projects.routing.test(project.id, { tags: ['text'], rules: [rule] })).toMatchObject({ agent: { slug: 'writer' } });
    expect(await forge.projects.routing.replace(project.id, [rule])).toMatchObject([{ name: 'Writing', strategy: 'least_busy' }]);
    expect(await forge.projects.routing.rules(project.id)).toHaveLength(1);
    const task = await forge.tasks.create({ title: 'Routed', project: project.number, tags: ['text'], assignee: 'auto' });
    expect(task).toMatchObject({ assignee: { slug: 'writer', kind: 'ai' }, routing: { rule: expect.any(String) } });
    expect((await forge.tasks.context(task.id)).knowledge).toHaveLength(1);
    await expect(forge.projects.delete(project.id)).rejects.toBeInstanceOf(ConflictError);
    await forge.tasks.delete(task.id);
    await forge.projects.knowledge.remove(project.id, text.number);
    expect(await forge.projects.update(project.id, { status: 'archived' })).toMatchObject({ status: 'archived', knowledge_count: 0 });
    await forge.projects.delete(project.id);
    expect(await forge.projects.list({ q: 'Website' }).all()).toEqual([]);
  });

  test('agents tell how they work, what they came to, and who may be assigned', async () => {
    expect(await forge.agents.execution.update('writer', { mode: 'polling' })).toMatchObject({ mode: 'polling', provider_key: null });
    expect(await forge.agents.execution.get('writer')).toMatchObject({ mode: 'polling' });
    expect(await forge.agents.execution.test('writer', { provider: 'openai', model: 'nothing' })).toMatchObject({ connected: false });
    const { metrics, days } = await forge.agents.metrics('writer', '7d');
    expect([metrics.tasks_completed, days.length]).toEqual([1, 7]);
    const assignees = await forge.agents.assignees();
    expect(assignees.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['human', 'ai']));
    const person = assignees.find(({ kind }) => kind === 'human');
    expect(await forge.agents.setOwner('writer', person?.owner_user_id ?? null)).toMatchObject({ owner: { id: person?.owner_user_id } });
    await expect(forge.agents.webhook.get('writer')).rejects.toBeInstanceOf(NotFoundError);
    expect((await forge.agents.webhook.put('writer', { url: 'https://nowhere.invalid/' })).secret).toMatch(/^whsec_/);
    await forge.agents.webhook.delete('writer');
  });

  test('webhooks are made, changed, tried and looked at', async () => {
    const { id, secret } = await forge.webhooks.create({ url: 'https://nowhere.invalid/', events: ['task.*'] });
    expect(await forge.webhooks.update(id, { description: 'Mine' })).toMatchObject({ description: 'Mine' });
    const rotated = await forge.webhooks.rotateSecret(id, 1);
    expect([rotated.secret === secret, rotated.previous_secret_until]).toEqual([false, expect.any(String)]);
    const sent = await forge.webhooks.test(id, 'task.assigned');
    const detail = () => forge.webhooks.deliveries.get(id, sent.id);
    await expect.poll(async () => (await detail()).attempts_log.length, { timeout: 30_000 }).toBeGreaterThan(0);
    expect((await detail()).attempts_log[0]?.request_headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(await forge.webhooks.deliveries.list(id, { state: ['pending', 'retrying'] }).all()).toHaveLength(1);
    expect(await forge.webhooks.deliveries.resend(id, sent.id)).toMatchObject({ id: sent.id });
    expect(await forge.webhooks.recover(id, '2026-01-01T00:00:00.000Z')).toEqual({ deliveries: 0 });
    expect((await forge.webhooks.events()).map(({ name }) => name)).toContain('deliverable.submitted');
    await forge.webhooks.delete(id);
    expect(await forge.webhooks.list().all()).toEqual([]);
  });
});
