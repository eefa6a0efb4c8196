import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readSse, world } from '../../test/world.ts';

function openSilent(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.on('error', reject);
  });
}

describe('closing', () => {
  test('the server closes although connections are open that never sent a request, or half of one', async () => {
    const w = await world('sqlite');
    const silent = await openSilent(w.url);
    const half = await openSilent(w.url);
    half.write('POST /v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    const gone = Promise.all(
      [silent, half].map(
        (socket) =>
          new Promise((resolve) =>
            socket
              .on('close', resolve)
              .on('error', () => undefined)
              .resume(),
          ),
      ),
    );
    await w.close();
    await gone;
    expect([silent.destroyed, half.destroyed]).toEqual([true, true]);
  });

  test('followers of a session are ended, so that their clients reconnect elsewhere', async () => {
    const w = await world('sqlite');
    const run = (await w.call('POST', '/v1/agents/data-cleanup/runs', { input: 'x' })).body;
    const response = await fetch(`${w.url}/v1/sessions/${run.session_id}/events`, {
      headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream' },
    });
    const reading = readSse(response);
    await w.close();
    expect((await reading).length).toBeGreaterThan(0);
    await expect(fetch(`${w.url}/healthz`)).rejects.toThrow();
  });
});
