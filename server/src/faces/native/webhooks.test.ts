import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reachesReceivers, startReceiver } from '../../../test/receiver.ts';
import type { Receiver } from '../../../test/receiver.ts';
import { tenant } from '../../../test/requests.ts';
import { systemCaller } from '../../kernel/caller.ts';
import { recordActivity } from '../../domain/activity/index.ts';
import { enginesOf, place, standInSettings, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const missing = '0194f0c2-1111-7000-8000-00000000dead';

describe.each(enginesOf(import.meta.url))('webhooks of the native API on %s', (engine) => {
  let w: World;
  let receiver: Receiver;
  let orgId: string;
  beforeAll(async () => {
    const at = await place(engine, { ...standInSettings('http://127.0.0.1:1'), ...reachesReceivers });
    w = await world(engine, { place: at, webhookLimits: { pollMs: 50, delaysMs: { standard: [0, 20, 20], short: [0] } } });
    orgId = (await w.call('GET', '/v1/me')).body.org.id;
  });
  afterAll(() => w.close());
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const { id } of (await w.call('GET', '/v1/webhooks')).body.data) await w.call('DELETE', `/v1/webhooks/${id}`);
    await receiver.close();
  });
  const add = async (more: object = {}): Promise<any> => (await w.call('POST', '/v1/webhooks', { url: receiver.url, ...more })).body;
  const happen = (agentId: string | null = null) => {
    const { home } = w.server;
    return home.transact((tx) =>
      recordActivity(tx, { caller: systemCaller(orgId), home }, { event: 'task.created', agentId, data: { task: { id: 1 } } }),
    );
  };
  const settled = async (id: string, count: number): Promise<any[]> => {
    const list = async (): Promise<any[]> => (await w.call('GET', `/v1/webhooks/${id}/deliveries`)).body.data;
    const ended = async (): Promise<number> => (await list()).filter(({ state }) => state === 'delivered' || state === 'dead').length;
    await expect.poll(ended, { timeout: 30_000 }).toBe(count);
    return list();
  };

  test('201: a webhook is made with a secret that is shown this once, and 200: found by UUID and number without it', async () => {
    const made = await w.call('POST', '/v1/webhooks', {
      url: 'https://hooks.example.com/x',
      events: ['task.*', 'task.*'],
      description: 'Ours',
    });
    expect([made.status, made.headers.get('cache-control'), made.headers.get('location')]).toEqual([
      201,
      'no-store',
      `/v1/webhooks/${made.body.id}`,
    ]);
    const { secret, ...shown } = made.body;
    expect(Buffer.from(String(secret).replace('whsec_', ''), 'base64')).toHaveLength(32);
    expect(shown).toEqual({
      id: expect.any(String),
      number: expect.any(Number),
      agent: null,
      url: 'https://hooks.example.com/x',
      description: 'Ours',
      events: ['task.*'],
      style: 'standard',
      schedule: 'standard',
      status: 'active',
      disabled_reason: null,
      failing_since: null,
      success_24h: { delivered: 0, failed: 0 },
      p95_ms: null,
      last_delivery_at: null,
      previous_secret_until: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    for (const address of [shown.id, shown.number]) expect((await w.call('GET', `/v1/webhooks/${address}`)).body).toEqual(shown);
    expect((await w.call('GET', '/v1/webhooks')).text).not.toContain(secret.slice(6));
  });

  test('200: a committed change is delivered by itself, counted, and the health of the webhook shows it', async () => {
    const { id, secret } = await add();
    await happen();
    const [delivery] = await settled(id, 1);
    expect(delivery).toEqual({
      id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
      webhook_id: id,
      seq: 1,
      event: 'task.created',
      state: 'delivered',
      attempts: 1,
      next_at: null,
      last_status: 200,
      last_error: null,
      created_at: expect.any(String),
      delivered_at: expect.any(String),
    });
    const detail = (await w.call('GET', `/v1/webhooks/${id}/deliveries/${delivery.id}`)).body;
    expect(detail).toMatchObject({ ...delivery, payload: receiver.received[0]?.body });
    expect(detail.attempts_log[0]).toMatchObject({ number: 1, status: 200, error: null, response_body: 'thanks' });
    const { request_headers: sent } = detail.attempts_log[0];
    expect(detail.signature_base).toBe(`${delivery.id}.${sent['webhook-timestamp']}.${detail.payload}`);
    new Webhook(secret).verify(detail.payload, sent);
    expect((await w.call('GET', `/v1/webhooks/${id}`)).body).toMatchObject({
      success_24h: { delivered: 1, failed: 0 },
      p95_ms: expect.any(Number),
      last_delivery_at: delivery.delivered_at,
    });
  });

  test('202: what was given up is sent again one by one and since a time; lists filter by state and event, page by page', async () => {
    receiver.answer = (_, response) => void response.writeHead(500).end();
    const { id } = await add();
    for (let n = 0; n < 3; n += 1) await happen();
    const dead = await settled(id, 3);
    expect(dead.map(({ state, attempts, last_error: error }) => [state, attempts, error])).toEqual(Array(3).fill(['dead', 3, 'status']));
    receiver.answer = (_, response) => void response.end();
    const resent = await w.call('POST', `/v1/webhooks/${id}/deliveries/${dead[0].id}/resend`);
    expect([resent.status, resent.body.id], resent.text).toEqual([202, dead[0].id]);
    const delivered = async (): Promise<number> => (await w.call('GET', `/v1/webhooks/${id}/deliveries?state=delivered`)).body.data.length;
    await expect.poll(delivered, { timeout: 30_000 }).toBe(1);
    const recovered = await w.call('POST', `/v1/webhooks/${id}/recover`, { since: dead.at(-1).created_at });
    expect([recovered.status, recovered.body]).toEqual([202, { deliveries: 2 }]);
    await expect.poll(delivered, { timeout: 30_000 }).toBe(3);
    const page = await w.call('GET', `/v1/webhooks/${id}/deliveries?limit=2&event=task.created`);
    const rest = await w.call('GET', `/v1/webhooks/${id}/deliveries?limit=2&cursor=${page.body.next_cursor}`);
    expect([...page.body.data, ...rest.body.data].map(({ seq }: any) => seq)).toEqual([3, 2, 1]);
    expect((await w.call('GET', `/v1/webhooks/${id}/deliveries?event=task.claimed`)).body.data).toEqual([]);
  });

  test('200: rotation shows a new secret once and says until when the old one signs; 202: a test goes out with both', async () => {
    const { id, secret: old } = await add();
    const rotated = await w.call('POST', `/v1/webhooks/${id}/rotate-secret`, { overlap_hours: 2 });
    expect([rotated.status, rotated.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Date.parse(rotated.body.previous_secret_until) - Date.now()).toBeGreaterThan(7_000_000);
    const sent = await w.call('POST', `/v1/webhooks/${id}/test`, { event: 'deliverable.approved' });
    expect([sent.status, sent.body.event], sent.text).toEqual([202, 'deliverable.approved']);
    await receiver.until(1);
    const [got] = receiver.received;
    for (const secret of [old, rotated.body.secret]) new Webhook(secret).verify(got?.body ?? '', got?.headers as Record<string, string>);
    await w.call('POST', `/v1/webhooks/${id}/rotate-secret`, { overlap_hours: 0 });
    expect((await w.call('GET', `/v1/webhooks/${id}`)).body.previous_secret_until).toBeNull();
  });

  test("200: an agent's inline webhook is set, shown with the end of its secret, and removed with 204", async () => {
    const agent = await w.agent('inline');
    const put = await w.call('PUT', '/v1/agents/inline/webhook', { url: receiver.url, events: ['task.created'] });
    expect(put.status, put.text).toBe(200);
    const { secret, ...shown } = put.body;
    expect(shown).toEqual({
      endpoint_id: expect.any(String),
      url: receiver.url,
      events: ['task.created'],
      style: 'cavendo',
      status: 'active',
      disabled_reason: null,
      secret_hint: secret.slice(-4),
    });
    expect((await w.call('GET', `/v1/agents/${agent}/webhook`)).body).toEqual(shown);
    expect((await w.call('PUT', '/v1/agents/inline/webhook', { url: receiver.url })).body.secret).toBeUndefined();
    expect((await w.call('GET', `/v1/webhooks/${shown.endpoint_id}`)).body.agent).toMatchObject({ id: agent, slug: 'inline' });
    await happen();
    await happen(agent);
    await receiver.until(1);
    expect(receiver.received.map(({ headers }) => headers['x-cavendo-event'])).toEqual(['task.created']);
    expect((await w.call('DELETE', '/v1/agents/inline/webhook')).status).toBe(204);
    expect((await w.call('GET', '/v1/agents/inline/webhook')).body.code).toBe('WEBHOOK_UNKNOWN');
  });

  test('200: the twenty-two events are described with examples', async () => {
    const { data } = (await w.call('GET', '/v1/webhook-events')).body;
    expect(data).toHaveLength(22);
    for (const event of data)
      expect(event).toEqual({ name: expect.any(String), description: expect.any(String), example: expect.any(Object) });
  });

  test('400, 403, 404, 409, 422: what is refused', async () => {
    const { id } = await add();
    const refused = async (method: string, path: string, body: unknown, status: number, code?: string): Promise<void> => {
      const reply = await w.call(method, path, body);
      expect([path, reply.status], reply.text).toEqual([path, status]);
      if (code !== undefined) expect(reply.body.code).toBe(code);
    };
    for (const body of [
      {},
      { url: 1 },
      { url: receiver.url, secret: 'whsec_mine' },
      { url: receiver.url, org_id: orgId },
      { url: receiver.url, style: 'x' },
    ])
      await refused('POST', '/v1/webhooks', body, 400);
    await refused('POST', '/v1/webhooks', { url: receiver.url, events: ['no.such'] }, 422, 'WEBHOOK_EVENT_UNKNOWN');
    await refused('PATCH', `/v1/webhooks/${id}`, {}, 400);
    await refused('POST', `/v1/webhooks/${id}/recover`, { since: 'soon' }, 400);
    for (const path of [missing, '999999', 'x', `${id}/deliveries/msg_${missing.replaceAll('-', '')}`, `${id}/deliveries/x`])
      await refused('GET', `/v1/webhooks/${path}`, undefined, 404);
    const other = await tenant(w, 'Other');
    expect((await other.call('GET', `/v1/webhooks/${id}`)).status).toBe(404);
    expect((await other.call('GET', '/v1/webhooks')).body.data).toEqual([]);
    await refused('PATCH', `/v1/webhooks/${id}`, { status: 'disabled' }, 200);
    await refused('POST', `/v1/webhooks/${id}/test`, {}, 409, 'WEBHOOK_DISABLED');
    const { key } = (await w.call('POST', '/v1/credentials', { name: 'plain', org_wide: true, scopes: ['read', 'write'] })).body;
    expect((await w.call('GET', '/v1/webhooks', undefined, { 'x-forge-api-key': key })).status).toBe(403);
  });
});
