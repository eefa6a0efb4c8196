import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { reachesReceivers, startReceiver } from '../../../test/receiver.ts';
import type { Receiver } from '../../../test/receiver.ts';
import { send, tenant } from '../../../test/requests.ts';
import { place, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const mask = '••••';

/** Addresses of this machine and of private networks in the spellings that have fooled others. */
const forbidden = [
  'http://localhost/',
  'http://2130706434/',
  'http://0x7f.2/',
  'http://0177.0.0.2/',
  'http://127.2/',
  'http://0/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.2]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://①②⑦.⓪.⓪.②/x',
  'http://169.254.169.254/latest/meta-data',
  'http://10.0.0.1/',
  'http://100.64.0.1/',
  'http://[fe80::1%25lo]/',
  'http://user:pass@example.com/',
  'https://example.com:22/',
  'file:///etc/passwd',
  'not an address',
];

describe('launching over HTTP', () => {
  let w: World;
  let log = '';
  let boss: MemberBrowser;
  let receiver: Receiver;
  let agent: string;
  beforeAll(async () => {
    const sink = { write: (line: string) => void (log += line) };
    w = await world('sqlite', { place: await place('sqlite', reachesReceivers), logger: pino({ level: 'trace' }, sink) });
    boss = await owned(w);
  });
  afterAll(() => w.close());
  beforeEach(async () => {
    receiver = await startReceiver();
    const made = await boss.call('POST', '/api/v1/user-agents', {
      name: `Runner ${crypto.randomUUID()}`,
      webhook_type: 'DEFAULT',
      webhook_config: { url: receiver.url, secret: 'canary-http-secret' },
    });
    if (made.status !== 201) throw new Error(made.text);
    agent = made.body.id;
  });
  afterEach(() => receiver.close());
  const put = (body: unknown, who = boss) => who.call('PUT', `/v1/agents/${agent}/launch`, body);
  const launch = (fields: unknown, who = boss) => who.call('POST', `/v1/agents/${agent}/launch`, { fields });

  test('200 GET /v1/launch-types lists every type with typed fields', async () => {
    const { status, body } = await boss.call('GET', '/v1/launch-types');
    expect([status, body.data.map((one: { id: string }) => one.id)]).toEqual([200, ['DEFAULT', 'GITHUB', 'N8N']]);
    expect(body.data[0].build_fields).toContainEqual(
      expect.objectContaining({ name: 'secret', type: 'secret', secret: true, required: false }),
    );
    expect(body.data[0].runtime_fields).toContainEqual(expect.objectContaining({ name: 'prompt', type: 'text', required: true }));
  });

  test('200 GET and PUT: secrets are masked, and a mask that comes back keeps the secret', async () => {
    expect((await boss.call('GET', `/v1/agents/${agent}/launch`)).body).toMatchObject({
      webhook_type: 'DEFAULT',
      config: { url: receiver.url, secret: mask },
      is_active: true,
    });
    const kept = await put({ webhook_type: 'DEFAULT', config: { url: `${receiver.url}?x=1`, secret: mask } });
    expect(kept.status).toBe(200);
    await launch({ prompt: 'Go' });
    expect(receiver.received[0]).toMatchObject({ path: '/hook?x=1', headers: { authorization: 'Bearer canary-http-secret' } });
  });

  test('422 a secret that was given for one host is not sent to another', async () => {
    const moved = await put({ webhook_type: 'DEFAULT', config: { url: 'https://elsewhere.example.com/', secret: mask } });
    expect(moved.status).toBe(422);
    expect(moved.body).toMatchObject({ code: 'LAUNCH_FIELD_INVALID', errors: [{ pointer: '/config/secret' }] });
  });

  test.each([
    [{}, '/fields/prompt'],
    [{ prompt: 7 }, '/fields/prompt'],
    [{ prompt: 'x', nonsense: 'y' }, '/fields/nonsense'],
    [{ prompt: 'x', metadata: '[1]' }, '/fields/metadata'],
    [{ prompt: 'x', branch_name: 'a\nb' }, '/fields/branch_name'],
    [{ prompt: 'x'.repeat(50_001) }, '/fields/prompt'],
  ])('422 names the field that is missing or wrong: %j', async (fields, pointer) => {
    const reply = await launch(fields);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(receiver.received).toHaveLength(0);
  });

  test.each([
    [{ webhook_type: 'NOPE', config: {} }, 400],
    [{ webhook_type: 'DEFAULT', config: { secret: 'x' } }, 422],
    [{ webhook_type: 'DEFAULT', config: { url: 'https://example.com/', headers: 'Host: evil' } }, 422],
    [{ webhook_type: 'DEFAULT', config: { url: 'https://example.com/', secret: 'a\r\nb: c' } }, 422],
    [{ webhook_type: 'GITHUB', config: { owner: '../..', repo: 'x', token: 't' } }, 422],
  ])('a configuration that cannot work is refused: %j', async (body, status) => {
    expect((await put(body)).status).toBe(status);
  });

  test.each(forbidden)('422 an address inside is refused: %s', async (url) => {
    const reply = await put({ webhook_type: 'DEFAULT', config: { url } });
    expect([reply.status, reply.body.code]).toEqual([422, 'LAUNCH_ADDRESS_FORBIDDEN']);
  });

  test('202 a launch answers with what came of it, as a sentence where it failed', async () => {
    const sent = await launch({ prompt: 'Go' });
    expect(sent.status).toBe(202);
    expect(sent.body).toMatchObject({ state: 'sent', error: null });
    receiver.answer = (_, response) => void response.writeHead(403).end('denied for canary-http-secret');
    const failed = await launch({ prompt: 'Go' });
    expect(failed.body).toMatchObject({ state: 'failed', error: expect.stringContaining('(403)') });
    expect((await boss.call('GET', `/v1/sessions/${failed.body.session_id}`)).body).toMatchObject({
      status: 'FAILED',
      last_error: failed.body.error,
    });
    for (const { body } of receiver.received) expect(log).not.toContain(JSON.parse(body).api_key);
    expect(log).not.toContain('canary-http-secret');
    expect(log).not.toContain('Go');
  });

  test('202 pending when nobody knows after five seconds, and the session tells later', async () => {
    let go = (): void => undefined;
    receiver.answer = (_, response) => {
      go = () => void response.end();
    };
    const asked = await launch({ prompt: 'Slow' });
    expect(asked.body.state).toBe('pending');
    go();
    await expect
      .poll(async () => (await boss.call('GET', `/v1/sessions/${asked.body.session_id}/events`)).body.data.at(-1).type)
      .toBe('launch.succeeded');
  });

  test('the agent may say at once what it was launched for, with the key that it was handed', async () => {
    await launch({ prompt: 'Go' });
    const { api_key: key, agent_instance_id: id } = JSON.parse(receiver.received[0]?.body ?? '{}');
    const asAgent = (method: string, path: string, body?: unknown) =>
      send(w.url, method, path, {
        headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect((await asAgent('POST', '/api/v1/messages/agent', { agent_instance_id: id, content: 'I am here.' })).status).toBe(200);
    expect((await boss.call('GET', `/v1/sessions/${id}`)).body).toMatchObject({ status: 'ACTIVE', origin: 'launch' });
    expect((await asAgent('GET', '/v1/agents')).status).toBe(403);
  });

  test('409 for an agent of our own, one that is off, and one that is paused', async () => {
    const own = (await boss.call('POST', '/v1/agents', { slug: `own-${receiver.port}`, model: 'gpt-4o' })).body.id;
    const config = { webhook_type: 'DEFAULT', config: { url: receiver.url } };
    expect((await boss.call('PUT', `/v1/agents/${own}/launch`, config)).body.code).toBe('AGENT_NOT_EXTERNAL');
    await put({ ...config, is_active: false });
    expect((await launch({ prompt: 'x' })).body.code).toBe('LAUNCH_INACTIVE');
    await put({ ...config, is_active: true });
    await boss.call('PATCH', `/v1/agents/${agent}`, { status: 'paused' });
    expect((await launch({ prompt: 'x' })).body.code).toBe('AGENT_NOT_ACTIVE');
  });

  test('403 a viewer neither configures nor launches; 404 another organisation sees nothing', async () => {
    const viewer = await member(w, boss.orgId, 'viewer');
    expect((await launch({ prompt: 'x' }, viewer)).status).toBe(403);
    expect((await put({ webhook_type: 'DEFAULT', config: {} }, viewer)).status).toBe(403);
    const other = await tenant(w, `Other ${receiver.port}`);
    const asked: [string, string, unknown?][] = [
      ['GET', `/v1/agents/${agent}/launch`],
      ['PUT', `/v1/agents/${agent}/launch`, { webhook_type: 'DEFAULT', config: { url: 'https://example.com/' } }],
      ['DELETE', `/v1/agents/${agent}/launch`],
      ['POST', `/v1/agents/${agent}/launch`, { fields: { prompt: 'x' } }],
      ['PATCH', `/api/v1/user-agents/${agent}`, { is_active: false }],
      ['DELETE', `/api/v1/user-agents/${agent}`],
      ['GET', `/api/v1/user-agents/${agent}/instances`],
      ['POST', `/api/v1/user-agents/${agent}/instances`, { prompt: 'x' }],
    ];
    for (const [method, path, body] of asked) expect([path, (await other.call(method, path, body)).status]).toEqual([path, 404]);
    expect((await other.call('GET', '/api/v1/user-agents')).body).toEqual([]);
  });

  test('204 DELETE forgets the configuration; 404 after that', async () => {
    expect((await boss.call('DELETE', `/v1/agents/${agent}/launch`)).status).toBe(204);
    expect((await boss.call('GET', `/v1/agents/${agent}/launch`)).status).toBe(404);
    expect((await launch({ prompt: 'x' })).status).toBe(404);
  });
});
