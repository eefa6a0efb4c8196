import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

describe('stand-in', () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterAll(() => standIn.close());

  async function post(path: string, body: unknown): Promise<{ status: number; text: string }> {
    const response = await fetch(standIn.url + path, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  }
  const messages = [{ role: 'user', content: 'Hi' }];

  test('lists its models', async () => {
    const { data } = (await (await fetch(`${standIn.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toContain('gpt-standin-three');
  });

  test('answers whole replies on both wires', async () => {
    const openai = await post('/v1/chat/completions', { model: 'gpt-standin-three', messages });
    expect(JSON.parse(openai.text)).toMatchObject({
      object: 'chat.completion',
      choices: [{ finish_reason: 'tool_calls', message: { content: null, tool_calls: [{ type: 'function' }] } }],
      usage: { prompt_tokens: 15, total_tokens: 23 },
    });
    const anthropic = await post('/v1/messages', { model: 'claude-standin-reasoning', max_tokens: 9, messages });
    expect(JSON.parse(anthropic.text)).toMatchObject({
      stop_reason: 'end_turn',
      content: [{ type: 'thinking' }, { type: 'text', text: 'The answer is 42.' }],
    });
  });

  test('sends the usage chunk only when it was asked for, and ends with [DONE]', async () => {
    const plain = await post('/v1/chat/completions', { model: 'one', stream: true, messages });
    const counted = await post('/v1/chat/completions', { model: 'one', stream: true, stream_options: { include_usage: true }, messages });
    expect([plain.text.includes('"usage"'), counted.text.includes('"usage"')]).toEqual([false, true]);
    expect(plain.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test.each([
    ['/v1/messages', { model: 'one', messages }],
    ['/v1/messages', { model: 'one', max_tokens: 1, messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] }],
    ['/v1/messages', { model: 'one', max_tokens: 1, messages: [{ role: 'assistant', content: 'x' }] }],
    ['/v1/chat/completions', { messages }],
    ['/v1/chat/completions', { model: 'one', messages: [{ role: 'tool', tool_call_id: 'a', content: 'x' }] }],
    [
      '/v1/chat/completions',
      { model: 'one', messages: [...messages, { role: 'assistant', tool_calls: [{ id: 'a', function: { arguments: '{}' } }] }] },
    ],
  ])('refuses on %s what a real provider refuses', async (path, body) => {
    expect((await post(path, body)).status).toBe(400);
  });

  test('keeps the newest thousand requests and forgets them on reset', async () => {
    expect(standIn.requests.length).toBeGreaterThan(0);
    standIn.reset();
    expect(standIn.requests).toHaveLength(0);
    expect((await post('/v1/nothing', {})).status).toBe(404);
  });
});
