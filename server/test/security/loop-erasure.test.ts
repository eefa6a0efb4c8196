import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { roomOf } from '../instances.ts';
import { spanJson, tracesJson } from '../otlp.ts';
import { alwaysAsk, ask, caller as playbook, resolve, upper, waiting } from '../questions.ts';
import { dumpOf } from '../raw-sql.ts';
import { engines, world } from '../world.ts';
import type { World } from '../world.ts';

/** Rows that still hold a word, each cut around it. */
async function remains(w: World, word: string): Promise<string[]> {
  const dump = await dumpOf(w.place);
  return [...dump.matchAll(new RegExp(`.{0,300}${word}.{0,60}`, 'g'))].map(([found]) => found);
}

describe.each(engines)('a deleted session on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    const hook = await boss.call('POST', '/v1/webhooks', { url: 'https://example.com/hook', events: ['*'] });
    if (hook.status !== 201) throw new Error(hook.text);
  });
  afterAll(() => w.close());

  const erased = async (id: string): Promise<void> => {
    const gone = await boss.call('DELETE', `/v1/sessions/${id}`);
    expect(gone.status, gone.text).toBe(204);
  };

  test('of a foreign agent leaves no word of what was said, asked, answered, noted, attached, traced and told', async () => {
    const word = `secret${randomUUID().replaceAll('-', '')}`;
    const id = randomUUID();
    const { key } = await roomOf(w, boss);
    const agent: World['call'] = (method, path, body, headers) => w.call(method, path, body, { 'x-forge-api-key': key, ...headers });
    const post = async (content: string, more: object = {}): Promise<any> => {
      const said = await agent(
        'POST',
        '/api/v1/messages/agent',
        { agent_instance_id: id, agent_type: 'eraser', content, ...more },
        { 'idempotency-key': randomUUID() },
      );
      expect(said.status, said.text).toBe(200);
      return said.body;
    };
    await post(`${word} step`, { name: `${word} name`, metadata: { note: word }, git_diff: `+${word}` });
    const asked = await post(`${word}?`, { requires_user_input: true, options: [word] });
    const open = (await boss.call('GET', `/v1/sessions/${id}`)).body.open_interaction;
    await boss.call('POST', `/v1/interactions/${open.id}/assign`, { user_id: boss.userId, note: `${word} note` });
    const answered = await boss.call('POST', `/v1/sessions/${id}/messages`, { content: `${word}!` }, { 'idempotency-key': randomUUID() });
    expect(answered.status, answered.text).toBe(201);
    expect(asked.message_id).toBeTypeOf('string');
    await agent(
      'POST',
      '/otlp/v1/traces',
      tracesJson('eraser', [spanJson({ id: 1, name: word, attributes: { note: word } })], { 'forgeyard.session.id': id }),
      {
        'x-forgeyard-capture-content': 'true',
      },
    );
    await post(`${word} again?`, { requires_user_input: true });
    expect((await boss.call('PATCH', `/v1/sessions/${id}`, { name: `${word} renamed` })).status).toBe(200);
    expect((await remains(w, word)).length).toBeGreaterThan(0);
    await erased(id);
    expect(await remains(w, word)).toEqual([]);
  });

  test('of a run leaves no word of what it was given, called, asked, was answered and brought', async () => {
    const word = `secret${randomUUID().replaceAll('-', '')}`;
    const agent = await playbook(boss.call, 'run-eraser', [upper('x'), ask({ question: `placeholder` })], {});
    const config = {
      playbook: [{ tool: 'data-transform', action: 'upper', input: { text: '$.input' } }, ask({ question: 'placeholder' })],
    };
    await boss.call('PATCH', `/v1/agents/${agent}`, { config });
    const body = { input: `${word} input`, data: { note: word }, wait: true };
    const run = await boss.call('POST', `/v1/agents/${agent}/runs`, body, { 'idempotency-key': randomUUID() });
    expect(run.body.status, run.text).toBe('waiting');
    const session = run.body.session_id;
    const answered = await boss.call('POST', `/v1/sessions/${session}/messages`, { content: `${word} answer` });
    expect(answered.status, answered.text).toBe(201);
    await expect.poll(async () => (await boss.call('GET', `/v1/runs/${run.body.id}`)).body.status).toBe('completed');
    expect((await remains(w, word)).length).toBeGreaterThan(0);
    await erased(session);
    expect(await remains(w, word)).toEqual([]);
    expect((await boss.call('GET', `/v1/runs/${run.body.id}`)).text).not.toContain(word);
  });

  test('with an approval leaves nothing of the call that waited, nor of the reason why it was refused', async () => {
    const word = `secret${randomUUID().replaceAll('-', '')}`;
    const agent = await playbook(boss.call, 'call-eraser', [upper('x')], alwaysAsk);
    const config = { playbook: [{ tool: 'data-transform', action: 'upper', input: { text: '$.input' } }] };
    await boss.call('PATCH', `/v1/agents/${agent}`, { config });
    const run = (await boss.call('POST', `/v1/agents/${agent}/runs`, { input: word })).body;
    const [question] = (await boss.call('GET', `/v1/interactions?session=${run.session_id}`)).body.data;
    expect((await resolve(boss.call, question.id, { decision: 'reject', message: `${word} no` })).status).toBe(200);
    await erased(run.session_id);
    expect(await remains(w, word)).toEqual([]);
    expect((await boss.call('GET', `/v1/interactions/${question.id}`)).text).not.toContain(word);
    expect((await waiting(boss.call, agent)).question.state).toBe('open');
  });
});
