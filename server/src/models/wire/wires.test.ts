import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectingSink, modelWorld, requestFor } from '../../../test/stand-in/model-world.ts';
import type { ModelWorld } from '../../../test/stand-in/model-world.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { ModelMessage } from '../../kernel/model.ts';

describe.each(['openai', 'anthropic'] as const)('%s wire', (provider) => {
  let world: ModelWorld;
  beforeAll(async () => {
    world = await modelWorld(provider);
  });
  beforeEach(() => world.standIn.reset());
  afterAll(() => world.close());

  const lastBody = (): Record<string, unknown> => {
    const body = world.standIn.requests.at(-1)?.body;
    return isJsonObject(body) ? { ...body } : {};
  };

  test('a short answer arrives word by word, in order, with its usage', async () => {
    const sink = collectingSink();
    const reply = await world.call('one', {}, sink);
    expect(reply.text).toBe('Hello from the stand-in model.');
    expect(sink.texts).toEqual(['Hello', ' from', ' the', ' stand-in', ' model.']);
    expect(reply).toMatchObject({ finish: 'stop', toolCalls: [], reasoning: '', usage: { inputTokens: 15, outputTokens: 5 } });
  });

  test('a thousand tokens arrive in order', async () => {
    const sink = collectingSink();
    const reply = await world.call('long', {}, sink);
    expect(sink.texts).toHaveLength(1000);
    expect(reply.text).toBe(Array.from({ length: 1000 }, (_, index) => `t${index} `).join(''));
  });

  test('reasoning is kept apart from the answer', async () => {
    const sink = collectingSink();
    const reply = await world.call('reasoning', {}, sink);
    expect(reply).toMatchObject({ reasoning: 'Six times seven makes forty-two.', text: 'The answer is 42.' });
    expect(sink.reasonings.join('')).toBe(reply.reasoning);
  });

  test('three: two tool calls one after the other, then an answer that saw the results', async () => {
    const { replies } = await world.loop('three', '[7]');
    expect(replies.map(({ finish }) => finish)).toEqual(['tool_calls', 'tool_calls', 'stop']);
    expect(replies[0]?.toolCalls).toMatchObject([
      { name: 'data-transform__csv_to_json', arguments: { csv: 'name,amount\nAda,3\nLin,4\n' } },
    ]);
    expect(replies[1]?.toolCalls).toMatchObject([{ name: 'formula-engine__evaluate', arguments: { formula: 'SUM(3, 4)' } }]);
    expect(replies[2]?.text).toContain('[7]');
  });

  test('parallel calls with interleaved arguments come out whole and with ids of their own', async () => {
    const { replies } = await world.loop('parallel', '1');
    expect(replies[0]?.toolCalls.map(({ name }) => name)).toEqual(['data-transform__csv_to_json', 'formula-engine__evaluate']);
    expect(new Set(replies[0]?.toolCalls.map(({ id }) => id)).size).toBe(2);
    expect(replies[1]?.text).toBe('Both tools answered: 2 results.');
  });

  test('arguments that are not JSON are handed on as text, and the conversation goes on', async () => {
    const { replies } = await world.loop('bad-arguments', 'INVALID_INPUT');
    expect(replies.map(({ toolCalls }) => toolCalls[0]?.arguments)).toEqual([{ no_such_argument: true }, '{"csv": "a,b', undefined]);
    expect(replies[2]?.text).toContain('INVALID_INPUT');
  });

  test('unknown-tool, loop, json and echo play as documented', async () => {
    const unknown = await world.loop('unknown-tool', 'no such tool');
    expect(unknown.replies[0]?.toolCalls[0]?.name).toBe('no-such-tool__do');
    expect(unknown.replies[1]?.text).toContain('no such tool');
    expect((await world.loop('loop', 'x')).replies).toHaveLength(10);
    expect(JSON.parse((await world.call('json')).text)).toMatchObject({ answer: 42 });
    expect((await world.call('echo', { messages: [{ role: 'user', text: 'Grüße 👋' }] })).text).toBe('Grüße 👋 [1 messages]');
  });

  test('a paced answer is streamed while it is produced', async () => {
    const start = performance.now();
    let firstMs = 0;
    const text = (): void => void (firstMs ||= performance.now() - start);
    await world.call('long-paced-5', {}, { text, reasoning: () => {} });
    expect(firstMs).toBeLessThan((performance.now() - start) / 2);
  });

  test('a second run in the same session starts over and sees the whole history', async () => {
    const { messages } = await world.loop('three', '[7]');
    const again: ModelMessage[] = [...messages, { role: 'user', text: 'Again' }];
    expect((await world.call('three', { messages: again })).toolCalls[0]?.name).toBe('data-transform__csv_to_json');
    expect((await world.call('echo', { messages: again })).text).toBe('Again [7 messages]');
  });

  test('a history with a call that never got a result, a repeated id or an odd name is still accepted', async () => {
    const call = { id: 'call_0', name: 'a.b c', arguments: '{"broken' };
    const messages: ModelMessage[] = [
      { role: 'user', text: 'One' },
      { role: 'assistant', text: '', toolCalls: [call] },
      { role: 'tool', callId: 'call_0', name: 'a.b c', text: '', isError: true },
      { role: 'assistant', text: ' ', toolCalls: [] },
      { role: 'user', text: 'Two' },
      { role: 'assistant', text: 'Wait', toolCalls: [call, { ...call, id: 'call_1' }] },
      { role: 'tool', callId: 'call_1', name: 'x', text: 'ok', isError: false },
      { role: 'tool', callId: 'nobody', name: 'x', text: 'lost', isError: false },
      { role: 'user', text: '' },
    ];
    expect((await world.call('one', { messages })).text).toContain('stand-in');
  });

  test('the request carries the settings, the idempotency key and the key only where it belongs', async () => {
    await world.call('one', { temperature: 1.5 });
    expect(world.standIn.requests.at(-1)?.headers['idempotency-key']).toBe('run_1:step#1');
    expect(lastBody()).toMatchObject({ stream: true, max_tokens: 256, temperature: provider === 'openai' ? 1.5 : 1 });
    expect(JSON.stringify(lastBody())).not.toContain('sk-test');
    await world.call('one', { temperature: null, tools: [], systemPrompt: null });
    expect(Object.keys(lastBody())).not.toEqual(expect.arrayContaining(['temperature']));
    expect(Object.keys(lastBody())).not.toEqual(expect.arrayContaining(['tools']));
  });

  test('the base URL may stand with or without its version and with a trailing slash', async () => {
    const { url } = world.standIn;
    for (const baseUrl of [url, `${url}/`, `${url}/v1`, `${url}/v1/`]) {
      expect((await world.model({ baseUrl }).call(requestFor('one'), collectingSink())).finish).toBe('stop');
    }
  });

  test('connections are kept alive and reused', async () => {
    const before = world.standIn.connectionCount();
    for (let call = 0; call < 5; call += 1) await world.call('three');
    expect(world.standIn.connectionCount() - before).toBeLessThanOrEqual(1);
  });
});

describe('openai names', () => {
  test('reasoning models get max_completion_tokens and no temperature, others max_tokens', async () => {
    const world = await modelWorld('openai');
    const bodies = [];
    for (const name of ['o3-mini', 'gpt-5', 'gpt-5.1-mini', 'gpt-4o', 'gpt-5-chat-latest']) {
      await world.model().call(requestFor(name), collectingSink());
      bodies.push(world.standIn.requests.at(-1)?.body);
    }
    await world.close();
    const keys = bodies.map((body) => Object.keys(body ?? {}).filter((key) => key.startsWith('max') || key === 'temperature'));
    expect(keys).toEqual([
      ['max_completion_tokens'],
      ['max_completion_tokens'],
      ['max_completion_tokens'],
      ['max_tokens', 'temperature'],
      ['max_tokens', 'temperature'],
    ]);
  });
});
