import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person as personOf, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { newKey } from '../../kernel/secret.ts';
import type { Store } from '../../store/index.ts';
import { createAgent, deleteAgent, updateAgent } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import {
  CachedKeyVerifier,
  createCredential,
  createUserKey,
  credentialStatus,
  issueRecoveryKey,
  listCredentials,
  listUserKeys,
  revokeAllCredentials,
  revokeCredential,
  rotateCredential,
  updateCredential,
} from './index.ts';

const refused = (reason: string) => ({ kind: 'unauthenticated', reason });
const ip = '198.51.100.7';

describe.each(engines)('keys on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await world.org();
  });

  /** A home that counts how often the database was asked. */
  const counting = (home: Home): { readonly home: Home; readonly asked: () => number } => {
    let asked = 0;
    const read: Store['read'] = (work) => {
      asked += 1;
      return home.read(work);
    };
    return { home: { ...home, read }, asked: () => asked };
  };
  const make = (name: string, more: object = {}) => createCredential(at, { name, orgWide: true, ...more });
  const agent = (slug: string) => createAgent(at, { slug, model: 'gpt-4o' });

  it('the secret is shown once: the database holds its hash and first characters, and nowhere the secret', async () => {
    const { credential, key } = await make('shown-once');
    const secret = key.reveal();
    const all = await world.everything();
    expect(all).toContain(credential.id);
    expect(all).not.toContain(secret);
    expect(all).not.toContain(secret.slice(13));
    expect(credential.prefix).toBe(secret.slice(0, 12));
    const listed = await listCredentials(at, { limit: 10 });
    expect(JSON.stringify(listed)).not.toContain(secret.slice(13));
  });

  it('S09: of five hundred keys no secret stands in any list, in the trail or anywhere in the database', async () => {
    await agent('a');
    const person = await personOf(at);
    const secrets: string[] = [];
    await at.home.transact(async (tx) => {
      // One transaction for all of them, so that the test waits for one disk write.
      const all: At = { ...at, home: { ...at.home, transact: (work) => work(tx) } };
      for (let count = 0; count < 100; count += 1) {
        const made = await createCredential(all, { name: `key-${count}`, orgWide: true });
        secrets.push(made.key.reveal(), (await rotateCredential(all, { id: made.credential.id, graceHours: 1 })).key.reveal());
        for (const kind of ['agent_key', 'identity_key'] as const)
          secrets.push((await createCredential(all, { name: 'k', kind, agent: 'a' })).key.reveal());
        const own = count < 50 ? createUserKey(as(all, person), { name: 'k' }) : issueRecoveryKey(all, 'a');
        secrets.push((await own).key.reveal());
      }
    });
    expect(new Set(secrets).size).toBe(500);
    const lists = JSON.stringify([await listCredentials(at, { limit: 1_000 }), await listUserKeys(as(at, person), undefined)]);
    const all = await world.everything();
    for (const secret of secrets) {
      const tail = secret.slice(13);
      expect([lists.includes(tail), all.includes(tail)]).toEqual([false, false]);
    }
  });

  it.each(['forge_', 'cav_ak_', 'cav_uk_', 'sk_', 'rk_'])(
    '401: a mistyped %s key costs no look-up, a well-formed unknown one costs one',
    async (prefix) => {
      const { home, asked } = counting(at.home);
      const keys = new CachedKeyVerifier(home);
      const unknown = newKey(prefix).reveal();
      await expect(keys.verify(`${unknown.slice(0, -1)}_`, ip)).rejects.toMatchObject(refused('credential.unknown'));
      expect(asked()).toBe(0);
      await expect(keys.verify(unknown, ip)).rejects.toMatchObject({ ...refused('credential.unknown'), message: 'Invalid API key' });
      expect(asked()).toBe(2);
      await keys.close();
    },
  );

  it('S02: 401: a mistyped key is refused without asking the database; a well-formed unknown one is refused after asking', async () => {
    const { key } = await make('typed');
    const { home, asked } = counting(at.home);
    const keys = new CachedKeyVerifier(home);
    const mistyped = key.reveal().slice(0, -1) + (key.reveal().endsWith('a') ? 'b' : 'a');
    await expect(keys.verify(mistyped, ip)).rejects.toMatchObject(refused('credential.unknown'));
    await expect(keys.verify('x'.repeat(100_000), ip)).rejects.toMatchObject(refused('credential.unknown'));
    expect(asked()).toBe(0);
    await expect(keys.verify(newKey('forge_').reveal(), ip)).rejects.toMatchObject(refused('credential.unknown'));
    expect(asked()).toBeGreaterThan(0);
    await keys.close();
  });

  it('a verified key is answered from memory', async () => {
    const { credential, key } = await make('memory', { scopes: ['read'] });
    const { home, asked } = counting(at.home);
    const keys = new CachedKeyVerifier(home);
    expect(keys.recall(key.reveal(), ip)).toBeUndefined();
    const caller = await keys.verify(key.reveal(), ip);
    expect(caller).toMatchObject({ kind: 'apiKey', orgId: at.caller.orgId, credentialId: credential.id, agentIds: null, scopes: ['read'] });
    const before = asked();
    for (let count = 0; count < 50; count += 1) expect(keys.recall(key.reveal(), ip)).toEqual(caller);
    expect(asked()).toBe(before);
    await keys.close();
  });

  it('401: a revoked key is refused in this process at once, and cannot be revoked twice', async () => {
    const { credential, key } = await make('revoked');
    const keys = new CachedKeyVerifier(at.home);
    await keys.verify(key.reveal(), ip);
    await revokeCredential(at, credential.id);
    expect(keys.recall(key.reveal(), ip)).toBeUndefined();
    await expect(keys.verify(key.reveal(), ip)).rejects.toMatchObject(refused('credential.revoked'));
    await expect(revokeCredential(at, credential.id)).rejects.toMatchObject({ kind: 'not_found' });
    await keys.close();
  });

  it('a key that is verified while it is revoked is not remembered', async () => {
    const keys = new CachedKeyVerifier(at.home);
    for (let round = 0; round < 10; round += 1) {
      const { credential, key } = await make(`race-${round}`);
      await Promise.allSettled([keys.verify(key.reveal(), ip), revokeCredential(at, credential.id), keys.verify(key.reveal(), ip)]);
      await expect(keys.verify(key.reveal(), ip)).rejects.toMatchObject(refused('credential.revoked'));
    }
    await keys.close();
  });

  it('401: an expired key is refused from the moment it expires, also from memory', async () => {
    const moved = withClock(at);
    const { credential, key } = await createCredential(moved.at, { name: 'short', orgWide: true, expiresAt: at.home.clock.now() + 60_000 });
    const keys = new CachedKeyVerifier(moved.at.home);
    await keys.verify(key.reveal(), ip);
    moved.advance(60_001);
    expect(keys.recall(key.reveal(), ip)).toBeUndefined();
    await expect(keys.verify(key.reveal(), ip)).rejects.toMatchObject(refused('credential.expired'));
    expect(credentialStatus(credential, moved.at.home.clock.now())).toBe('expired');
    await keys.close();
  });

  it('when and from where a key was used last is written in batches', async () => {
    const { credential, key } = await make('used');
    const keys = new CachedKeyVerifier(at.home);
    await keys.verify(key.reveal(), '192.0.2.9');
    for (let count = 0; count < 20; count += 1) keys.recall(key.reveal(), ip);
    const row = async () => (await world.rows('credentials')).find((one) => one.id === credential.id);
    expect((await row())?.last_used_at).toBeNull();
    await keys.close();
    expect(await row()).toMatchObject({ last_used_ip: ip, last_used_at: expect.any(Number) });
  });

  it('a key of some agents reaches those alone, and loses one that is deleted, at once', async () => {
    const [a, b] = [await agent('a'), await agent('b')];
    await agent('c');
    const { credential, key } = await createCredential(at, { name: 'scoped', agents: ['a', b.id, 'A'] });
    expect(credential.agents.map((one) => one.slug).sort()).toEqual(['a', 'b']);
    const keys = new CachedKeyVerifier(at.home);
    expect([...((await keys.verify(key.reveal(), ip)).agentIds ?? [])].sort()).toEqual([a.id, b.id].sort());
    await deleteAgent(at, 'a');
    await agent('a');
    expect([...((await keys.verify(key.reveal(), ip)).agentIds ?? [])]).toEqual([b.id]);
    await deleteAgent(at, 'b');
    expect([...((await keys.verify(key.reveal(), ip)).agentIds ?? ['all'])]).toEqual([]);
    await keys.close();
  });

  it('a name is taken while its key lives, in any case and any alphabet, and free after revocation', async () => {
    for (const [first, same] of [
      ['Deploy', 'dEPLOY'],
      ['Schlüssel Ä', 'Schlüssel Ä'],
    ] as const) {
      const { credential } = await make(first);
      await expect(make(same)).rejects.toMatchObject({ kind: 'conflict', reason: 'credential.name_taken' });
      expect((await updateCredential(at, { id: credential.id, changes: { name: same } })).name).toBe(same);
      await revokeCredential(at, credential.id);
      await make(same);
    }
    const both = await Promise.allSettled([make('Twin'), make('twin'), make('TWIN')]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ reason: 'credential.name_taken' });
  });

  it('a key without a clear reach, with an unknown scope, or already expired is refused', async () => {
    await agent('a');
    const attempts: [object, string][] = [
      [{ orgWide: false }, 'credential.reach_missing'],
      [{ orgWide: true, agents: ['a'] }, 'credential.reach_missing'],
      [{ scopes: ['read', 'root'] }, 'credential.scope_unknown'],
      [{ scopes: [] }, 'credential.scope_unknown'],
      [{ expiresAt: at.home.clock.now() - 1 }, 'credential.expired'],
      [{ orgWide: false, agents: ['nobody'] }, 'agent.unknown'],
    ];
    for (const [more, reason] of attempts) await expect(make('bad', more), reason).rejects.toMatchObject({ reason });
    expect((await listCredentials(at, { limit: 10 })).items).toEqual([]);
  });

  it('S06: 403: a key never makes a stronger key: not in scope, not in reach, not in time', async () => {
    const [a] = [await agent('a'), await agent('b')];
    const soon = at.home.clock.now() + 60_000;
    const limited = as(at, { ...keyCaller(at, ['read', 'keys:write'], [a.id]), expiresAt: soon });
    const stronger = { kind: 'forbidden', reason: 'credential.stronger_than_caller' };
    const base = { name: 'child', scopes: ['read'], agents: ['a'], expiresAt: soon };
    await expect(createCredential(limited, { ...base, scopes: ['write'] })).rejects.toMatchObject(stronger);
    await expect(createCredential(limited, { ...base, scopes: ['*'] })).rejects.toMatchObject(stronger);
    await expect(createCredential(limited, { ...base, agents: undefined, orgWide: true })).rejects.toMatchObject(stronger);
    await expect(createCredential(limited, { ...base, expiresAt: null })).rejects.toMatchObject(stronger);
    await expect(createCredential(limited, { ...base, expiresAt: soon + 1 })).rejects.toMatchObject(stronger);
    await expect(createCredential(limited, { ...base, agents: ['b'] })).rejects.toMatchObject({ kind: 'not_found' });
    await expect(createCredential(as(at, keyCaller(at, ['read', 'write'])), base)).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
    await expect(createCredential(limited, base)).resolves.toMatchObject({ credential: { scopes: ['read'] } });
  });
});

const changes: readonly (readonly [string, (at: At, id: string) => Promise<unknown>, string])[] = [
  ['revokes', (at, id) => revokeCredential(at, id), 'credential.revoked'],
  ['rotates', (at, id) => rotateCredential(at, { id }), 'credential.revoked'],
  ['revokes with all others', (at) => revokeAllCredentials(at, {}), 'credential.revoked'],
  ['limits to other networks', (at, id) => updateCredential(at, { id, changes: { networks: ['192.0.2.1'] } }), 'credential.ip_not_allowed'],
  ['lets expire', (at, id) => updateCredential(at, { id, changes: { expiresAt: at.home.clock.now() + 300 } }), 'credential.expired'],
  ['suspends the agent of', (at) => updateAgent(at, { address: 'a', changes: { status: 'suspended' } }), 'agent.not_active'],
  ['deletes the agent of', (at) => deleteAgent(at, 'a'), 'credential.revoked'],
];

/** On the embedded engine, which one process owns, the second verifier stands in that process and is told by the same commit. */
describe.each(engines)('keys at a second verifier on %s', (engine) => {
  let one: DomainWorld;
  let two: DomainWorld;
  beforeAll(async () => {
    one = await domainWorld(engine);
    two = engine === 'postgres' ? await domainWorld(engine, one.place) : one;
  });
  afterAll(async () => {
    if (two !== one) await two.close();
    await one.close();
  });

  it.each(changes)('what one server %s, the other refuses within a second', async (_what, change, reason) => {
    const at = await one.org();
    await createAgent(at, { slug: 'a', model: 'gpt-4o' });
    const { credential, key } = await createCredential(at, { name: 'shared', kind: 'agent_key', agent: 'a' });
    const moved = withClock({ ...at, home: two.home });
    const keys = new CachedKeyVerifier(moved.at.home);
    await keys.verify(key.reveal(), ip);
    await change(at, credential.id);
    moved.advance(1_000);
    expect(keys.recall(key.reveal(), ip)).toBeUndefined();
    await expect(keys.verify(key.reveal(), ip)).rejects.toMatchObject({ reason });
    await keys.close();
  });
});
