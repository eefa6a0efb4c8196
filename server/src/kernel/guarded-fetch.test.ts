import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { FetchFailure } from './fetch-failure.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import type { GuardedRequest } from './guarded-fetch.ts';
import { OriginLimits } from './origin-limits.ts';
import { createOutbound } from './outbound.ts';
import type { Outbound } from './outbound.ts';

const mebibyte = Buffer.alloc(1024 * 1024, 120);
const head = 'HTTP/1.1 200 OK\r\n';

/** What a hostile receiver does with a connection, by the path that was asked for. */
const manners: Readonly<Record<string, (socket: Socket) => void>> = {
  '/ok': (socket) => socket.end(`${head}content-length: 2\r\nx-two: a\r\nx-two: b\r\n\r\nok`),
  '/away': (socket) => socket.end('HTTP/1.1 307 Away\r\nlocation: http://127.0.0.1:1/canary\r\ncontent-length: 0\r\n\r\n'),
  '/hang': () => undefined,
  '/reset': (socket) => socket.resetAndDestroy(),
  '/rubbish': (socket) => socket.end('SSH-2.0-OpenSSH_9\r\n'),
  '/endless': (socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    const more = (): void => {
      if (socket.destroyed) return;
      socket.write('100000\r\n');
      socket.write(mebibyte);
      if (socket.write('\r\n')) setImmediate(more);
      else socket.once('drain', more);
    };
    more();
  },
  '/dripping': (socket) => {
    socket.write(`${head}content-length: 1000\r\n\r\n`);
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x')), 20);
  },
  '/endless-head': (socket) => {
    socket.write(head);
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(`x-more: ${'y'.repeat(4_000)}\r\n`)), 1);
  },
  '/dripping-head': (socket) => {
    socket.write(head);
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x')), 20);
  },
  '/bomb': (socket) => {
    const bomb = gzipSync(Buffer.alloc(4 * 1024 * 1024));
    socket.write(`${head}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
    socket.end(bomb);
  },
};

let server: Server;
let port = 0;
const asked: string[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.once('data', (data) => {
      asked.push(String(data));
      manners[String(data).split(' ')[1] ?? '']?.(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
const opened: Outbound[] = [];
afterEach(async () => {
  asked.length = 0;
  await Promise.all(opened.splice(0).map((one) => one.close()));
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const limits = (more: object = {}) => new OriginLimits({ atOnceMax: 10, perMinuteMax: 6_000, burst: 1_000, ...more }, systemClock);

function fetcher(options: { readonly limits?: OriginLimits; readonly resolve?: () => Promise<LookupAddress[]> } = {}) {
  const allow = options.resolve === undefined ? ['127.0.0.1'] : [];
  const outbound = createOutbound({ allowPrivateHosts: allow, allowPorts: [port], ...(options.resolve === undefined ? {} : options) });
  opened.push(outbound);
  const fetch = createGuardedFetch(outbound, options.limits ?? limits());
  return (path: string, more: Partial<GuardedRequest> = {}) =>
    fetch({ url: `http://127.0.0.1:${port}${path}`, method: 'GET', timeoutMs: 20_000, bytesMax: 4_096, whenTooLong: 'fail', ...more });
}

const kindOf = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'answered',
    (error: unknown) => (error instanceof FetchFailure ? error.kind : `not a failure: ${String(error)}`),
  );

/** Ends when the receiver has no connection of ours any more. */
async function released(): Promise<void> {
  for (let look = 0; look < 3_000 && sockets.size > 0; look += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(sockets.size).toBe(0);
}

describe('what comes back', () => {
  test('an answer with its headers joined, over a connection that serves no other request', async () => {
    const get = fetcher();
    const answer = await get('/ok', { headers: { 'x-mine': '1' } });
    expect([answer.status, answer.headers['x-two'], answer.body.toString(), answer.isCut]).toEqual([200, 'a, b', 'ok', false]);
    expect(asked[0]?.toLowerCase()).toContain('connection: close');
    expect(asked[0]?.toLowerCase()).toContain('accept-encoding: identity');
    await released();
  });

  test('S32: a redirect is an answer and is not followed', async () => {
    const answer = await fetcher()('/away');
    expect([answer.status, asked.length]).toEqual([307, 1]);
  });

  test('S33: what is compressed stays so, and a bomb stays small', async () => {
    const answer = await fetcher()('/bomb', { bytesMax: 8_192 });
    expect(answer.body.length).toBeLessThan(8_192);
    expect(answer.headers['content-encoding']).toBe('gzip');
  });
});

describe('S33: receivers that do not end', () => {
  test.each([
    ['/hang', 'timeout'],
    ['/reset', 'reset'],
    ['/rubbish', 'protocol'],
    ['/endless', 'too_large'],
    ['/dripping', 'timeout'],
    ['/endless-head', 'protocol'],
    ['/dripping-head', 'timeout'],
  ] as const)('%s ends as %s and gives its connection back', async (path, kind) => {
    expect(await kindOf(fetcher()(path, kind === 'timeout' ? { timeoutMs: 400 } : {}))).toBe(kind);
    await released();
  });

  test.each(['/endless', '/dripping'])('%s is cut where it stands when the rest does not matter', async (path) => {
    const answer = await fetcher()(path, { whenTooLong: 'cut', timeoutMs: 2_000 });
    expect([answer.status, answer.isCut, answer.body.length <= 4_096]).toEqual([200, true, true]);
    await released();
  });

  test('a request that is given up ends at once', async () => {
    const controller = new AbortController();
    const asking = kindOf(fetcher()('/hang', { signal: controller.signal }));
    controller.abort();
    expect(await asking).toBe('aborted');
  });
});

describe('what is refused', () => {
  test('S31: a name is asked once for each request, and the connection goes to the checked answer', async () => {
    let looks = 0;
    const resolve = async (): Promise<LookupAddress[]> => {
      looks += 1;
      return [{ address: looks === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
    };
    const get = fetcher({ resolve });
    expect(await kindOf(get('', { url: `http://flips.example:${port}/ok` }))).toBe('address');
    expect(await kindOf(get('', { url: `http://flips.example:${port}/ok` }))).toBe('address');
    expect([looks, asked.length]).toEqual([2, 0]);
  });

  test('an unknown name and a private one are told apart by nothing', async () => {
    const unknown = fetcher({ resolve: async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) });
    const inside = fetcher({ resolve: async () => [{ address: '10.0.0.1', family: 4 }] });
    const errors = await Promise.all(
      [unknown, inside].map((get) => get('', { url: `http://some.example:${port}/` }).catch((error: unknown) => error)),
    );
    expect(errors.map((error) => JSON.stringify([String(error), error]))).toEqual(
      Array(2).fill(JSON.stringify([String(errors[0]), errors[0]])),
    );
    expect(errors[0]).toBeInstanceOf(FetchFailure);
  });

  test.each([
    ['headers that say how the message travels', { headers: { Host: 'other.example' } }],
    ['headers that break lines', { headers: { 'x-a': 'a\r\nx-b: b' } }],
    ['a body beyond 1 MiB', { method: 'POST', body: Buffer.alloc(1024 * 1024 + 1) }],
  ] as const)('%s', async (_title, more) => {
    expect(await kindOf(fetcher()('/ok', more))).toBe('request');
    expect(asked).toEqual([]);
  });

  test('more requests to one receiver than it may get at once, or in a minute', async () => {
    const atOnce = fetcher({ limits: limits({ atOnceMax: 2 }) });
    const hanging = [1, 2].map(() => kindOf(atOnce('/hang', { timeoutMs: 400 })));
    expect(await kindOf(atOnce('/ok'))).toBe('limited');
    expect(await Promise.all(hanging)).toEqual(['timeout', 'timeout']);
    expect(await kindOf(atOnce('/ok'))).toBe('answered');
    const perMinute = fetcher({ limits: limits({ perMinuteMax: 1, burst: 2 }) });
    const kinds: string[] = [];
    for (let n = 0; n < 4; n += 1) kinds.push(await kindOf(perMinute('/ok')));
    expect(kinds).toEqual(['answered', 'answered', 'answered', 'limited']);
  });

  test('nothing listens: the failure names neither address nor system error', async () => {
    const failure = await fetcher()('', { url: 'http://127.0.0.1:1/secret-path' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FetchFailure);
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toMatch(/127\.0\.0\.1|ECONN|secret-path/);
  });
});
