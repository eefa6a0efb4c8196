import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createAgent, deleteAgent, updateAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import { touchAuthority } from '../counter.ts';
import type { At, Home } from '../home.ts';
import {
  CachedKeyVerifier,
  createCredential,
  createUserKey,
  endUserKeys,
  getCredential,
  issueRecoveryKey,
  revokeCredential,
  rotateCredential,
  standingOf,
  updateCredential,
} from './index.ts';
import type { CreatedCredential } from './index.ts';

const ip = '198.51.100.7';
const refused = (reason: string, kind = 'unauthenticated') => ({ kind, reason });
const dayMs = 24 * 3_600_000;

describe.each(engines)('what a presented key is taken for on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  const open: CachedKeyVerifier[] = [];
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(async () => {
    for (const keys of open) await keys.close();
    await world.close();
  });
  beforeEach(async () => {
    at = await world.org();
  });

  const verifier = (home: Home = at.home): CachedKeyVerifier => {
    const keys = new CachedKeyVerifier(home);
    open.push(keys);
    return keys;
  };
  const agent = (slug = 'a'): Promise<Agent> => createAgent(at, { slug, model: 'gpt-4o' });
  const make = (name: string, more: object = {}): Promise<CreatedCredential> => createCredential(at, { name, orgWide: true, ...more });
  const agentKey = (more: object = {}): Promise<CreatedCredential> =>
    createCredential(at, { name: 'k', kind: 'agent_key', agent: 'a', ...more });
  const verified = (key: CreatedCredential, keys = verifier()) => keys.verify(key.key.reveal(), ip);
  const change = async (table: 'users' | 'memberships', set: object, user: string): Promise<void> => {
    await at.home.transact(async (tx) => {
      const column = table === 'users' ? 'id' : 'user_id';
      await tx.query((db) =>
        db
          .updateTable(table)
          .set(set)
          .where(column as never, '=', user as never),
      );
      await touchAuthority(tx);
    });
  };

  it('each kind has its own prefix, default scopes and reach', async () => {
    const a = await agent();
    const ada = await person(at, 'admin');
    const made = {
      api_key: await make('api'),
      agent_key: await agentKey(),
      identity_key: await createCredential(at, { name: 'i', kind: 'identity_key', agent: a.id }),
      user_key: await createUserKey(as(at, ada), { name: 'u' }),
    };
    const chat = ['conversations:read', 'messages:read', 'messages:write', 'presence:update'];
    const rows = [
      ['api_key', 'forge_', 12, ['read', 'write'], null, null, null],
      ['agent_key', 'cav_ak_', 11, ['read', 'write'], [a.id], a.id, null],
      ['identity_key', 'sk_', 7, chat, [a.id], a.id, null],
      ['user_key', 'cav_uk_', 11, ['read', 'write'], null, null, ada.userId],
    ] as const;
    for (const [kind, prefix, shown, scopes, reach, agentId, userId] of rows) {
      const { key, credential } = made[kind];
      expect(key.reveal()).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{49}$`));
      expect(credential.prefix).toBe(key.reveal().slice(0, shown));
      const caller = await verified(made[kind]);
      expect(caller, kind).toMatchObject({ kind: 'apiKey', keyKind: kind, scopes, agentId, userId, credentialId: credential.id });
      expect(caller.agentIds === null ? null : [...caller.agentIds], kind).toEqual(reach);
    }
  });

  it('a recovery key may manage its own account’s keys and end, and nothing else', async () => {
    const a = await agent();
    const { key } = await issueRecoveryKey(at, 'a');
    expect(key.reveal()).toMatch(/^rk_/);
    const caller = await verifier().verify(key.reveal(), ip);
    expect(caller).toMatchObject({ kind: 'recovery', agentId: a.id, orgId: at.caller.orgId });
    expect([...caller.grants].sort()).toEqual(['self:delete', 'self:keys', 'self:read']);
    expect([...(caller.agentIds ?? [])]).toEqual([a.id]);
    const { key: second } = await issueRecoveryKey(at, a.id);
    await expect(verifier().verify(key.reveal(), ip)).rejects.toMatchObject(refused('credential.revoked'));
    await expect(verifier().verify(second.reveal(), ip)).resolves.toMatchObject({ kind: 'recovery' });
  });

  it('403: a key that acts as an agent is refused while the agent is not active; 401 once the agent is deleted', async () => {
    await agent();
    const key = await agentKey();
    const { key: recovery } = await issueRecoveryKey(at, 'a');
    const keys = verifier();
    await keys.verify(key.key.reveal(), ip);
    await updateAgent(at, { address: 'a', changes: { status: 'suspended' } });
    expect(keys.recall(key.key.reveal(), ip)).toBeUndefined();
    const inactive = { ...refused('agent.not_active', 'forbidden'), message: 'Agent is suspended' };
    await expect(keys.verify(key.key.reveal(), ip)).rejects.toMatchObject(inactive);
    await expect(keys.verify(recovery.reveal(), ip)).rejects.toMatchObject(inactive);
    await updateAgent(at, { address: 'a', changes: { status: 'active' } });
    await keys.verify(key.key.reveal(), ip);
    await deleteAgent(at, 'a');
    await expect(keys.verify(key.key.reveal(), ip)).rejects.toMatchObject({ kind: 'unauthenticated' });
    await expect(keys.verify(recovery.reveal(), ip)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('a user key does what its scopes and the person’s current role both allow', async () => {
    const ada = await person(at, 'admin');
    const key = await createUserKey(as(at, ada), { name: 'mine', scopes: ['*'] });
    const keys = verifier();
    expect((await verified(key, keys)).grants.has('keys:write')).toBe(true);
    await change('memberships', { role: 'viewer' }, ada.userId);
    const { grants } = await verified(key, keys);
    expect([grants.has('keys:write'), grants.has('runs:write'), grants.has('runs:read')]).toEqual([false, false, true]);
    await change('memberships', { role: 'reviewer' }, ada.userId);
    expect((await verified(key, keys)).grants.has('runs:write')).toBe(true);
  });

  it('401: a user key is refused when its person is deactivated or no longer a member', async () => {
    const [ada, bob] = [await person(at, 'admin'), await person(at, 'admin')];
    const [first, second] = [await createUserKey(as(at, ada), { name: 'a' }), await createUserKey(as(at, bob), { name: 'b' })];
    const keys = verifier();
    await verified(first, keys);
    await verified(second, keys);
    await change('users', { status: 'inactive' }, ada.userId);
    await expect(verified(first, keys)).rejects.toMatchObject(refused('credential.revoked'));
    await at.home.transact(async (tx) => {
      await endUserKeys(tx, { orgId: at.caller.orgId, userId: bob.userId, now: at.home.clock.now() });
    });
    await expect(verified(second, keys)).rejects.toMatchObject(refused('credential.revoked'));
  });

  it('403: outside its networks a key is refused on every use, also from memory; inside it works', async () => {
    const key = await make('netted', { networks: ['198.51.100.0/24', '2001:db8::/32', '203.0.113.9'] });
    expect(key.credential.networks).toEqual(['198.51.100.0/24', '2001:db8::/32', '203.0.113.9']);
    const keys = verifier();
    const secret = key.key.reveal();
    const outside = ['198.51.101.7', '203.0.113.8', '2001:db9::1', '::1', '', 'unknown', '10.0.0.1'];
    for (const address of outside)
      await expect(keys.verify(secret, address)).rejects.toMatchObject(refused('credential.ip_not_allowed', 'forbidden'));
    for (const address of [ip, '2001:db8:1::5', '203.0.113.9', '::ffff:198.51.100.3']) {
      await expect(keys.verify(secret, address), address).resolves.toMatchObject({ networks: key.credential.networks });
      expect(keys.recall(secret, address), address).toBeDefined();
    }
    for (const address of outside) expect(keys.recall(secret, address), address).toBeUndefined();
    await updateCredential(at, { id: key.credential.id, changes: { networks: ['192.0.2.1'] } });
    await expect(keys.verify(secret, ip)).rejects.toMatchObject(refused('credential.ip_not_allowed', 'forbidden'));
  });

  it('the key that a key made does no more than its maker, whatever is changed later, and ends with it', async () => {
    await agent();
    const maker = await make('maker', { scopes: ['read', 'write', 'keys:write'] });
    const by = as(at, await verified(maker));
    const child = await createCredential(by, { name: 'child', orgWide: true, scopes: ['read', 'runs:write'] });
    expect(child.credential.parentId).toBe(maker.credential.id);
    const keys = verifier();
    expect(await verified(child, keys)).toMatchObject({ agentIds: null, expiresAt: null });
    const end = at.home.clock.now() + 60_000;
    const id = maker.credential.id;
    await updateCredential(at, {
      id,
      changes: { scopes: ['runs:read', 'keys:write'], agents: ['a'], expiresAt: end, networks: [ip], ratePerMinute: 7 },
    });
    const cut = await verified(child, keys);
    expect([[...cut.grants], cut.agentIds?.size]).toEqual([['runs:read'], 1]);
    expect(cut).toMatchObject({ expiresAt: end, ratePerMinute: 7, networks: [ip] });
    await expect(keys.verify(child.key.reveal(), '192.0.2.77')).rejects.toMatchObject(refused('credential.ip_not_allowed', 'forbidden'));
    const { revoked } = await revokeCredential(at, id);
    expect(revoked).toBe(2);
    await expect(verified(child, keys)).rejects.toMatchObject(refused('credential.revoked'));
    expect((await getCredential(at, child.credential.id)).revokedReason).toBe('parent_revoked');
  });

  it('401: the child of a key that has expired is refused as expired', async () => {
    const moved = withClock(at);
    const maker = await make('maker', { scopes: ['*'], expiresAt: at.home.clock.now() + 60_000 });
    const keys = verifier(moved.at.home);
    const child = await createCredential(as(at, await verified(maker)), {
      name: 'child',
      orgWide: true,
      expiresAt: maker.credential.expiresAt,
    });
    await updateCredential(at, { id: child.credential.id, changes: { expiresAt: null } });
    await keys.verify(child.key.reveal(), ip);
    moved.advance(60_001);
    await expect(keys.verify(child.key.reveal(), ip)).rejects.toMatchObject(refused('credential.expired'));
    await expect(verifier(moved.at.home).verify(child.key.reveal(), ip)).rejects.toMatchObject(refused('credential.expired'));
  });

  it('S03 S08: 401: a replaced key works during its grace and is refused from its end on, with nothing that sweeps', async () => {
    const moved = withClock(at);
    const old = await make('graceful');
    const keys = verifier(moved.at.home);
    const { key } = await rotateCredential(at, { id: old.credential.id, graceHours: 1 });
    await keys.verify(old.key.reveal(), ip);
    await keys.verify(key.reveal(), ip);
    moved.advance(3_600_001);
    expect(keys.recall(old.key.reveal(), ip)).toBeUndefined();
    await expect(keys.verify(old.key.reveal(), ip)).rejects.toMatchObject(refused('credential.expired'));
    await expect(verifier(moved.at.home).verify(old.key.reveal(), ip)).rejects.toMatchObject(refused('credential.expired'));
    await keys.verify(key.reveal(), ip);
  });

  it('every use is counted by UTC day, written in batches, and shown for 30 days', async () => {
    const moved = withClock(at);
    const key = await make('counted');
    const keys = verifier(moved.at.home);
    const secret = key.key.reveal();
    await keys.verify(secret, '192.0.2.9');
    for (let count = 0; count < 40; count += 1) keys.recall(secret, ip);
    await keys.close();
    moved.advance(dayMs);
    await keys.verify(secret, ip);
    await keys.close();
    moved.advance(dayMs);
    await keys.close();
    const shown = await getCredential(moved.at, key.credential.id);
    expect(shown.usage).toHaveLength(30);
    expect(shown.usage.slice(-3).map((one) => one.requests)).toEqual([41, 1, 0]);
    expect(shown.usage.at(-1)?.date).toBe(new Date(moved.at.home.clock.now()).toISOString().slice(0, 10));
    expect(shown).toMatchObject({ requests30d: 42, lastUsedIp: ip });
    moved.advance(40 * dayMs);
    expect((await getCredential(moved.at, key.credential.id)).requests30d).toBe(0);
  });

  it('a token’s server is told whether the key behind it lives, its epoch, and how its agent stands', async () => {
    const a = await agent();
    const key = await agentKey();
    const ask = (agentId = a.id) =>
      at.home.read((tx) => standingOf(tx, { credentialId: key.credential.id, agentId, now: at.home.clock.now() }));
    expect(await ask()).toMatchObject({ alive: true, epoch: 0, agentStatus: 'active', name: 'k', orgId: at.caller.orgId });
    expect(await ask(key.credential.id)).toBeUndefined();
    expect((await ask())?.grants.has('runs:write')).toBe(true);
    const { credential: next } = await rotateCredential(at, { id: key.credential.id, graceHours: 1 });
    expect(await ask()).toMatchObject({ alive: true, expiresAt: expect.any(Number) });
    expect(next.expiresAt).toBeNull();
    await updateAgent(at, { address: 'a', changes: { status: 'paused' } });
    expect(await ask()).toMatchObject({ alive: true, agentStatus: 'paused' });
    await revokeCredential(at, key.credential.id);
    expect(await ask()).toMatchObject({ alive: false });
    await deleteAgent(at, 'a');
    expect(await ask()).toMatchObject({ alive: false, agentStatus: 'deleted', epoch: expect.any(Number) });
  });
});
