import { describe, expect, it } from 'vitest';
import type { AgentTokenCaller, KeyCaller, PersonCaller } from '../kernel/caller.ts';
import { concurrentMaxDefault, KeyLimits, personConcurrentMax } from './key-limits.ts';

function key(id: string, ratePerMinute: number | null, concurrentMax: number | null): KeyCaller {
  return {
    kind: 'apiKey',
    keyKind: 'api_key',
    orgId: 'org',
    credentialId: id,
    credentialName: id,
    scopes: [],
    grants: new Set(),
    agentIds: null,
    expiresAt: null,
    agentId: null,
    userId: null,
    networks: [],
    ratePerMinute,
    concurrentMax,
  };
}

describe('a key with limits of its own', () => {
  it('429: sends no more requests in a minute than it may, and another key is not touched', async () => {
    const limits = new KeyLimits();
    for (let sent = 0; sent < 3; sent += 1) (await limits.enter(key('a', 3, null)))();
    await expect(limits.enter(key('a', 3, null))).rejects.toMatchObject({ kind: 'limited', reason: 'key.too_many_requests' });
    (await limits.enter(key('b', 3, null)))();
  });

  it('429: has no more open at once than it may; each end makes room for one, however often it is told', async () => {
    const limits = new KeyLimits();
    const first = await limits.enter(key('a', null, 2));
    await limits.enter(key('a', null, 2));
    expect(() => limits.enter(key('a', null, 2))).toThrow(/2 requests open/);
    first();
    first();
    await limits.enter(key('a', null, 2));
    expect(() => limits.enter(key('a', null, 2))).toThrow(/2 requests open/);
  });

  it('a request that its rate refuses holds no place', async () => {
    const limits = new KeyLimits();
    (await limits.enter(key('a', 1, 1)))();
    await expect(limits.enter(key('a', 1, 1))).rejects.toMatchObject({ reason: 'key.too_many_requests' });
    await expect(limits.enter(key('a', 1, 1))).rejects.toMatchObject({ reason: 'key.too_many_requests' });
  });
});

describe('a key without limits of its own', () => {
  it(`429: still has at most ${concurrentMaxDefault} open at once`, async () => {
    const limits = new KeyLimits();
    for (let open = 0; open < concurrentMaxDefault; open += 1) await limits.enter(key('a', null, null));
    expect(() => limits.enter(key('a', null, null))).toThrow(/all it may have/);
  });
});

describe('tokens', () => {
  it(`429: those of one key have at most ${concurrentMaxDefault} open at once, however many there are`, async () => {
    const limits = new KeyLimits();
    const { kind: _, ...shared } = key('a', null, null);
    const token: AgentTokenCaller = { ...shared, kind: 'agentToken', agentId: 'agent', expiresAt: 0 };
    for (let open = 0; open < concurrentMaxDefault; open += 1) await limits.enter({ ...token });
    expect(() => limits.enter({ ...token })).toThrow(/all it may have/);
  });
});

describe('a person', () => {
  it(`429: has at most ${personConcurrentMax} open at once, in all browsers together`, async () => {
    const person = (loginSessionId: string): PersonCaller => {
      const base = { orgId: 'org', grants: new Set<never>(), agentIds: null };
      return { ...base, kind: 'person', userId: 'ada', loginSessionId, role: 'viewer', csrf: '', signedInAt: 0 };
    };
    const limits = new KeyLimits();
    for (let open = 0; open < personConcurrentMax; open += 1) await limits.enter(person(`browser ${open % 2}`));
    expect(() => limits.enter(person('browser 3'))).toThrow(/This person has/);
  });
});
