import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { roomOf } from '../instances.ts';
import { postOtlp, sessionOf, spanJson, tracesJson } from '../otlp.ts';
import { ask, caller as playbook, waiting } from '../questions.ts';
import { engines, world } from '../world.ts';
import type { World } from '../world.ts';

const texts = ['\u0000', 'a\u0000b', '\ud800', 'x\udfff', '\u202e\u2066evil', '  ', '', 'é'.repeat(100_001), '__proto__', "';--", '%'];
const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}${close.repeat(depth)}`;
const deep = `{"x":${nested(8_000, '[', ']')}}`;
const inPath = ['%00', '%ED%A0%80', 'x', '00000000-0000-0000-0000-000000000000', '..%2f..', '1e9', '%F0%9F%92%A9'];

describe.each(engines)('what no client of ours sends, on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let agent: World['call'];
  let key: string;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    ({ key } = await roomOf(w, boss));
    agent = (method, path, body, headers) => w.call(method, path, body, { 'x-forge-api-key': key, ...headers });
  });
  afterAll(() => w.close());

  /** Answered, and never with a fault. */
  const survives = async (call: World['call'], method: string, path: string, body?: unknown): Promise<number> => {
    const { status, text } = await call(method, path, body);
    expect([
      status < 500,
      `${method} ${path.slice(0, 120)} ${JSON.stringify(body)?.slice(0, 120)}: ${status} ${text.slice(0, 300)}`,
    ]).toEqual([true, expect.any(String)]);
    return status;
  };

  test('texts of all kinds in what agents say are kept as they are or refused', async () => {
    const id = randomUUID();
    await agent('POST', '/api/v1/messages/agent', { agent_instance_id: id, agent_type: 'plain', content: 'First' });
    for (const text of texts) {
      const fresh = { agent_instance_id: randomUUID() };
      await survives(agent, 'POST', '/api/v1/agent-instances', { ...fresh, agent_type: text });
      await survives(agent, 'POST', '/api/v1/agent-instances', {
        ...fresh,
        agent_type: 'plain',
        name: text,
        project: text,
        metadata: { [text]: text },
      });
      await survives(agent, 'POST', '/api/v1/messages/agent', { ...fresh, agent_type: text, content: text });
      const more = { metadata: { [text]: [text] }, git_diff: text, name: text, options: [text], requires_user_input: true };
      await survives(agent, 'POST', '/api/v1/messages/agent', { agent_instance_id: id, content: text, ...more });
      await survives(agent, 'POST', '/api/v1/messages/agent', {
        agent_instance_id: id,
        content: `${'a'.repeat(499)}💥${text.slice(0, 10)}`,
      });
      await survives(agent, 'POST', '/api/v1/messages/user', { agent_instance_id: id, content: text });
      await survives(boss.call, 'POST', `/v1/sessions/${id}/messages`, { content: text });
      await survives(boss.call, 'PATCH', `/v1/sessions/${id}`, { name: text });
      await survives(boss.call, 'POST', `/v1/sessions/${id}/shares`, { email: `${text}@example.com`, access: 'READ' });
    }
    for (const [open, close] of [
      ['{"a":', '}'],
      ['[', ']'],
    ] as const) {
      const inside = open === '[' ? nested(7_000, open, close) : `${open.repeat(2_500)}1${close.repeat(2_500)}`;
      await survives(agent, 'POST', '/api/v1/messages/agent', `{"agent_instance_id":"${id}","content":"x","metadata":{"m":${inside}}}`);
      await survives(agent, 'POST', '/api/v1/agent-instances', `{"agent_type":"plain","metadata":{"m":${inside}}}`);
    }
    for (const path of ['', '/messages?limit=200', '/events?limit=200'])
      expect(await survives(boss.call, 'GET', `/v1/sessions/${id}${path}`)).toBe(200);
    for (const format of ['csv', 'jsonl']) expect(await survives(boss.call, 'GET', `/v1/sessions/export?format=${format}`)).toBe(200);
    expect(await survives(boss.call, 'GET', '/api/v1/agent-types')).toBe(200);
  });

  test('lists, streams and places that are none are refused in words', async () => {
    const said = await (await roomOf(w, boss)).say('Well?', { asks: true });
    const queries = ['q', 'agent', 'status', 'origin', 'credential', 'since', 'until', 'cursor', 'limit', 'scope', 'has_error'];
    const values = [
      '%00',
      '%ED%A0%80',
      '-1',
      '0',
      '1e400',
      '999999999999999999999',
      '+275760-09-13T00:00:00Z',
      '0000-01-01T00:00:00Z',
      ',,,',
      '%25%5F',
      "'",
    ];
    for (const value of values) {
      for (const name of queries) await survives(boss.call, 'GET', `/v1/sessions?${name}=${value}`);
      for (const name of ['state', 'kind', 'assignee', 'agent', 'session', 'snoozed', 'order', 'cursor', 'limit'])
        await survives(boss.call, 'GET', `/v1/interactions?${name}=${value}`);
      for (const name of ['limit', 'before', 'after'])
        await survives(boss.call, 'GET', `/v1/sessions/${said.id}/messages?${name}=${value}`);
      for (const name of ['limit', 'after', 'span']) await survives(boss.call, 'GET', `/v1/sessions/${said.id}/spans?${name}=${value}`);
      await survives(boss.call, 'GET', `/v1/insight/overview?period=${value}`);
      await survives(agent, 'GET', `/api/v1/messages/pending?agent_instance_id=${value}&last_read_message_id=${value}`);
      expect(await survives(boss.call, 'GET', `/v1/live?sessions=${value}@${value}&topics=${value}`)).toBeGreaterThanOrEqual(400);
      expect(await survives(boss.call, 'GET', `/api/v1/agent-instances/${said.id}/messages/stream?ticket=${value}`)).toBeGreaterThanOrEqual(
        400,
      );
    }
    for (const place of inPath) {
      for (const path of [
        '/v1/sessions/:',
        '/v1/sessions/:/messages',
        '/v1/sessions/:/spans',
        '/v1/sessions/:/otlp',
        '/v1/sessions/:/shares',
        '/v1/interactions/:',
        '/v1/agents/:/launch',
        '/v1/agents/:/interaction-rules',
        '/v1/agents/:/tool-servers',
        '/api/v1/agent-instances/:',
        '/api/v1/agent-types/:/instances',
        '/api/v1/user-agents/:/instances',
      ])
        expect(await survives(boss.call, 'GET', path.replace(':', place))).toBeGreaterThanOrEqual(400);
      await survives(agent, 'PATCH', `/api/v1/messages/${place}/request-input`);
      await survives(boss.call, 'DELETE', `/v1/sessions/${said.id}/shares/${place}`);
    }
  });

  test('answers, times and rules beyond all bounds leave the question as it is', async () => {
    const id = await playbook(boss.call, 'bounds', [ask({ question: 'Which?' })]);
    const { question } = await waiting(boss.call, id);
    const path = `/v1/interactions/${question.id}`;
    for (const text of texts.filter((one) => one.trim() === '' || one.includes('\u0000') || one.length > 100_000))
      expect(await survives(boss.call, 'POST', `${path}/resolve`, { decision: 'respond', message: text })).toBeGreaterThanOrEqual(400);
    await survives(boss.call, 'POST', `${path}/resolve`, `{"decision":"edit","input":${deep}}`);
    for (const until of [
      '9999-12-31T23:59:59Z',
      '1969-01-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '+275760-09-13T00:00:00Z',
      'x',
      '',
      1e308,
      -1,
    ])
      expect(await survives(boss.call, 'POST', `${path}/snooze`, { until })).toBeGreaterThanOrEqual(400);
    for (const text of texts) {
      await survives(boss.call, 'POST', `${path}/assign`, { user_id: text, note: text });
      await survives(boss.call, 'POST', `${path}/assign`, { user_id: null, note: text });
      await survives(boss.call, 'PUT', `/v1/agents/${id}/interaction-rules`, {
        deadline_s: 60,
        on_timeout: 'respond',
        timeout_answer: text,
      });
      const subscription = { endpoint: text, keys: { p256dh: text, auth: text }, label: text };
      expect(await survives(boss.call, 'POST', '/v1/me/push-subscriptions', subscription)).toBeGreaterThanOrEqual(400);
      const server = { name: text, url: text, headers: { [text]: text }, allowed: [text] };
      expect(await survives(boss.call, 'POST', `/v1/agents/${id}/tool-servers`, server)).toBeGreaterThanOrEqual(400);
    }
    for (const seconds of [-1, 0, 59, 2_592_001, 1e300, 1.5])
      expect(await survives(boss.call, 'PUT', `/v1/agents/${id}/interaction-rules`, { deadline_s: seconds })).toBeGreaterThanOrEqual(400);
    for (const zone of ['Mars/Phobos', '\u0000', 'UTC+99', '../etc'])
      expect(
        await survives(boss.call, 'PUT', '/v1/me/notifications', { quiet_hours: { from: '25:00', to: '07:00', time_zone: zone } }),
      ).toBeGreaterThanOrEqual(400);
    expect((await boss.call('GET', path)).body.state).toBe('open');
  });

  test('launch fields of all kinds begin a session or are refused, and never fail the server', async () => {
    const made = await boss.call('POST', '/api/v1/user-agents', {
      name: 'Remote',
      webhook_type: 'DEFAULT',
      webhook_config: { url: 'https://example.com/launch' },
    });
    expect(made.status, made.text).toBe(201);
    await boss.call('PATCH', `/api/v1/user-agents/${made.body.id}`, { is_active: true });
    for (const text of texts) {
      expect(
        await survives(boss.call, 'POST', `/v1/agents/${made.body.id}/launch`, { fields: { prompt: text, unknown: text } }),
      ).toBeGreaterThanOrEqual(400);
      await survives(boss.call, 'PUT', `/v1/agents/${made.body.id}/launch`, {
        webhook_type: text,
        config: { url: text, headers: text, secret: text },
      });
      await survives(boss.call, 'POST', '/api/v1/user-agents', {
        name: text,
        webhook_type: 'GITHUB',
        webhook_config: { owner: text, repo: text, token: text },
      });
    }
    expect(
      await survives(boss.call, 'POST', `/v1/agents/${made.body.id}/launch`, { fields: { prompt: 'x', metadata: deep } }),
    ).toBeLessThan(500);
    await survives(boss.call, 'POST', `/api/v1/user-agents/${made.body.id}/instances`, `{"prompt":"x","metadata":${deep}}`);
  });

  test('spans with texts, numbers and times of all kinds are kept or counted, and read again', async () => {
    const values = [
      ...texts.map((one) => ({ stringValue: one })),
      { intValue: '99999999999999999999' },
      { doubleValue: 'NaN' },
      { doubleValue: 1e308 },
      { bytesValue: 'AAAA' },
      { kvlistValue: { values: [{ key: '\u0000', value: { stringValue: '\u0000' } }] } },
    ];
    const spans = values.map((value, index) => ({
      ...spanJson({ trace: 9, id: index + 1, name: value && 'stringValue' in value ? value.stringValue : 'n' }),
      attributes: ['gen_ai.request.model', 'gen_ai.tool.name', 'gen_ai.usage.input_tokens', 'error.type', '\u0000', '__proto__'].map(
        (name) => ({ key: name, value }),
      ),
      events: [{ name: '\u0000', timeUnixNano: '18446744073709551615', attributes: [{ key: 'x', value }] }],
      status: { code: 2, message: 'bad \u0000 \ud800' },
    }));
    const edges = ['0', '1', '18446744073709551615', '7258118400000000000', '-1', 'x'].map((at, index) => ({
      ...spanJson({ trace: 10, id: index + 1 }),
      startTimeUnixNano: at,
      endTimeUnixNano: at,
    }));
    const sent = await postOtlp(
      { url: w.url, key },
      { body: JSON.stringify(tracesJson('odd', [...spans, ...edges])), headers: { 'x-forgeyard-capture-content': 'true' } },
    );
    expect([sent.status, sent.bytes.toString()]).toEqual([200, expect.stringContaining('partialSuccess')]);
    for (const name of texts)
      expect(
        (
          await postOtlp(
            { url: w.url, key },
            {
              body: JSON.stringify(
                tracesJson(name, [spanJson({ trace: 11, id: 1 })], { 'forgeyard.session.id': name, 'session.id': name }),
              ),
            },
          )
        ).status,
      ).toBe(200);
    const { data } = (await boss.call('GET', '/v1/sessions?agent=odd')).body;
    for (const { id } of data) {
      expect(await survives(boss.call, 'GET', `/v1/sessions/${id}/spans`)).toBe(200);
      expect(await survives(boss.call, 'GET', `/v1/sessions/${id}/otlp`)).toBe(200);
    }
    await expect(sessionOf({ call: boss.call }, 'nobody')).rejects.toThrow();
  });
});
