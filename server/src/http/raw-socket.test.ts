import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { sendRaw } from '../../test/requests.ts';

describe('requests that are not HTTP as it should be', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  const post = 'POST /api/v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  const body = '{"name":"smuggled","tools":["json-utils"]}';

  test.each<[string, () => string]>([
    [
      'Transfer-Encoding and Content-Length',
      () => `${post}X-Forge-Api-Key: ${w.key}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${body}`,
    ],
    [
      'two different lengths',
      () => `${post}X-Forge-Api-Key: ${w.key}\r\nContent-Length: ${body.length}\r\nContent-Length: 1\r\n\r\n${body}`,
    ],
    ['two equal lengths', () => `${post}X-Forge-Api-Key: ${w.key}\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
    ['a negative length', () => `${post}X-Forge-Api-Key: ${w.key}\r\nContent-Length: -1\r\n\r\n`],
    ['a length with a sign', () => `${post}X-Forge-Api-Key: ${w.key}\r\nContent-Length: +2\r\n\r\n{}`],
    ['a length in hex', () => `${post}X-Forge-Api-Key: ${w.key}\r\nContent-Length: 0x2\r\n\r\n{}`],
    ['an unknown transfer coding', () => `${post}X-Forge-Api-Key: ${w.key}\r\nTransfer-Encoding: identity, xchunked\r\n\r\n${body}`],
    ['a broken chunk size', () => `${post}X-Forge-Api-Key: ${w.key}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n${body}\r\n0\r\n\r\n`],
    ['no host', () => `GET /v1/me HTTP/1.1\r\nX-Forge-Api-Key: ${w.key}\r\n\r\n`],
    [
      'two hosts',
      () => `GET /v1/me HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\nX-Forge-Api-Key: ${w.key}\r\nConnection: close\r\n\r\n`,
    ],
    ['a space before the colon', () => `GET /v1/me HTTP/1.1\r\nHost : localhost\r\nConnection: close\r\n\r\n`],
    ['a folded header', () => `GET /v1/me HTTP/1.1\r\nHost: localhost\r\nX-Forge-Api-Key: a\r\n b\r\nConnection: close\r\n\r\n`],
    ['a NUL in a header', () => `GET /v1/me HTTP/1.1\r\nHost: localhost\r\nX-Forge-Api-Key: a\u0000b\r\nConnection: close\r\n\r\n`],
    ['a NUL in the path', () => `GET /v1/me\u0000 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`],
    ['bare line feeds', () => `GET /v1/me HTTP/1.1\nHost: localhost\n\n`],
    ['another protocol', () => 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['HTTP/2 without asking', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/9.9', () => 'GET /v1/me HTTP/9.9\r\nHost: localhost\r\n\r\n'],
  ])('400 and nothing done: %s', async (_title, text) => {
    const answer = await sendRaw(w.url, text(), (received) => received.includes('\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain(w.key);
    expect((await w.call('GET', '/api/v1/agents/smuggled')).status).toBe(404);
  });

  test('431 for a header larger than the limit, and for 20 kB in many small ones', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `x-h-${index}: aaaa`).join('\r\n');
    for (const headers of [`X-Forge-Api-Key: ${'k'.repeat(20_000)}`, `x-long: ${'a'.repeat(17_000)}`, many]) {
      const answer = await sendRaw(w.url, `GET /v1/me HTTP/1.1\r\nHost: localhost\r\n${headers}\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    }
  });

  test('a header of 10 kB is looked at like any other', async () => {
    const answer = await sendRaw(
      w.url,
      `GET /v1/me HTTP/1.1\r\nHost: localhost\r\nX-Forge-Api-Key: ${'k'.repeat(10_000)}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a client that leaves in the middle of its body does no harm', async () => {
    const sockets = Array.from({ length: 20 }, () =>
      sendHalf(w.url, `${post}X-Forge-Api-Key: ${w.key}\r\nContent-Length: 5000\r\n\r\n{"name"`),
    );
    await Promise.all(sockets);
    expect((await w.call('GET', '/v1/me')).status).toBe(200);
    expect((await w.call('GET', '/api/v1/agents/smuggled')).status).toBe(404);
  });

  test('connections that send their headers drop by drop are cut, and others are answered meanwhile', async () => {
    const { hostname, port } = new URL(w.url);
    const sockets = Array.from({ length: 30 }, () => connect(Number(port), hostname));
    const gone = sockets.map((socket) => {
      socket.on('error', () => undefined).write('GET /v1/me HTTP/1.1\r\nHost: localhost\r\n');
      const drops = setInterval(() => socket.write('x-drop: 1\r\n'), 500);
      return new Promise<void>((resolve) => {
        socket.resume().on('close', () => {
          clearInterval(drops);
          resolve();
        });
      });
    });
    expect((await w.call('GET', '/v1/me')).status).toBe(200);
    await Promise.all(gone);
    expect((await w.call('GET', '/v1/me')).status).toBe(200);
  });

  test('requests that are sent at once on one connection are answered in order', async () => {
    const one = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forge-Api-Key: ${w.key}\r\n`;
    const answer = await sendRaw(w.url, `${one('/healthz')}\r\n${one('/v1/nothing')}\r\n${one('/readyz')}Connection: close\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  });
});

async function sendHalf(url: string, text: string): Promise<void> {
  const { hostname, port } = new URL(url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text, () => socket.destroy()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}
