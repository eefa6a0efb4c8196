import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectingSink, modelWorld, requestFor, TEST_KEY } from '../../../test/stand-in/model-world.ts';
import type { ModelWorld } from '../../../test/stand-in/model-world.ts';
import { SCRIPT_NAMES } from '../../../test/stand-in/scripts.ts';

describe.each(['openai', 'anthropic'] as const)('%s faults', (provider) => {
  let world: ModelWorld;
  beforeAll(async () => {
    world = await modelWorld(provider, 300);
  });
  beforeEach(() => world.standIn.reset());
  afterAll(() => world.close());

  test.each([
    ['fault-400', 'bad_request', 1],
    ['fault-401', 'auth', 1],
    ['fault-404', 'bad_request', 1],
    ['fault-429', 'rate_limited', 1],
    ['fault-500', 'unavailable', 1],
    ['fault-503', 'overloaded', 1],
    ['fault-529', 'overloaded', 1],
    ['fault-half', 'unavailable', 1],
    ['fault-error-frame', 'overloaded', 1],
    ['fault-redirect', 'bad_request', 1],
    ['fault-garbage', 'protocol', 1],
    ['fault-html', 'protocol', 1],
    ['fault-huge', 'protocol', 1],
    ['fault-hang', 'timeout', 1],
    ['fault-stall', 'timeout', 1],
  ] as const)('%s is %s', async (script, errorClass, requests) => {
    const error = await world.failure(script);
    expect(error.errorClass).toBe(errorClass);
    expect(error.message.length).toBeLessThanOrEqual(300);
    expect(error.message).not.toContain('127.0.0.1');
    expect(world.standIn.requests).toHaveLength(requests);
  });

  test('a rate limit says how long to wait', async () => {
    expect((await world.failure('fault-429')).retryAfterMs).toBe(1000);
    expect((await world.failure('fault-500')).retryAfterMs).toBeNull();
  });

  test.each(['fault-429-once', 'fault-500-once', 'fault-half-once'])('%s succeeds when it is tried again', async (script) => {
    await world.failure(script);
    expect((await world.call(script)).text).toContain('stand-in');
    await world.failure(script, { idempotencyKey: 'run_2:step#1' });
  });

  test('no error contains the key or a piece of it', async () => {
    for (const script of SCRIPT_NAMES.filter((name) => name.startsWith('fault-') && !name.endsWith('hang') && !name.endsWith('stall'))) {
      const error = await world.failure(script, { idempotencyKey: `key:${script}` });
      const shown = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      for (let at = 0; at + 8 <= TEST_KEY.length; at += 1) expect(shown).not.toContain(TEST_KEY.slice(at, at + 8));
    }
    expect((await world.failure('fault-401')).message).toContain('[redacted]');
  });

  test.each(['long-paced-50', 'fault-hang', 'fault-stall', 'fault-huge'])(
    'an abort during %s rejects with its reason and destroys the socket',
    async (script) => {
      const controller = new AbortController();
      const reason = new Error('cancelled by a person');
      const call = world.call(script, { signal: controller.signal });
      while (world.standIn.requests.length === 0) await sleep(1);
      if (script !== 'fault-huge') await sleep(60);
      controller.abort(reason);
      if (script === 'fault-huge') await expect(call).rejects.toThrow();
      else await expect(call).rejects.toBe(reason);
      for (let tries = 0; tries < 6_000 && world.standIn.requests[0]?.isCut !== true; tries += 1) await sleep(5);
      expect(world.standIn.requests[0]?.isCut).toBe(true);
    },
  );

  test('a call that was aborted before it began sends nothing', async () => {
    const reason = new Error('too late');
    await expect(world.call('one', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(world.standIn.requests).toHaveLength(0);
  });

  test('an error of the receiver is not taken for one of the provider', async () => {
    const bug = new Error('receiver');
    const text = (): void => {
      throw bug;
    };
    await expect(world.call('long', {}, { text, reasoning: () => {} })).rejects.toBe(bug);
  });

  test('a port that nobody listens on is unavailable, a private address is not allowed', async () => {
    const closed = world.model({ baseUrl: 'http://127.0.0.1:1/v1' });
    await expect(closed.call(requestFor('one'), collectingSink())).rejects.toMatchObject({ errorClass: 'unavailable' });
    const inside = world.model({ baseUrl: 'http://10.0.0.1/v1' });
    await expect(inside.call(requestFor('one'), collectingSink())).rejects.toMatchObject({
      errorClass: 'bad_request',
      message: 'Address is not allowed',
    });
  });

  async function against(listener: RequestListener): Promise<{ text: string; seen: string[] }> {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        seen.push(body);
        listener(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      const { text } = await world.model({ baseUrl: `http://127.0.0.1:${port}` }).call(requestFor('some-model'), collectingSink());
      return { text, seen };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('a Retry-After date counts from now', async () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    const failing = against((_request, response) => response.writeHead(429, { 'retry-after': date }).end());
    const error: unknown = await failing.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ errorClass: 'rate_limited' });
    expect(Number((error as { retryAfterMs: number }).retryAfterMs)).toBeGreaterThan(25_000);
  });

  test('a member that the model does not take is left out on a second try', async () => {
    let calls = 0;
    const outcome = against((_request, response) => {
      calls += 1;
      const message = calls === 1 ? '`temperature` does not support 0.7 with this model' : 'no such model';
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
    });
    await expect(outcome).rejects.toMatchObject({ errorClass: 'bad_request', message: expect.stringContaining('no such model') });
    expect(calls).toBe(2);
  });

  test('a clean end without the end of the reply is a cut', async () => {
    const frame = provider === 'openai' ? '{"choices":[{"index":0,"delta":{"content":"half"}}]}' : '{"type":"message_start","message":{}}';
    const outcome = against((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${frame}\n\n`),
    );
    await expect(outcome).rejects.toMatchObject({ errorClass: 'unavailable' });
  });

  test('characters cut in the middle by the network come out whole', async () => {
    const openai = '{"choices":[{"index":0,"delta":{"content":"Grüße 👋"},"finish_reason":"stop"}]}';
    const anthropic = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße 👋"}}';
    const end =
      provider === 'openai' ? '[DONE]' : '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\ndata: {"type":"message_stop"}';
    const bytes = Buffer.from(`data: ${provider === 'openai' ? openai : anthropic}\r\n\r\ndata: ${end}\n\n`);
    const { text } = await against(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const byte of bytes) {
        response.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      response.end();
    });
    expect(text).toBe('Grüße 👋');
  });
});
