import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reachesReceivers, startReceiver } from '../../../test/receiver.ts';
import type { Receiver } from '../../../test/receiver.ts';
import { person, send, signIn } from '../../../test/requests.ts';
import type { Browser } from '../../../test/requests.ts';
import { enginesOf, place, standInSettings, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const password = 'correct horse battery';

describe.each(enginesOf(import.meta.url))('webhooks of contract 2 on %s', (engine) => {
  let w: World;
  let admin: Browser;
  let viewer: Browser;
  let receiver: Receiver;
  beforeAll(async () => {
    const at = await place(engine, { ...standInSettings('http://127.0.0.1:1'), ...reachesReceivers });
    w = await world(engine, { place: at, webhookLimits: { pollMs: 50, delaysMs: { standard: [0], short: [0] } } });
    for (const role of ['admin', 'viewer'] as const) await person(w, role, `${role}@example.org`, password);
    admin = await signIn(w, 'admin@example.org', password);
    viewer = await signIn(w, 'viewer@example.org', password);
  });
  afterAll(() => w.close());
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const { id } of (await admin.call('GET', '/api/webhooks')).body.data) await admin.call('DELETE', `/api/webhooks/${id}`);
    await receiver.close();
  });
  const numberOf = async (address: string): Promise<number> => (await w.call('GET', `/v1/agents/${address}`)).body.number;
  const refused = (reply: Reply, status: number, code: string): void =>
    expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
  const withKey = (key: string, method: string, body?: unknown): Promise<Reply> =>
    send(w.url, method, '/api/webhooks/mine', {
      headers: { 'x-agent-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('201, 200: a webhook is made, listed, changed and deleted; its secret is shown once', async () => {
    const made = await admin.call('POST', '/api/webhooks', { url: receiver.url, events: ['task.created', 'task.assigned'] });
    expect([made.status, made.headers.get('cache-control')], made.text).toEqual([201, 'no-store']);
    const { secret, message, ...row } = made.body.data;
    expect([secret.slice(0, 6), message]).toEqual(['whsec_', 'Store this secret securely']);
    expect(row).toEqual({
      id: expect.any(Number),
      agent_id: null,
      agent_name: null,
      url: receiver.url,
      events: ['task.created', 'task.assigned'],
      description: '',
      status: 'active',
      disabled_reason: null,
      failing_since: null,
      last_triggered_at: null,
      hasSecret: true,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const listed = await admin.call('GET', '/api/webhooks');
    expect(listed.body.data).toEqual([row]);
    expect(listed.text).not.toContain(secret.slice(6));
    const changed = await admin.call('PATCH', `/api/webhooks/${row.id}`, { status: 'inactive', events: [] });
    expect([changed.body.data.status, changed.body.data.events], changed.text).toEqual(['inactive', []]);
    expect((await admin.call('DELETE', `/api/webhooks/${row.id}`)).body).toEqual({ success: true, data: { deleted: true } });
    refused(await admin.call('GET', `/api/webhooks/${row.id}`), 404, 'NOT_FOUND');
  });

  test('an event arrives in the shape and with the headers of this API, and a failed one is sent again', async () => {
    const { id, secret } = (await admin.call('POST', '/api/webhooks', { url: receiver.url, events: ['task.created'] })).body.data;
    receiver.answer = (_, response) => void response.writeHead(500).end();
    expect((await w.call('POST', '/v1/tasks', { title: 'Told of' })).status).toBe(201);
    const list = async (query = ''): Promise<any[]> => (await admin.call('GET', `/api/webhooks/${id}/deliveries${query}`)).body.data;
    await expect.poll(async () => (await list('?status=failed')).length, { timeout: 30_000 }).toBe(1);
    const [failed] = await list();
    expect(failed).toMatchObject({
      event_type: 'task.created',
      status: 'failed',
      attempts: 1,
      response_status: 500,
      error: 'status',
      sequence: 1,
    });
    receiver.answer = (_, response) => void response.end();
    const again = await admin.call('POST', `/api/webhooks/${id}/deliveries/${failed.id}/retry`);
    expect([again.status, again.body.data.id, again.body.data.status], again.text).toEqual([200, failed.id, 'pending']);
    await receiver.until(2);
    const got = receiver.received[1];
    const body = JSON.parse(got?.body ?? '');
    expect([body.event, body.data.task.title]).toEqual(['task.created', 'Told of']);
    const mac = createHmac('sha256', secret)
      .update(got?.body ?? '')
      .digest('hex');
    expect(got?.headers).toMatchObject({
      'x-cavendo-event': 'task.created',
      'x-cavendo-delivery': failed.id,
      'x-cavendo-signature': `sha256=${mac}`,
    });
    await expect.poll(async () => (await list('?status=delivered')).length, { timeout: 30_000 }).toBe(1);
  });

  test('200: the secret is rotated, and a test is sent', async () => {
    const { id, secret } = (await admin.call('POST', '/api/webhooks', { url: receiver.url })).body.data;
    const rotated = await admin.call('POST', `/api/webhooks/${id}/rotate-secret`);
    expect(rotated.body.data).toEqual({ secret: expect.stringMatching(/^whsec_/), message: 'Store this secret securely' });
    expect(rotated.body.data.secret).not.toBe(secret);
    const sent = await admin.call('POST', `/api/webhooks/${id}/test`, { event: 'agent.registered' });
    expect([sent.status, sent.body.data.event_type], sent.text).toEqual([200, 'agent.registered']);
    await receiver.until(1);
  });

  test("200: an agent's secret may be generated before its address is set, and signs what is sent there", async () => {
    await w.agent('early');
    const number = await numberOf('early');
    const { secret } = (await admin.call('POST', `/api/agents/${number}/webhook-secret`)).body.data;
    expect((await admin.call('GET', '/api/webhooks')).text).not.toContain('"early"');
    expect((await admin.call('GET', `/api/agents/${number}`)).body.data.webhook_url ?? null).toBeNull();
    refused(await admin.call('PATCH', `/api/agents/${number}`, { webhookEvents: ['task.assigned'] }), 422, 'VALIDATION_ERROR');
    const set = await admin.call('PATCH', `/api/agents/${number}`, { webhookUrl: receiver.url, webhookEvents: ['task.created'] });
    expect([set.status, set.body.data.webhook_url], set.text).toEqual([200, receiver.url]);
    const { body } = await admin.call('GET', '/v1/agents/early/webhook');
    expect(body).toMatchObject({ status: 'active', secret_hint: secret.slice(-4) });
  });

  test("200: an agent's webhook secret is generated for an administrator, also where it has a webhook", async () => {
    await w.agent('secretive');
    const number = await numberOf('secretive');
    const made = await admin.call('POST', '/api/webhooks', { url: receiver.url, agentId: number });
    expect(made.body.data, made.text).toMatchObject({ agent_id: number, agent_name: 'secretive' });
    refused(await admin.call('POST', '/api/webhooks', { url: receiver.url, agentId: number }), 409, 'CONFLICT');
    const reply = await admin.call('POST', `/api/agents/${number}/webhook-secret`);
    expect([reply.status, reply.body], reply.text).toEqual([
      200,
      { success: true, data: { secret: expect.stringMatching(/^whsec_/), message: 'Store this secret securely' } },
    ]);
    refused(await viewer.call('POST', `/api/agents/${number}/webhook-secret`), 403, 'FORBIDDEN');
    refused(await w.call('POST', `/api/agents/${number}/webhook-secret`), 403, 'FORBIDDEN');
    refused(await admin.call('POST', `/api/agents/${number}/webhook-secret`, undefined, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
    refused(await admin.call('POST', '/api/agents/nobody/webhook-secret'), 404, 'NOT_FOUND');
  });

  test('an agent sets, reads and removes its own webhook, with a key that may', async () => {
    await w.agent('selfish');
    const keyWith = async (scopes: readonly string[]): Promise<string> =>
      (await admin.call('POST', '/api/agents/selfish/keys', { scopes })).body.data.apiKey;
    const key = await keyWith(['webhook:create']);
    refused(await withKey(key, 'GET'), 404, 'NOT_FOUND');
    const put = await withKey(key, 'PUT', { url: receiver.url, events: ['task.*'] });
    expect([put.status, put.body.data.secret?.slice(0, 6)], put.text).toEqual([200, 'whsec_']);
    const { secret: _secret, message: _message, ...shown } = put.body.data;
    expect((await withKey(key, 'GET')).body.data).toEqual(shown);
    expect((await withKey(key, 'PUT', { url: receiver.url })).body.data).toMatchObject({ id: shown.id, events: [] });
    refused(await withKey(await keyWith(['read']), 'GET'), 403, 'FORBIDDEN');
    refused(await withKey(key, 'PUT', { url: 'http://169.254.169.254/' }), 422, 'VALIDATION_ERROR');
    refused(await withKey(key, 'PUT', { url: receiver.url, agentId: 1 }), 400, 'BAD_REQUEST');
    refused(await admin.call('GET', '/api/webhooks/mine'), 403, 'FORBIDDEN');
    expect((await withKey(key, 'DELETE')).body).toEqual({ success: true, data: { deleted: true } });
    refused(await withKey(key, 'GET'), 404, 'NOT_FOUND');
  });

  test("a person's key sets the webhook of the agent that stands for them", async () => {
    const { apiKey } = (await admin.call('POST', '/api/users/me/keys', { scopes: ['webhook:create'] })).body.data;
    const put = await withKey(apiKey, 'PUT', { url: receiver.url });
    expect(put.status, put.text).toBe(200);
    expect((await withKey(apiKey, 'GET')).body.data.url).toBe(receiver.url);
  });

  test('400, 401, 403, 404, 422: what is refused', async () => {
    refused(await send(w.url, 'GET', '/api/webhooks'), 401, 'UNAUTHORIZED');
    refused(await viewer.call('GET', '/api/webhooks'), 403, 'FORBIDDEN');
    refused(await viewer.call('POST', '/api/webhooks', { url: receiver.url }), 403, 'FORBIDDEN');
    for (const body of [{}, { url: receiver.url, status: 'active' }, { url: receiver.url, secret: 'x' }])
      refused(await admin.call('POST', '/api/webhooks', body), 400, 'BAD_REQUEST');
    const unknown = await admin.call('POST', '/api/webhooks', { url: receiver.url, events: ['task.gone'] });
    refused(unknown, 422, 'VALIDATION_ERROR');
    expect(unknown.body.error.errors.events).toContain('task.gone');
    refused(await admin.call('POST', '/api/webhooks', { url: 'http://localhost/', events: [] }), 422, 'VALIDATION_ERROR');
    refused(await admin.call('POST', '/api/webhooks', { url: receiver.url, agentId: 999_999 }), 404, 'NOT_FOUND');
    refused(await admin.call('PATCH', '/api/webhooks/999999', { status: 'inactive' }), 404, 'NOT_FOUND');
    refused(await admin.call('GET', '/api/webhooks/999999/deliveries'), 404, 'NOT_FOUND');
  });
});
