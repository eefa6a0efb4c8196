import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import type { AgentTokenCaller } from '../../kernel/caller.ts';
import { selfGrants } from '../../kernel/caller.ts';
import { createAgent, updateAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { listOwnAuditEntries } from './index.ts';

describe.each(engines)('an agent’s own entries on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  const tokenOf = (at: At, agentId: string): At => {
    const caller: AgentTokenCaller = {
      kind: 'agentToken',
      orgId: at.caller.orgId,
      agentId,
      agentIds: new Set([agentId]),
      credentialId: agentId,
      credentialName: 'cli',
      scopes: [],
      grants: new Set(selfGrants),
      expiresAt: Number.MAX_SAFE_INTEGER,
    };
    return as(at, caller);
  };
  const prepare = async (changes: number): Promise<{ at: At; own: At; agent: string }> => {
    const at = await world.org();
    const agent = (await createAgent(at, { slug: 'mine', model: 'gpt-4o' })).id;
    await createAgent(at, { slug: 'other', model: 'gpt-4o' });
    for (let count = 0; count < changes; count += 1) await updateAgent(at, { address: agent, changes: { description: `round ${count}` } });
    return { at, own: tokenOf(at, agent), agent };
  };

  it('are those about it, whoever caused them, newest first, with how many there are in all', async () => {
    const { own, agent } = await prepare(4);
    const { items, total } = await listOwnAuditEntries(own, { limit: 3 });
    expect(items.map((one) => [one.event, one.agentId, one.actor])).toEqual(Array(3).fill(['agent.updated', agent, 'system']));
    expect(total).toBe(5);
    expect(items.map((one) => one.seq)).toEqual(items.map((one) => one.seq ?? 0).toSorted((left, right) => right - left));
  });

  it('are narrowed by event and time, both ends included', async () => {
    const { own } = await prepare(2);
    expect(await listOwnAuditEntries(own, { event: 'agent.registered', limit: 1000 })).toMatchObject({ total: 1 });
    expect(await listOwnAuditEntries(own, { event: 'key.*', limit: 1000 })).toEqual({ items: [], total: 0 });
    const { items } = await listOwnAuditEntries(own, { limit: 1000 });
    const at = items[0]?.at ?? 0;
    expect((await listOwnAuditEntries(own, { start: at, limit: 1000 })).items.map((one) => one.id)).toContain(items[0]?.id);
    expect((await listOwnAuditEntries(own, { start: at + 1, limit: 1000 })).total).toBe(0);
    expect((await listOwnAuditEntries(own, { end: at, limit: 1000 })).total).toBe(3);
  });

  it('are never those of another organisation’s agent of the same id', async () => {
    const { agent } = await prepare(0);
    expect(await listOwnAuditEntries(tokenOf(await world.org(), agent), { limit: 10 })).toEqual({ items: [], total: 0 });
  });

  it('400: an event that is no name, and a time that is none', async () => {
    const { own } = await prepare(0);
    await expect(listOwnAuditEntries(own, { event: 'Key Created', limit: 1 })).rejects.toMatchObject({ reason: 'audit.event' });
    await expect(listOwnAuditEntries(own, { start: Number.NaN, limit: 1 })).rejects.toMatchObject({ reason: 'audit.time' });
  });

  it('403: for whoever is no agent account', async () => {
    const { at, own } = await prepare(0);
    await expect(listOwnAuditEntries(as(at, keyCaller(at, ['*'])), { limit: 1 })).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
    const strange = { ...keyCaller(at, ['*']), grants: own.caller.grants };
    await expect(listOwnAuditEntries(as(at, strange), { limit: 1 })).rejects.toMatchObject({ reason: 'caller.wrong_form' });
  });
});
