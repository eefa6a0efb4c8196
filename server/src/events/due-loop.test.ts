import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, person } from '../../test/domain-world.ts';
import type { DomainWorld } from '../../test/domain-world.ts';
import { launcher } from '../../test/launcher.ts';
import { reachesReceivers, startReceiver } from '../../test/receiver.ts';
import type { Receiver } from '../../test/receiver.ts';
import { engines, place } from '../../test/world.ts';
import type { Place } from '../../test/world.ts';
import { createAgent } from '../domain/agents/index.ts';
import { claimLaunches, launchAgent, putLaunch } from '../domain/launches/index.ts';

describe.each(engines)('taking what is due, on %s', (engine) => {
  let here: Place;
  let world: DomainWorld;
  let silent: Receiver;
  let quick: Receiver;
  beforeAll(async () => {
    here = await place(engine, reachesReceivers);
    world = await domainWorld(engine, here);
    [silent, quick] = await Promise.all([startReceiver(), startReceiver()]);
    silent.answer = () => undefined;
  });
  afterAll(async () => {
    await Promise.all([silent.close(), quick.close()]);
    await world.close();
    await here.dispose();
  });

  /** An organisation that has asked for so many launches; returns its id. */
  const orgWith = async (launches: number, receiver: Receiver): Promise<string> => {
    const org = await world.org();
    const at = as(org, await person(org, 'admin'));
    const agent = (await createAgent(at, { kind: 'external', displayName: 'Outside' })).id;
    await putLaunch(at, { agent, webhookType: 'DEFAULT', config: { url: receiver.url, secret: 's' } });
    for (let count = 0; count < launches; count += 1) await launchAgent(at, { agent, fields: { prompt: 'Go' } });
    return org.caller.orgId;
  };

  it('an organisation whose launches hang leaves places for others, and a free place goes to whoever holds fewest', async () => {
    const slow = await orgWith(15, silent);
    const other = await orgWith(3, quick);
    const limits = { room: 8, roomOfOrg: (id: string) => (id === slow ? 5 : 6), fullOrgs: [], leaseMs: 0 };
    const claimed = await claimLaunches(world.home, limits);
    expect(claimed.map((row) => row.org_id).sort()).toEqual([...Array(5).fill(slow), ...Array(3).fill(other)].sort());
    expect(await claimLaunches(world.home, { ...limits, fullOrgs: [slow, other] })).toEqual([]);

    const sender = launcher(world, { atOnceMax: 4, perOrgMax: 3, drainMs: 0 });
    sender.start();
    const states = async () => (await world.rows('launches')).filter((row) => row.org_id === other).map((row) => row.state);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['sent', 'sent', 'sent']);
    expect(silent.received.length).toBeLessThanOrEqual(3);
    await sender.drain();
  });
});
