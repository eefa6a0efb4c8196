import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domainWorld } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { AuditEntryRow } from '../../store/index.ts';
import type { At, Home } from '../home.ts';
import { DeniedAttempts, verifyAuditChain } from './index.ts';
import type { DeniedAttempt } from './index.ts';

/** Other tests share the machine; what is waited for comes in a tenth of a second. */
const patience = { timeout: 30_000 };

describe.each(engines)('denied attempts on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  const attemptIn = (at: At, reason = 'caller.lacks_grant'): DeniedAttempt => ({
    orgId: at.caller.orgId,
    actor: 'key:k',
    agentId: null,
    reason,
    route: '/v1/agents/:id',
    method: 'DELETE',
    request: { id: 'req', ip: '192.0.2.9', userAgent: 'curl' },
  });
  const entriesOf = async (at: At): Promise<AuditEntryRow[]> =>
    (await world.rows('audit_entries')).filter((row) => row.org_id === at.caller.orgId);
  const omittedIn = (rows: readonly AuditEntryRow[]): number =>
    rows.reduce((sum, row) => sum + (fromOwnJson<{ omitted?: number }>(row.details_json).omitted ?? 0), 0);

  it('are written behind the answer, each as one entry of the chain', async () => {
    const at = await world.org();
    const denials = new DeniedAttempts(at.home, () => undefined);
    denials.note(attemptIn(at));
    denials.note(attemptIn(at, 'caller.wrong_form'));
    await expect.poll(() => entriesOf(at), patience).toHaveLength(2);
    expect((await entriesOf(at))[0]).toMatchObject({
      event: 'access.denied',
      actor: 'key:k',
      target: '/v1/agents/:id',
      ip: '192.0.2.9',
      seq: 1,
    });
    expect(await verifyAuditChain(at, {})).toMatchObject({ entries: 2, broken: null });
    await denials.close();
    expect(await entriesOf(at)).toHaveLength(2);
  });

  it('a flood is written up to a bound, the rest is counted in one entry, and other organisations are not affected', async () => {
    const [flooded, quiet] = [await world.org(), await world.org()];
    const denials = new DeniedAttempts(flooded.home, () => undefined);
    for (let count = 0; count < 5_000; count += 1) denials.note(attemptIn(flooded));
    denials.note(attemptIn(quiet));
    await denials.close();
    const rows = await entriesOf(flooded);
    expect(rows.length).toBe(301);
    expect(omittedIn(rows)).toBe(4_700);
    expect(rows.filter((row) => row.target === 'many')).toHaveLength(1);
    expect(await entriesOf(quiet)).toHaveLength(1);
    expect(await verifyAuditChain(flooded, {})).toMatchObject({ broken: null });
  });

  it('a flood that goes on for long is counted once a minute', async () => {
    const at = await world.org();
    let passedMs = 0;
    const home: Home = { ...at.home, clock: { now: () => at.home.clock.now(), monotonic: () => passedMs } };
    const denials = new DeniedAttempts(home, () => undefined);
    for (let count = 0; count < 400; count += 1) denials.note(attemptIn(at));
    await expect.poll(() => entriesOf(at), patience).toHaveLength(300);
    passedMs = 61_000;
    denials.note(attemptIn(at));
    await expect.poll(async () => omittedIn(await entriesOf(at)), patience).toBe(101);
    for (let count = 0; count < 10; count += 1) denials.note(attemptIn(at));
    await expect.poll(async () => (await entriesOf(at)).filter((row) => row.target !== 'many'), patience).toHaveLength(310);
    await denials.close();
  });

  it('a store that is away loses none of them unnoticed: the fault is reported once it is back they are counted', async () => {
    const at = await world.org();
    let isAway = true;
    const faults: string[] = [];
    const store: Home['store'] = new Proxy(at.home.store, {
      get: (target, name) => {
        if (name === 'transact' && isAway) return () => Promise.reject(new Error('away'));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const denials = new DeniedAttempts({ ...at.home, store }, (where) => faults.push(where));
    for (let count = 0; count < 5; count += 1) denials.note(attemptIn(at));
    await expect.poll(() => faults, patience).toEqual(['audit.denied_not_written']);
    isAway = false;
    await denials.close();
    const rows = await entriesOf(at);
    expect(rows).toHaveLength(1);
    expect(omittedIn(rows)).toBe(5);
  });
});
