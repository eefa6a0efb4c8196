import { describe, expect, it } from 'vitest';
import { startStandIn } from '../stand-in/stand-in.ts';
import { alwaysAsk, ask, caller, resolve, upper, waiting } from '../questions.ts';
import { engines, place, standInSettings } from '../world.ts';
import { startChild } from './child-server.ts';
import type { ChildServer } from './child-server.ts';

const soon = { timeout: 30_000, interval: 50 };

describe.each(engines)('a server on %s that is killed while runs wait for people', (engine) => {
  it('still waits after the next start, and every run goes on with the answer it then gets', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    let child: ChildServer | undefined;
    try {
      child = await startChild(here, { shortLease: [] });
      const first = child;
      const asks = await waiting(first.call, await caller(first.call, 'asks', [ask({ question: 'Which quarter?' })]));
      const careful = await waiting(first.call, await caller(first.call, 'careful', [upper('yes')], alwaysAsk));
      await first.end();

      child = await startChild(here, { shortLease: [] });
      const second = child;
      const runs = async () => (await second.call('GET', '/v1/runs?limit=10')).body.data.map((run: any) => run.status);
      expect(await runs()).toEqual(['waiting', 'waiting']);
      expect((await second.call('GET', '/v1/interactions')).body.open_count).toBe(2);
      // Killed again in the moment of the answer: what was answered counts, whoever executes the run.
      expect((await resolve(second.call, asks.question.id, { decision: 'respond', message: 'Q3' })).status).toBe(200);
      expect((await resolve(second.call, careful.question.id, { decision: 'approve' })).status).toBe(200);
      await second.end();

      child = await startChild(here, { shortLease: [] });
      const third = child;
      const result = async (id: string) => (await third.call('GET', `/v1/runs/${id}`)).body.result;
      await expect.poll(() => result(asks.run.id), soon).toEqual({ answer: 'Q3' });
      await expect.poll(() => result(careful.run.id), soon).toEqual({ result: 'YES' });
    } finally {
      await child?.end();
      await standIn.close();
      await here.dispose();
    }
  });
});
