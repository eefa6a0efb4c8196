import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemCaller } from '../../src/kernel/caller.ts';
import { recordActivity } from '../../src/domain/activity/index.ts';
import { statement } from '../../src/store/index.ts';
import { enginesOf, world } from '../world.ts';
import type { World } from '../world.ts';

const hosts = [
  ...['127.0.0.1', 'localhost', 'localhost.', 'sub.localhost', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0', '0.0.0.0'],
  ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '①②⑦.⓪.⓪.①'],
  ...['169.254.169.254', '100.64.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '198.18.0.1', '192.0.2.1', '240.0.0.1', '224.0.0.1'],
  ...['[fc00::1]', '[fe80::1]', '[::ffff:169.254.169.254]', '[fd00:ec2::254]'],
];

/** S34: forms that parsers read differently, ports of other services, and other schemes. */
const forms = (port: number): string[] => [
  'http://user:pw@example.com/',
  'http://user@example.com/',
  `http://example.com#@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}\\@example.com/`,
  `http://127.0.0.1\t:${port}/`,
  `http://example.com:22/`,
  'http://example.com:25/',
  'http://example.com:6379/',
  'unix:/var/run/docker.sock',
  'file:///etc/passwd',
  'ftp://example.com/',
  'gopher://127.0.0.1:6379/_x',
  '//example.com/',
  'javascript:alert(1)',
];

const moveTo = statement<{ id: string; url: string }>((db, arg) =>
  db.updateTable('webhook_endpoints').set({ url: arg.url }).where('id', '=', arg.id),
);

describe.each(enginesOf(import.meta.url))('webhooks are no way into the network on %s', (engine) => {
  let w: World;
  let canary: Server;
  let port = 0;
  let hits = 0;
  beforeAll(async () => {
    canary = createServer((_, response) => {
      hits += 1;
      response.end('canary');
    });
    canary.on('connection', () => {
      hits += 1;
    });
    await new Promise<void>((resolve) => canary.listen(0, '::', resolve));
    const address = canary.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    w = await world(engine);
  });
  afterAll(async () => {
    await w.close();
    canary.closeAllConnections();
    canary.close();
  });

  it('S30, S34: 422 for every address that is not public, in the same words for all private ones, and the canary hears nothing', async () => {
    const words = new Set<string>();
    const inside = hosts.flatMap((host) => [`http://${host}/`, `http://${host}:${port}/hook`]);
    for (const url of [...inside, ...forms(port)]) {
      const reply = await w.call('POST', '/v1/webhooks', { url });
      expect([url, reply.status, reply.body.code], reply.text).toEqual([url, 422, 'WEBHOOK_ADDRESS_FORBIDDEN']);
      expect(reply.body.errors[0].pointer).toBe('/url');
      if (inside.includes(url)) words.add(reply.body.detail);
    }
    expect(words.size).toBe(1);
    expect((await w.call('GET', '/v1/webhooks')).body.data).toEqual([]);
    expect(hits).toBe(0);
  });

  it('the agents API, the inline webhook and a change of the address refuse the same', async () => {
    await w.agent('inside');
    const { id } = (await w.call('POST', '/v1/webhooks', { url: 'https://hooks.example.com/' })).body;
    const url = `http://127.0.0.1:${port}/`;
    for (const [method, path] of [
      ['POST', '/api/webhooks'],
      ['PATCH', `/v1/webhooks/${id}`],
      ['PATCH', `/api/webhooks/${id}`],
      ['PUT', '/v1/agents/inside/webhook'],
    ] as const) {
      const reply = await w.call(method, path, { url });
      expect([path, reply.status], reply.text).toEqual([path, 422]);
    }
    expect(hits).toBe(0);
    await w.call('DELETE', `/v1/webhooks/${id}`);
  });

  it('an address that became private later is refused again when it is connected to, and the failure says no more', async () => {
    const { id } = (await w.call('POST', '/v1/webhooks', { url: 'https://hooks.example.com/' })).body;
    const { home } = w.server;
    await home.transact((tx) => tx.run(moveTo, { id, url: `http://127.0.0.1:${port}/hook` }));
    const orgId: string = (await w.call('GET', '/v1/me')).body.org.id;
    await home.transact((tx) => recordActivity(tx, { caller: systemCaller(orgId), home }, { event: 'task.created', data: {} }));
    const tried = async (): Promise<any> => (await w.call('GET', `/v1/webhooks/${id}/deliveries`)).body.data[0];
    await expect.poll(async () => (await tried()).attempts, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await tried()).toMatchObject({ state: 'retrying', last_status: null, last_error: 'address' });
    expect(hits).toBe(0);
  });
});
