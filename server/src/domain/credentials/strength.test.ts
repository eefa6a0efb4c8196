import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import type { KeyCaller } from '../../kernel/caller.ts';
import { createAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import {
  CachedKeyVerifier,
  createCredential,
  createIdentityKey,
  createUserKey,
  insertRecoveryKey,
  listCredentials,
  listIdentityKeys,
  listUserKeys,
  revokeAllIdentityKeys,
  revokeUserKey,
  rotateCredential,
  rotateIdentityKey,
  updateCredential,
} from './index.ts';
import type { NewCredential } from './index.ts';

const ip = '198.51.100.7';
const stronger = { kind: 'forbidden', reason: 'credential.stronger_than_caller' };

describe.each(engines)('who may make which key on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await world.org();
  });

  const soon = (): number => at.home.clock.now() + 60_000;
  const limited = (): KeyCaller => ({
    ...keyCaller(at, ['read', 'keys:*']),
    expiresAt: soon(),
    networks: ['198.51.100.0/24'],
    ratePerMinute: 100,
    concurrentMax: 5,
  });
  const within = (): NewCredential => ({
    name: 'child',
    orgWide: true,
    scopes: ['read'],
    expiresAt: at.home.clock.now() + 30_000,
    networks: ['198.51.100.128/25'],
    ratePerMinute: 100,
    concurrentMax: 1,
  });

  it('S06: 403: a key makes no key that may do more in any way: scopes, end, networks, rate or concurrency', async () => {
    const by = as(at, limited());
    const wider: Partial<NewCredential>[] = [
      { scopes: ['write'] },
      { scopes: ['*'] },
      { scopes: ['read', 'audit:read'] },
      { expiresAt: null },
      { expiresAt: undefined },
      { expiresAt: soon() + 60_000 },
      { networks: [] },
      { networks: ['198.51.100.0/23'] },
      { networks: ['198.51.100.1', '::1'] },
      { ratePerMinute: null },
      { ratePerMinute: 101 },
      { concurrentMax: null },
      { concurrentMax: 6 },
      { kind: 'identity_key', agent: 'a', orgWide: undefined, scopes: ['messages:write'] },
    ];
    await createAgent(at, { slug: 'a', model: 'gpt-4o' });
    for (const more of wider)
      await expect(createCredential(by, { ...within(), ...more }), JSON.stringify(more)).rejects.toMatchObject(stronger);
    const { credential } = await createCredential(by, within());
    expect(credential).toMatchObject({ name: 'child', networks: ['198.51.100.128/25'], ratePerMinute: 100, concurrentMax: 1 });
  });

  it('S06: 403: a key neither widens nor replaces a key that may do more than itself; it may rename one', async () => {
    const by = as(at, limited());
    const { credential: strong } = await createCredential(at, { name: 'strong', orgWide: true, scopes: ['*'] });
    const { credential: weak } = await createCredential(by, within());
    for (const changes of [{ scopes: ['*'] }, { expiresAt: null }, { networks: [] }, { ratePerMinute: null }, { concurrentMax: 1_000 }])
      await expect(updateCredential(by, { id: weak.id, changes })).rejects.toMatchObject(stronger);
    await expect(updateCredential(by, { id: strong.id, changes: { ratePerMinute: 5 } })).rejects.toMatchObject(stronger);
    await expect(rotateCredential(by, { id: strong.id })).rejects.toMatchObject(stronger);
    expect((await updateCredential(by, { id: strong.id, changes: { name: 'Renamed' } })).name).toBe('Renamed');
    expect((await updateCredential(by, { id: weak.id, changes: { networks: [ip], concurrentMax: 2 } })).networks).toEqual([ip]);
    expect((await rotateCredential(by, { id: weak.id })).credential.rotatedFrom).toBe(weak.id);
  });

  it('403: the line of keys that made each other has an end', async () => {
    const keys = new CachedKeyVerifier(at.home);
    let by = at;
    const make = async (name: string): Promise<At> => {
      const { key } = await createCredential(by, { name, orgWide: true, scopes: ['*'] });
      return as(at, await keys.verify(key.reveal(), ip));
    };
    for (let depth = 0; depth < 8; depth += 1) by = await make(`gen-${depth}`);
    await expect(make('gen-8')).rejects.toMatchObject({ kind: 'forbidden', reason: 'credential.line_too_long' });
    await keys.close();
  });

  it('a key that acts as a person is made by that person alone, never by a key', async () => {
    const [ada, key] = [await person(at, 'admin'), as(at, keyCaller(at, ['*']))];
    const refused = { kind: 'forbidden', reason: 'credential.person_needed' };
    for (const by of [key, at]) {
      await expect(createUserKey(by, { name: 'x' })).rejects.toMatchObject(refused);
      await expect(createCredential(by, { name: 'x', kind: 'user_key' })).rejects.toMatchObject(refused);
      await expect(listUserKeys(by, undefined)).rejects.toMatchObject(refused);
      await expect(revokeUserKey(by, crypto.randomUUID())).rejects.toMatchObject(refused);
    }
    expect((await createCredential(as(at, ada), { name: 'x', kind: 'user_key' })).credential).toMatchObject({
      userId: ada.userId,
      isOrgWide: true,
    });
  });

  it('S06: 403: nobody gives a key what their own role does not have', async () => {
    const [reviewer, viewer, admin] = [await person(at, 'reviewer'), await person(at, 'viewer'), await person(at, 'admin')];
    for (const by of [reviewer, viewer]) {
      for (const scopes of [['*'], ['keys:read'], ['agents:write'], ['read', 'members:write']])
        await expect(createUserKey(as(at, by), { name: 'x', scopes })).rejects.toMatchObject(stronger);
      await expect(createCredential(as(at, by), { name: 'x', orgWide: true })).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
    }
    await createUserKey(as(at, viewer), { name: 'default' });
    await createUserKey(as(at, reviewer), { name: 'runs', scopes: ['runs:write'] });
    await createCredential(as(at, admin), { name: 'all', orgWide: true, scopes: ['*'] });
  });

  it('keys of one’s own are seen and ended by oneself; a person has at most fifty of them', async () => {
    const [ada, bob] = [as(at, await person(at, 'admin')), as(at, await person(at, 'admin'))];
    const { credential } = await createUserKey(ada, { name: 'first' });
    await expect(revokeUserKey(bob, credential.id)).rejects.toMatchObject({ kind: 'not_found' });
    expect((await listUserKeys(bob, undefined)).map((one) => one.id)).toEqual([]);
    for (let count = 1; count < 50; count += 1) await createUserKey(ada, { name: 'same name' });
    await expect(createUserKey(ada, { name: 'too many' })).rejects.toMatchObject({ kind: 'limited', reason: 'credential.too_many' });
    await revokeUserKey(ada, String(credential.number));
    await createUserKey(ada, { name: 'again' });
    expect((await listUserKeys(ada, undefined)).filter((one) => one.revokedAt === null)).toHaveLength(50);
  });

  it('400: a kind of key with a reach that does not fit it, and limits outside their bounds', async () => {
    const a = await createAgent(at, { slug: 'a', model: 'gpt-4o' });
    const attempts: [Partial<NewCredential>, string][] = [
      [{ kind: 'agent_key' }, 'credential.agent_missing'],
      [{ kind: 'agent_key', agent: 'a', orgWide: true }, 'credential.reach_fixed'],
      [{ kind: 'identity_key', agent: 'a', agents: [a.id] }, 'credential.reach_fixed'],
      [{ agent: 'a', orgWide: true }, 'credential.reach_fixed'],
      [{ orgWide: true, ratePerMinute: 0 }, 'credential.limit_invalid'],
      [{ orgWide: true, ratePerMinute: 100_001 }, 'credential.limit_invalid'],
      [{ orgWide: true, concurrentMax: 1.5 }, 'credential.limit_invalid'],
      [{ orgWide: true, concurrentMax: 1_001 }, 'credential.limit_invalid'],
      [{ orgWide: true, networks: ['nowhere'] }, 'credential.network_invalid'],
      [{ kind: 'agent_key', agent: 'nobody' }, 'agent.unknown'],
    ];
    for (const [more, reason] of attempts)
      await expect(createCredential(at, { name: 'x', ...more }), reason).rejects.toMatchObject({ reason });
    expect((await listCredentials(at, { limit: 10 })).items).toEqual([]);
  });

  it('lists are filtered by kind, agent, status and disuse', async () => {
    const [a, b] = [await createAgent(at, { slug: 'a', model: 'gpt-4o' }), await createAgent(at, { slug: 'b', model: 'gpt-4o' })];
    await createCredential(at, { name: 'wide', orgWide: true });
    await createCredential(at, { name: 'of-b', agents: [b.id] });
    await createCredential(at, { name: 'as-a', kind: 'agent_key', agent: a.id });
    await at.home.transact((tx) => insertRecoveryKey(tx, { orgId: at.caller.orgId, agentId: a.id, now: at.home.clock.now() }));
    const names = async (filter: object) => (await listCredentials(at, { limit: 10, ...filter })).items.map((one) => one.name);
    expect(await names({})).toEqual(['as-a', 'of-b', 'wide']);
    expect(await names({ kind: 'agent_key' })).toEqual(['as-a']);
    expect(await names({ agent: 'a' })).toEqual(['as-a']);
    expect(await names({ agent: 'b', kind: 'api_key' })).toEqual(['of-b']);
    expect(await names({ status: 'revoked' })).toEqual([]);
    expect(await names({ unusedDays: 1 })).toEqual([]);
    const first = await listCredentials(at, { limit: 2 });
    const second = await listCredentials(at, { limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((one) => one.name)).toEqual(['as-a', 'of-b', 'wide']);
  });
});

describe.each(engines)('keys of an agent account on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  let own: At;
  let other: At;
  let keys: CachedKeyVerifier;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(async () => {
    await keys.close();
    await world.close();
  });
  beforeEach(async () => {
    await keys?.close();
    at = await world.org();
    keys = new CachedKeyVerifier(at.home);
    [own, other] = [await account('own'), await account('other')];
  });

  const account = async (slug: string): Promise<At> => {
    const { id } = await createAgent(at, { slug, model: 'gpt-4o' });
    const key = await at.home.transact((tx) => insertRecoveryKey(tx, { orgId: at.caller.orgId, agentId: id, now: at.home.clock.now() }));
    return as(at, await keys.verify(key.reveal(), ip));
  };

  it('a key gets the default scopes, no end, and acts as its account', async () => {
    const { credential, key } = await createIdentityKey(own, { name: ' cli ' });
    expect(credential).toMatchObject({ name: 'cli', expiresAt: null, kind: 'identity_key', createdBy: expect.stringMatching(/^agent:/) });
    expect(credential.scopes).toEqual(['conversations:read', 'messages:read', 'messages:write', 'presence:update']);
    expect(await keys.verify(key.reveal(), ip)).toMatchObject({ keyKind: 'identity_key', agentId: credential.agent?.id });
    const month = await createIdentityKey(own, { name: 'cli', scopes: ['messages:read'], expiresInDays: 30 });
    expect((month.credential.expiresAt ?? 0) - month.credential.createdAt).toBe(30 * 24 * 3_600_000);
  });

  it('an account gives itself nothing that manages the organisation or changes how it works', async () => {
    for (const scopes of [['*'], ['write'], ['keys:write'], ['agents:write'], ['interactions:write'], ['read', 'audit:read']])
      await expect(createIdentityKey(own, { name: 'x', scopes })).rejects.toMatchObject(stronger);
    for (const name of ['', '   ', 'x'.repeat(101), 'a\nb'])
      await expect(createIdentityKey(own, { name })).rejects.toMatchObject({ kind: 'invalid', reason: 'credential.name_invalid' });
    for (const expiresInDays of [0, -1, 1.5, 3_651])
      await expect(createIdentityKey(own, { name: 'x', expiresInDays })).rejects.toMatchObject({ reason: 'credential.expired' });
    await expect(createIdentityKey(own, { name: 'x', scopes: ['chat'] })).rejects.toMatchObject({ reason: 'credential.scope_unknown' });
  });

  it('a rotation names the new key -rotated, copies scopes and end, and refuses the old secret at once, once', async () => {
    const old = await createIdentityKey(own, { name: 'cli', scopes: ['messages:read'], expiresInDays: 1 });
    const settled = await Promise.allSettled(Array.from({ length: 5 }, () => rotateIdentityKey(own, { keyId: old.credential.id })));
    const made = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      credential: { name: 'cli-rotated', scopes: ['messages:read'], expiresAt: old.credential.expiresAt },
      old: { id: old.credential.id, graceUntil: null },
    });
    await expect(keys.verify(old.key.reveal(), ip)).rejects.toMatchObject({ reason: 'credential.revoked' });
    for (const { key } of made) await keys.verify(key.reveal(), ip);
  });

  it('revoke-all ends every key but the kept one and voids all tokens; nothing happens when the kept one is not the account’s', async () => {
    const made = [
      await createIdentityKey(own, { name: 'a' }),
      await createIdentityKey(own, { name: 'b' }),
      await createIdentityKey(own, { name: 'c' }),
    ];
    const foreign = await createIdentityKey(other, { name: 'd' });
    const [kept] = made;
    if (kept === undefined) throw new Error('unreachable');
    await expect(revokeAllIdentityKeys(own, { except: foreign.credential.id })).rejects.toMatchObject({ kind: 'not_found' });
    expect(await revokeAllIdentityKeys(own, { except: kept.credential.id })).toMatchObject({ revoked: 2, revokedAt: expect.any(Number) });
    await keys.verify(kept.key.reveal(), ip);
    await keys.verify(foreign.key.reveal(), ip);
    const listed = await listIdentityKeys(own, { limit: 10 });
    expect(listed.items.map((one) => [one.name, one.revokedAt === null])).toEqual([
      ['c', false],
      ['b', false],
      ['a', true],
    ]);
    const epochs = (await world.rows('agents')).filter((row) => row.org_id === at.caller.orgId).map((row) => row.token_epoch);
    expect(epochs.sort()).toEqual([0, 1]);
  });

  it('an account reaches the keys of no other account, and no other kind of caller reaches an account’s', async () => {
    const foreign = await createIdentityKey(other, { name: 'd' });
    await expect(rotateIdentityKey(own, { keyId: foreign.credential.id })).rejects.toMatchObject({ kind: 'not_found' });
    expect((await listIdentityKeys(own, { limit: 10 })).items).toEqual([]);
    const wrong = { kind: 'forbidden' };
    await expect(createIdentityKey(at, { name: 'x' })).rejects.toMatchObject(wrong);
    await expect(createIdentityKey(as(at, keyCaller(at, ['*'])), { name: 'x' })).rejects.toMatchObject(wrong);
    await expect(listIdentityKeys(as(at, await person(at, 'owner')), { limit: 10 })).rejects.toMatchObject(wrong);
  });
});
