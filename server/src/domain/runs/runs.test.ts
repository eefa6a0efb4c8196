import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createAgent, deleteAgent, updateAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { appendEvents, getSession, listSessionEvents, listSessions, renameSession } from '../sessions/index.ts';
import { cancelRun, getRun, listRuns, listRunsByOffset, startRun } from './index.ts';
import type { StartedRun } from './index.ts';

describe.each(engines)('runs and sessions on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await world.org();
    await createAgent(at, { slug: 'worker', model: 'gpt-4o' });
  });
  const start = (more: object = {}, on: At = at): Promise<StartedRun> =>
    startRun(on, { agent: 'worker', input: 'Go', data: null, override: {}, origin: 'api_key', ...more });

  it('100 appends at once number a session’s log from 1 without gap or double, in the order of their commits', async () => {
    const run = await start();
    const target = { orgId: at.caller.orgId, sessionId: run.sessionId, runId: run.runId };
    const appended = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        at.home.transact((tx) =>
          appendEvents(
            tx,
            target,
            [
              { type: 'message.delta', payload: { text: String(index), offset: 0 } },
              { type: 'message.delta', payload: { text: '+', offset: 1 } },
            ],
            { at: 1 },
          ),
        ),
      ),
    );
    const { events } = await listSessionEvents(at, { sessionId: run.sessionId, after: 0, limit: 1_000 });
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: run.lastSeq + 200 }, (_, index) => index + 1));
    for (const [first, second] of appended) expect(second?.seq).toBe((first?.seq ?? 0) + 1);
    expect((await getSession(at, run.sessionId)).lastSeq).toBe(run.lastSeq + 200);
  });

  it('an append that rolls back leaves no gap and is told to nobody', async () => {
    const run = await start();
    const told: unknown[] = [];
    at.home.store.onCommitted((signals) => told.push(...signals));
    const target = { orgId: at.caller.orgId, sessionId: run.sessionId, runId: run.runId };
    const append = (fail: boolean) =>
      at.home.transact(async (tx) => {
        const [event] = await appendEvents(tx, target, [{ type: 'message.delta', payload: { text: 'x', offset: 0 } }], { at: 1 });
        if (fail) throw new Error('rolled back');
        return event?.seq;
      });
    const settled = await Promise.allSettled([append(true), append(false), append(true), append(false)]);
    const seqs = settled.flatMap((one) => (one.status === 'fulfilled' ? [Number(one.value)] : []));
    expect(seqs.sort((a, b) => a - b)).toEqual([run.lastSeq + 1, run.lastSeq + 2]);
    expect(told).toHaveLength(2);
  });

  it('a session of a key is named after key and session; a person’s after the agent; both can be renamed', async () => {
    const key = keyCaller(at, ['*']);
    const [byKey, bySystem] = [await start({}, as(at, key)), await start()];
    expect(byKey.sessionName).toBe(`test-key-${byKey.sessionId}`);
    expect(bySystem.sessionName).toBe(`worker-${bySystem.sessionId}`);
    expect((await renameSession(at, { id: byKey.sessionId, name: 'Better' })).name).toBe('Better');
    expect((await listSessions(at, { limit: 10, text: 'BETTER' })).items.map((one) => one.id)).toEqual([byKey.sessionId]);
  });

  it('lists have every run once, newest first, by cursor and by offset alike', async () => {
    const made: string[] = [];
    for (let count = 0; count < 7; count += 1) made.unshift((await start()).runId);
    for (const limit of [1, 3, 7, 10]) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined = undefined; cursor !== null && seen.length < 20;) {
        const page: Awaited<ReturnType<typeof listRuns>> = await listRuns(at, { limit, cursor });
        seen.push(...page.items.map((run) => run.id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(made);
    }
    const slice = await listRunsByOffset(at, { limit: 3, offset: 5, agent: 'worker' });
    expect(slice).toMatchObject({ total: 7, items: [{ id: made[5] }, { id: made[6] }] });
    await expect(listRuns(at, { limit: 3, cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ kind: 'invalid', reason: 'page.cursor' });
  });

  it('lists can be narrowed by agent, session and state', async () => {
    await createAgent(at, { slug: 'other', model: 'gpt-4o' });
    const [one, two] = [await start(), await start({ agent: 'other' })];
    await cancelRun(at, two.runId);
    const ids = async (filter: object) => (await listRuns(at, { limit: 10, ...filter })).items.map((run) => run.id);
    expect(await ids({ agent: 'other' })).toEqual([two.runId]);
    expect(await ids({ session: one.sessionId })).toEqual([one.runId]);
    expect(await ids({ states: ['queued'] })).toEqual([one.runId]);
    expect(await ids({ states: ['cancelled', 'queued'] })).toEqual([two.runId, one.runId]);
    await expect(ids({ agent: 'nobody' })).rejects.toMatchObject({ reason: 'agent.unknown' });
  });

  it('50 requests with one idempotency key start one run; another body is refused; another caller’s key is another key', async () => {
    const idempotency = { key: 'once', route: 'runs' };
    const caller = as(at, keyCaller(at, ['*']));
    const runs = await Promise.all(Array.from({ length: 50 }, () => start({ idempotency }, caller)));
    expect(new Set(runs.map((run) => run.runId)).size).toBe(1);
    expect(runs.filter((run) => !run.isReplay)).toHaveLength(1);
    await expect(start({ idempotency, input: 'Other' }, caller)).rejects.toMatchObject({
      kind: 'unprocessable',
      reason: 'idempotency.reused',
    });
    expect((await start({ idempotency })).runId).not.toBe(runs[0]?.runId);
    expect((await listRuns(at, { limit: 10 })).items).toHaveLength(2);
  });

  it('409: a paused agent takes no work, and a deleted one is not found; what it was asked before is cancelled or readable', async () => {
    const run = await start({ data: { a: 1 } });
    await updateAgent(at, { address: 'worker', changes: { status: 'paused' } });
    await expect(start()).rejects.toMatchObject({ kind: 'conflict', reason: 'agent.not_active' });
    await deleteAgent(at, 'worker');
    await expect(start()).rejects.toMatchObject({ kind: 'not_found', reason: 'agent.unknown' });
    expect(await getRun(at, { id: run.runId })).toMatchObject({ id: run.runId, data: { a: 1 }, agent: { slug: 'worker' } });
    expect((await world.rows('runs')).find((row) => row.id === run.runId)?.cancel_requested_at).toEqual(expect.any(Number));
  });

  it('403/404: a key limited to one agent cannot run another, and sees neither its runs nor its sessions', async () => {
    const other = await createAgent(at, { slug: 'other', model: 'gpt-4o' });
    const run = await start();
    const limited = as(at, keyCaller(at, ['*'], [other.id]));
    await expect(start({}, limited)).rejects.toMatchObject({ kind: 'forbidden', reason: 'agent.out_of_scope' });
    await expect(getRun(limited, { id: run.runId })).rejects.toMatchObject({ kind: 'not_found' });
    await expect(cancelRun(limited, run.runId)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(getSession(limited, run.sessionId)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(start({ agent: 'other', sessionId: run.sessionId }, limited)).rejects.toMatchObject({ kind: 'not_found' });
    expect((await listRuns(limited, { limit: 10 })).items).toEqual([]);
    expect((await listSessions(limited, { limit: 10 })).items).toEqual([]);
    await expect(getRun(at, { id: run.runId, agent: 'other' })).rejects.toMatchObject({ reason: 'run.unknown' });
  });
});
