import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { createGuardedStream } from './guarded-stream.ts';
import type { GuardedStreamAnswer } from './guarded-stream.ts';
import { OriginLimits } from './origin-limits.ts';
import { createOutbound } from './outbound.ts';

const outbound = createOutbound({ allowPrivateHosts: ['127.0.0.1'] });
/** One request at a time, so that a place that is not given back shows at the next one. */
const guarded = createGuardedStream(outbound, new OriginLimits({ atOnceMax: 1, perMinuteMax: 60_000, burst: 60_000 }, systemClock));

describe('the guarded way out to streams', () => {
  let server: Server;
  let url = '';
  let answer: (response: ServerResponse) => void = () => undefined;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.on('error', () => undefined);
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await outbound.close();
  });
  /** Whatever happened before, the place is free again. */
  afterEach(async () => {
    answer = (response) => response.end('next');
    await vi.waitFor(async () => {
      if ((await ask().then(read)) !== 'next') throw new Error('the place is taken');
    }, 30_000);
  });

  const ask = (more: Partial<Parameters<typeof guarded>[0]> = {}): Promise<GuardedStreamAnswer> =>
    guarded({ url, method: 'POST', body: '{}', timeoutMs: 2_000, bytesMax: 1_000, ...more });
  const read = ({ body }: GuardedStreamAnswer): Promise<string> => new Response(body).text();

  test('pieces can be read before the answer is complete', async () => {
    let finish = (): void => undefined;
    answer = (response) => {
      response.write('first ');
      finish = () => response.end('second');
    };
    const { status, body } = await ask();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    expect([status, (await reader.read()).value]).toEqual([200, 'first ']);
    finish();
    expect([(await reader.read()).value, (await reader.read()).done]).toEqual(['second', true]);
  });

  test('only so many requests to one origin are under way, and a cancelled answer makes room', async () => {
    answer = (response) => response.write('and so on');
    const { body } = await ask();
    await expect(ask()).rejects.toMatchObject({ kind: 'limited' });
    await body.cancel();
  });

  test.each([
    ['too much', (response: ServerResponse) => response.end('x'.repeat(2_000)), {}, /^too_large$/],
    ['too slowly', (response: ServerResponse) => response.write('x'), { timeoutMs: 200 }, /^timeout$/],
    ['and is cut', (response: ServerResponse) => response.write('x', () => response.destroy()), {}, /^(protocol|reset)$/],
  ] as const)('an answer that comes %s fails where it is read', async (_how, how, more, kind) => {
    answer = (response) => void how(response);
    await expect(ask(more).then(read)).rejects.toMatchObject({ name: 'FetchFailure', kind: expect.stringMatching(kind) });
  });

  test('an answer that nobody reads is given up at its time limit', async () => {
    answer = (response) => response.write('x');
    await ask({ timeoutMs: 200 });
  });

  test('a redirect is an answer and is not followed', async () => {
    answer = (response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end();
    expect((await ask()).status).toBe(307);
  });

  test('giving up ends the request, before and while it is answered', async () => {
    await expect(ask({ signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
    answer = (response) => response.write('x');
    const stop = new AbortController();
    const { body } = await ask({ signal: stop.signal });
    stop.abort();
    await expect(new Response(body).text()).rejects.toMatchObject({ kind: 'aborted' });
  });

  test.each(['http://127.0.0.2:80/', 'http://10.0.0.1/', 'http://[::1]/', 'http://3232235777/', 'ftp://example.com/'])(
    'S30: %s is not asked',
    async (forbidden) => {
      await expect(ask({ url: forbidden })).rejects.toMatchObject({ kind: 'address' });
    },
  );
});
