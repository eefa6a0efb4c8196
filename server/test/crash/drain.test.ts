import { describe, expect, it } from 'vitest';
import { startStandIn } from '../stand-in/stand-in.ts';
import { engines, place, readSse, standInSettings } from '../world.ts';
import { startChild } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { faultsOf, ofType, openStream, readLog, startRun, untilEnded } from './run-log.ts';

const exitMsMax = 30_000;

async function agentFor(server: ChildServer, script: string): Promise<string> {
  const body = { name: script, tools: ['formula-engine'], model: `gpt-standin-${script}` };
  return (await server.call('POST', '/api/v1/agents', body)).body.id;
}

describe.each(engines)('a server on %s that is told to end (SIGTERM)', (engine) => {
  it('lets runs end, answers who waits, refuses new ones with 503, and exits with 0', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    const server = await startChild(here);
    try {
      const agent = await agentFor(server, 'long-paced-5');
      const waiting = server.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
      const watched = await startRun(server, agent);
      const frames = await readSse(await openStream(server, `/v1/runs/${watched.id}/events`), {
        stop: ({ event }) => {
          if (event === 'message.delta') server.kill('SIGTERM');
          return event === 'message.delta';
        },
      });
      expect(frames.at(-1)?.event).toBe('message.delta');
      await expect.poll(async () => (await server.call('GET', '/readyz')).status, { timeout: 30_000, interval: 5 }).toBe(503);
      const refused = await server.call('POST', `/v1/agents/${agent}/runs`, { input: 'Too late' });
      expect([refused.status, refused.headers.get('retry-after') === null]).toEqual([503, false]);
      const rest = await readSse(await openStream(server, `/v1/runs/${watched.id}/events`, frames.at(-1)?.id));
      expect(rest.at(-1)?.event).toBe('run.completed');
      expect((await waiting).body).toMatchObject({ status: 'completed', steps_count: 1 });
      expect(await server.exited).toEqual({ code: 0, signal: null });
    } finally {
      await server.end();
      await standIn.close();
      await here.dispose();
    }
  });

  it('gives back what does not end in time, and the next server finishes it as the same run', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    let server = await startChild(here, { shortLease: ['--drain-ms', '200'] });
    try {
      const agent = await agentFor(server, 'fault-hang-once');
      const runs = await Promise.all([startRun(server, agent), startRun(server, agent)]);
      await expect.poll(() => standIn.requests.length, { timeout: 30_000, interval: 10 }).toBe(2);
      server.kill('SIGTERM');
      expect(await server.exited).toEqual({ code: 0, signal: null });
      server = await startChild(here, { shortLease: [] });
      for (const run of runs) {
        expect(await untilEnded(server, run.id)).toMatchObject({ status: 'completed', attempt: 1 });
        const log = await readLog(server, run.session_id);
        expect(faultsOf(log)).toEqual([]);
        expect(ofType(log, 'attempt.started').map(({ payload }) => payload.reason)).toEqual(['resumed']);
      }
    } finally {
      await server.end();
      await standIn.close();
      await here.dispose();
    }
  });
});

describe('a server whose run never ends', () => {
  // After ten seconds it would exit with 1.
  it('exits with 0 within ten seconds of SIGTERM all the same', async () => {
    const standIn = await startStandIn();
    const here = await place('sqlite', standInSettings(standIn.url));
    const server = await startChild(here);
    try {
      const agent = await agentFor(server, 'fault-hang');
      await startRun(server, agent);
      server.kill('SIGTERM');
      const tooLate = AbortSignal.timeout(exitMsMax);
      const late = new Promise((resolve) => tooLate.addEventListener('abort', () => resolve('too late')));
      expect(await Promise.race([server.exited, late])).toEqual({ code: 0, signal: null });
    } finally {
      await server.end();
      await standIn.close();
      await here.dispose();
    }
  });
});
