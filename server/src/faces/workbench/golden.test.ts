import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import {
  configure,
  execute,
  generateKey,
  linkOwner,
  metrics,
  ownDetails,
  ownTasks,
  printed,
  register,
  testSaved,
  testUnsaved,
  update,
} from '../../../test/printed-agents-api.ts';
import { runPrinted, shapeOf, shapeWithin } from '../../../test/printed-curl.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';
import { readSettings } from '../../config.ts';

test('the printed commands address the port that a server has by default', () => {
  expect(readSettings({}).FORGEYARD_PORT).toBe(3001);
});

describe.each(enginesOf(import.meta.url))('the examples of contract 2 as printed, on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await member(w, (await w.call('GET', '/v1/me')).body.org.id, 'admin');
  });
  afterAll(() => w.close());

  const research = {
    name: 'Research Agent',
    type: 'supervised',
    description: 'Performs market research',
    capabilities: ['research', 'analysis'],
  };
  const agent = async (more: object = {}): Promise<{ id: number; uuid: string }> => {
    const reply = await boss.call('POST', '/api/agents', { ...research, maxConcurrentTasks: 3, ...more });
    expect(reply.status, reply.text).toBe(201);
    return reply.body.data;
  };
  const run = (command: string, id: number, ...more: readonly (readonly [string, string])[]): Promise<Reply> =>
    runPrinted(w.url, command, [
      ['/api/agents/1', `/api/agents/${id}`],
      ['YOUR_CSRF_TOKEN', boss.csrf],
      ['cookies.txt', boss.cookie],
      ...more,
    ]);
  const keyOf = async (id: number): Promise<string> => (await boss.call('POST', `/api/agents/${id}/keys`)).body.data.apiKey;
  const task = async (assignee: string, more: object = {}): Promise<{ id: string; number: number }> => {
    const reply = await w.call('POST', '/v1/tasks', {
      title: 'Write blog post',
      description: 'Create a post about AI agents',
      assignee,
      ...more,
    });
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };
  /** Whatever the printed answer has, the actual one has too, of the same kind. */
  const expectShape = (reply: Reply, answer: unknown, status = 200): void => {
    expect([reply.status, reply.body?.success], reply.text).toEqual([status, true]);
    expect(shapeWithin(reply.body.data, answer)).toEqual(shapeOf(answer));
  };

  test('Register Agent: the printed request, and every printed value but id and time', async () => {
    const reply = await run(register, 0);
    expectShape(reply, printed.registered, 201);
    const { id: _id, created_at: _at, ...values } = printed.registered;
    expect(reply.body.data).toMatchObject(values);
  });

  test('List All Agents: rows with every printed member', async () => {
    const { id } = await agent();
    await boss.call('PATCH', `/api/agents/${id}`, { webhookUrl: printed.row.webhook_url, webhookEvents: printed.row.webhook_events });
    for (const query of [
      '',
      '?capability=research',
      '?status=active',
      '?available=true',
      '?capability=research&status=active&available=true',
    ]) {
      const reply = await boss.call('GET', `/api/agents${query}`);
      expectShape(reply, [printed.row]);
      expect(reply.body.data[0]).toMatchObject({ ...printed.row, id, created_at: expect.any(String), updated_at: expect.any(String) });
    }
  });

  test('Get Agent Details: with keys', async () => {
    const { id } = await agent({ capabilities: ['research'] });
    const key = (await boss.call('POST', `/api/agents/${id}/keys`, { name: 'Production Key' })).body.data;
    expect((await runPrinted(w.url, ownDetails, [['cav_ak_...', key.apiKey]])).status).toBe(200);
    const used = async (): Promise<unknown> => (await boss.call('GET', `/api/agents/${id}`)).body.data.keys[0].last_used_at;
    await expect.poll(used, { timeout: 30_000 }).toEqual(expect.any(String));
    const reply = await boss.call('GET', `/api/agents/${id}`);
    expectShape(reply, printed.details);
    expect(reply.body.data).toMatchObject({ id, name: 'Research Agent', capabilities: ['research'], status: 'active' });
    expect(reply.body.data.keys).toMatchObject([{ key_prefix: key.prefix, name: 'Production Key', scopes: ['read', 'write'] }]);
  });

  test('Get Agent Metrics: exactly the printed members', async () => {
    const { id } = await agent({ name: 'Code Reviewer' });
    const reply = await run(metrics, id);
    expect(reply.status, reply.text).toBe(200);
    const { metrics: names, ...rest } = reply.body.data;
    expect(Object.keys(names)).toEqual(Object.keys(printed.metrics.metrics));
    expect(rest).toMatchObject({ agentId: id, agentName: 'Code Reviewer', period: '30d' });
    expect(shapeOf(rest.recentActivity)).toEqual(shapeOf(printed.metrics.recentActivity));
  });

  test('Update Agent: the printed request', async () => {
    const { id } = await agent();
    const reply = await run(update, id);
    expect([reply.status, reply.body.data.status, reply.body.data.max_concurrent_tasks], reply.text).toEqual([200, 'inactive', 5]);
  });

  test('Delete Agent: agent and keys are gone', async () => {
    const { id } = await agent();
    const key = await keyOf(id);
    expect((await boss.call('DELETE', `/api/agents/${id}`)).body.success).toBe(true);
    expect((await boss.call('GET', `/api/agents/${id}`)).status).toBe(404);
    expect((await runPrinted(w.url, ownDetails, [['cav_ak_...', key]])).status).toBe(401);
  });

  test('Generate API Key and Revoke API Key: the printed request, answer and message', async () => {
    const { id } = await agent();
    // The printed date is near; the promise is about any date that is still to come.
    const reply = await run(generateKey, id, ['2027-01-01', '2127-01-01']);
    expectShape(reply, printed.key, 201);
    const { id: keyId, apiKey, prefix } = reply.body.data;
    expect(reply.body.data).toMatchObject({ name: 'CI/CD Pipeline', message: printed.key.message, expiresAt: '2127-01-01T00:00:00.000Z' });
    expect([apiKey.startsWith(prefix), prefix.length]).toEqual([true, printed.key.prefix.length]);
    expect((await boss.call('DELETE', `/api/agents/${id}/keys/${keyId}`)).body.success).toBe(true);
    const refused = await runPrinted(w.url, ownDetails, [['cav_ak_...', apiKey]]);
    expect([refused.status, refused.body.error.message]).toEqual([401, 'API key has been revoked']);
  });

  test('Generate Webhook Secret: the printed message', async () => {
    const { id } = await agent();
    await boss.call('PATCH', `/api/agents/${id}`, { webhookUrl: printed.row.webhook_url });
    const reply = await boss.call('POST', `/api/agents/${id}/webhook-secret`);
    expect([200, 201]).toContain(reply.status);
    expect(reply.body.data).toMatchObject({ secret: expect.stringMatching(/^whsec_/), message: printed.secret.message });
  });

  test('Link Agent to User: the printed request, for the number of a person', async () => {
    const { id } = await agent();
    const { id: person, name } = (await boss.call('GET', '/api/auth/me')).body.data;
    const reply = await run(linkOwner, id, ['"userId": 1', `"userId": ${person}`]);
    expect([reply.status, reply.body], reply.text).toEqual([
      200,
      { success: true, data: { id, name: 'Research Agent', owner_user_id: person, owner_name: name } },
    ]);
  });

  test('Configure Execution, Test Provider Connection, Execute Task: the printed requests in this order', async () => {
    const { id, uuid } = await agent();
    expect((await run(configure, id)).status).toBe(200);
    for (const command of [testSaved, testUnsaved]) {
      const reply = await run(command, id);
      expect([reply.status, reply.body], reply.text).toEqual([200, { success: true, data: printed.connection }]);
    }
    const { number } = await task(uuid);
    const reply = await run(execute, id, ['123', String(number)]);
    expectShape(reply, printed.executed);
    expect(Object.keys(reply.body.data)).toEqual(['deliverableId', 'content', 'usage']);
    expect((await boss.call('GET', `/api/tasks/${number}`)).body.data.status).toBe('review');
  });

  test('Get Own Details and List Assigned Tasks: the printed requests', async () => {
    const { id, uuid } = await agent();
    const key = await keyOf(id);
    const { number } = await task(uuid);
    expectShape(await runPrinted(w.url, ownDetails, [['cav_ak_...', key]]), { ...printed.registered });
    const reply = await runPrinted(w.url, ownTasks, [['cav_ak_...', key]]);
    expectShape(reply, [printed.next.task]);
    expect(reply.body.data).toMatchObject([{ ...printed.next.task, id: number }]);
  });

  test('Get Next Task: all three printed answers', async () => {
    const { id, uuid } = await agent();
    const key = await keyOf(id);
    const next = async (): Promise<Reply> =>
      runPrinted(w.url, ownDetails, [
        ['cav_ak_...', key],
        ['/me', '/me/tasks/next'],
      ]);
    expect((await next()).body).toEqual({ success: true, data: printed.noTasks });
    const { number } = await task(uuid);
    const reply = await next();
    expectShape(reply, printed.next);
    expect(reply.body.data.task).toMatchObject({ ...printed.next.task, id: number });
    for (let count = 0; count < 3; count += 1) {
      const started = await task(uuid);
      await w.call('PATCH', `/v1/tasks/${started.id}/status`, { status: 'in_progress' });
    }
    expect((await next()).body).toEqual({ success: true, data: printed.atLimit });
  });

  test('every change of the contract needs the CSRF token, also for the sessions of administrators', async () => {
    const { id } = await agent();
    for (const command of [register, update, generateKey, linkOwner, configure, testSaved, testUnsaved, execute]) {
      const withoutToken = command.replace(/ {2}-H "X-CSRF-Token: YOUR_CSRF_TOKEN" \\\n/, '');
      for (const sent of [withoutToken, command.replace('YOUR_CSRF_TOKEN', 'wrong')]) {
        const reply = await run(sent, id);
        expect([reply.status, reply.body.error.code], sent).toEqual([403, 'CSRF_INVALID']);
      }
    }
  });
});
