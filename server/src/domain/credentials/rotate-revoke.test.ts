import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { newKey } from '../../kernel/secret.ts';
import { createAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import {
  akyOfUuid,
  CachedKeyVerifier,
  createCredential,
  createUserKey,
  credentialStatus,
  getCredential,
  issueRecoveryKey,
  listCredentials,
  reportLeakedKey,
  revokeAllCredentials,
  revokeCredential,
  rotateCredential,
  updateCredential,
} from './index.ts';
import type { CreatedCredential } from './index.ts';

const ip = '198.51.100.7';
const hourMs = 3_600_000;
const refused = (reason: string, kind = 'unauthenticated') => ({ kind, reason });

describe.each(engines)('rotating, revoking and reporting keys on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  let keys: CachedKeyVerifier;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await keys?.close();
    at = await world.org();
    keys = new CachedKeyVerifier(at.home);
  });
  afterAll(() => keys.close());

  const make = (name: string, more: object = {}): Promise<CreatedCredential> => createCredential(at, { name, orgWide: true, ...more });
  const verify = (made: { readonly key: CreatedCredential['key'] }) => keys.verify(made.key.reveal(), ip);
  const entries = async (event: string) =>
    (await world.rows('audit_entries')).filter((row) => row.org_id === at.caller.orgId && row.event === event);

  it('S08: of twenty rotations at once one makes the new key and nineteen are told that there is one (409)', async () => {
    for (const graceHours of [0, 24]) {
      const old = await make(`raced-${graceHours}`);
      const settled = await Promise.allSettled(
        Array.from({ length: 20 }, () => rotateCredential(at, { id: old.credential.id, graceHours })),
      );
      const made = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(made).toHaveLength(1);
      for (const one of settled)
        if (one.status === 'rejected') expect(one.reason).toMatchObject(refused('credential.already_rotated', 'conflict'));
      const rows = (await world.rows('credentials')).filter((row) => row.rotated_from === old.credential.id);
      expect(rows.map((row) => row.id)).toEqual(made.map((one) => one.credential.id));
      for (const one of made) await verify(one);
    }
    expect(await entries('key.rotated')).toHaveLength(2);
  });

  it('without grace the old secret is refused at once; the new key keeps name, reach, scopes, limits and end', async () => {
    await createAgent(at, { slug: 'a', model: 'gpt-4o' });
    const expiresAt = at.home.clock.now() + hourMs;
    const limits = { expiresAt, networks: ['198.51.100.0/24'], ratePerMinute: 60, concurrentMax: 3 };
    const old = await createCredential(at, { name: 'kept', agents: ['a'], scopes: ['read', 'runs:write'], ...limits });
    await verify(old);
    const next = await rotateCredential(at, { id: akyOfUuid(old.credential.id) });
    await expect(verify(old)).rejects.toMatchObject(refused('credential.revoked'));
    await verify(next);
    const { agents, scopes } = old.credential;
    expect(next.credential).toMatchObject({ name: 'kept', agents, scopes, ...limits, rotatedFrom: old.credential.id, graceUntil: null });
    expect(next.old).toEqual({ id: old.credential.id, graceUntil: null });
    expect(await getCredential(at, String(old.credential.number))).toMatchObject({
      rotatedTo: next.credential.id,
      revokedReason: 'rotated',
    });
    await expect(rotateCredential(at, { id: old.credential.id })).rejects.toMatchObject(refused('credential.already_rotated', 'conflict'));
  });

  it('a replaced key gives its name up; the list says grace, then expired', async () => {
    const moved = withClock(at);
    const old = await make('named');
    await rotateCredential(at, { id: old.credential.id, graceHours: 24 });
    await expect(make('NAMED')).rejects.toMatchObject(refused('credential.name_taken', 'conflict'));
    const inGrace = await listCredentials(at, { limit: 10, status: 'grace' });
    expect(inGrace.items.map((one) => one.id)).toEqual([old.credential.id]);
    expect((await listCredentials(at, { limit: 10, status: 'active' })).items.map((one) => one.name)).toEqual(['named']);
    moved.advance(24 * hourMs);
    expect((await listCredentials(moved.at, { limit: 10, status: 'expired' })).items.map((one) => one.id)).toEqual([old.credential.id]);
    expect(credentialStatus(await getCredential(at, old.credential.id), moved.at.home.clock.now())).toBe('expired');
    await expect(updateCredential(at, { id: old.credential.id, changes: { name: 'x' } })).rejects.toMatchObject(
      refused('credential.not_active', 'conflict'),
    );
  });

  it('a key may be renamed by its rotation, grace has bounds, and revoked or expired keys get no successor', async () => {
    const old = await make('before');
    for (const graceHours of [-1, 25, Number.NaN])
      await expect(rotateCredential(at, { id: old.credential.id, graceHours })).rejects.toMatchObject(
        refused('credential.grace_invalid', 'invalid'),
      );
    expect((await rotateCredential(at, { id: old.credential.id, name: 'after' })).credential.name).toBe('after');
    const revoked = await make('revoked');
    await revokeCredential(at, revoked.credential.id);
    await expect(rotateCredential(at, { id: revoked.credential.id })).rejects.toMatchObject(refused('credential.not_active', 'conflict'));
    await expect(rotateCredential(at, { id: crypto.randomUUID() })).rejects.toMatchObject(refused('credential.unknown', 'not_found'));
  });

  it('keys that a key made descend from its successor and end with that one', async () => {
    const old = await make('maker', { scopes: ['*'] });
    const child = await createCredential(as(at, await verify(old)), { name: 'child', orgWide: true, scopes: ['read'] });
    const next = await rotateCredential(at, { id: old.credential.id });
    await verify(child);
    expect((await revokeCredential(at, next.credential.id)).revoked).toBe(2);
    await expect(verify(child)).rejects.toMatchObject(refused('credential.revoked'));
  });

  it('revoking reaches every generation, in one entry of the trail', async () => {
    const first = await make('gen-0', { scopes: ['*'] });
    const line = [first];
    for (let depth = 1; depth < 5; depth += 1)
      line.push(await createCredential(as(at, await verify(line.at(-1) ?? first)), { name: `gen-${depth}`, orgWide: true, scopes: ['*'] }));
    expect((await revokeCredential(at, first.credential.id)).revoked).toBe(5);
    for (const one of line) await expect(verify(one)).rejects.toMatchObject(refused('credential.revoked'));
    const [entry, ...more] = await entries('key.revoked');
    expect([entry?.target, JSON.parse(entry?.details_json ?? '{}'), more.length]).toEqual([
      first.credential.id,
      expect.objectContaining({ name: 'gen-0', children: 4 }),
      0,
    ]);
  });

  it('revoke-all ends everything but the exceptions in one go, and changes nothing when an exception is unknown', async () => {
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((name) => make(name)));
    const [a, ...rest] = made;
    if (a === undefined) throw new Error('unreachable');
    await expect(revokeAllCredentials(at, { except: [a.credential.id, crypto.randomUUID()] })).rejects.toMatchObject(
      refused('credential.unknown', 'not_found'),
    );
    for (const one of made) await verify(one);
    expect(await revokeAllCredentials(at, { except: [akyOfUuid(a.credential.id)] })).toMatchObject({ revoked: 3 });
    await verify(a);
    for (const one of rest) await expect(verify(one)).rejects.toMatchObject(refused('credential.revoked'));
    expect(await entries('keys.revoked_all')).toHaveLength(1);
  });

  it('revoke-all for an agent ends keys that act as it or reach it alone, voids its tokens, and leaves the others', async () => {
    const [a, b] = [await createAgent(at, { slug: 'a', model: 'gpt-4o' }), await createAgent(at, { slug: 'b', model: 'gpt-4o' })];
    const ends = [
      await createCredential(at, { name: 'only-a', agents: ['a'] }),
      await createCredential(at, { name: 'acts', kind: 'agent_key', agent: 'a' }),
      await createCredential(at, { name: 'own', kind: 'identity_key', agent: a.id }),
    ];
    const stays = [
      await createCredential(at, { name: 'both', agents: ['a', 'b'] }),
      await createCredential(at, { name: 'acts-b', kind: 'agent_key', agent: b.id }),
      await make('wide'),
    ];
    expect(await revokeAllCredentials(at, { agent: 'a' })).toMatchObject({ revoked: 3, agentId: a.id });
    for (const one of ends) await expect(verify(one)).rejects.toMatchObject(refused('credential.revoked'));
    for (const one of stays) await verify(one);
    const epochs = new Map((await world.rows('agents')).map((row) => [row.id, row.token_epoch]));
    expect([epochs.get(a.id), epochs.get(b.id)]).toEqual([1, 0]);
    const [entry] = await entries('keys.revoked_all');
    expect(entry).toMatchObject({ agent_id: a.id, target: a.id });
  });

  it('S08: no key that was made before a revoke-all survives it, however they overlap', async () => {
    for (let round = 0; round < 5; round += 1) {
      const maker = await make(`maker-${round}`, { scopes: ['*'] });
      const by = as(at, await verify(maker));
      const settled = await Promise.allSettled([
        ...Array.from({ length: 6 }, (_, index) => make(`r${round}-${index}`)),
        ...Array.from({ length: 3 }, (_, index) => createCredential(by, { name: `c${round}-${index}`, orgWide: true, scopes: ['read'] })),
        revokeAllCredentials(at, {}),
        make(`r${round}-late`),
      ]);
      const revokedAt = settled.flatMap((one) => (one.status === 'fulfilled' && 'revokedAt' in one.value ? [one.value.revokedAt] : []))[0];
      const rows = (await world.rows('credentials')).filter((row) => row.org_id === at.caller.orgId && row.revoked_at === null);
      for (const row of rows) {
        expect(row.created_at).toBeGreaterThanOrEqual(revokedAt ?? Infinity);
        expect(row.parent_id).toBeNull();
      }
      await revokeAllCredentials(at, {});
    }
  });

  it('a reported key ends with what it made, once, with its own entry; everything else that is reported changes nothing', async () => {
    const nobody: At = { ...at, caller: { ...at.caller, orgId: '', grants: new Set() } };
    const made = await make('leaky', { scopes: ['*'] });
    const child = await createCredential(as(at, await verify(made)), { name: 'child', orgWide: true, scopes: ['read'] });
    const report = (key: string) => reportLeakedKey(nobody, { key, foundAt: 'https://example.org/x' });
    const before = await world.everything();
    const secret = made.key.reveal();
    for (const key of ['', 'x', newKey('forge_').reveal(), `${secret.slice(0, -1)}_`, 'y'.repeat(10_000), "' or 1=1--"]) await report(key);
    expect(await world.everything()).toBe(before);
    await createAgent(at, { slug: 'a', model: 'gpt-4o' });
    const recovery = await issueRecoveryKey(at, 'a');
    await verify(recovery);
    await report(recovery.key.reveal());
    await expect(verify(recovery)).rejects.toMatchObject(refused('credential.revoked'));
    await Promise.all(Array.from({ length: 5 }, () => report(secret)));
    await expect(verify(made)).rejects.toMatchObject(refused('credential.revoked'));
    await expect(verify(child)).rejects.toMatchObject(refused('credential.revoked'));
    expect((await getCredential(at, made.credential.id)).revokedReason).toBe('leaked');
    const leaks = (await entries('key.leaked')).sort((left, right) => (left.id < right.id ? -1 : 1));
    expect(leaks).toHaveLength(2);
    expect(leaks.at(-1)).toMatchObject({ actor: 'system', target: made.credential.id, ip: '192.0.2.1' });
    expect(JSON.parse(leaks.at(-1)?.details_json ?? '{}')).toMatchObject({ found_at: 'https://example.org/x', children: 1 });
  });

  it('a key that is limited to some agents, or has another organisation’s id, manages none of these', async () => {
    const a = await createAgent(at, { slug: 'a', model: 'gpt-4o' });
    const { credential } = await make('target');
    const limited = as(at, keyCaller(at, ['*'], [a.id]));
    const elsewhere = await world.org();
    const attempts = [
      (by: At) => getCredential(by, credential.id),
      (by: At) => updateCredential(by, { id: credential.id, changes: { name: 'x' } }),
      (by: At) => rotateCredential(by, { id: credential.id }),
      (by: At) => revokeCredential(by, credential.id),
      (by: At) => revokeAllCredentials(by, { except: [credential.id] }),
    ];
    for (const attempt of attempts) {
      await expect(attempt(limited)).rejects.toMatchObject(refused('caller.is_restricted', 'forbidden'));
      await expect(attempt(elsewhere)).rejects.toMatchObject(refused('credential.unknown', 'not_found'));
    }
  });

  it('a person’s own key is changed and rotated by that person alone; others may revoke it', async () => {
    const [ada, bob] = [await person(at, 'owner'), await person(at, 'owner')];
    const key = await createUserKey(as(at, ada), { name: 'mine', scopes: ['*'] });
    const id = key.credential.id;
    for (const by of [as(at, bob), as(at, keyCaller(at, ['*'])), at]) {
      await expect(rotateCredential(by, { id })).rejects.toMatchObject(refused('credential.not_yours', 'forbidden'));
      await expect(updateCredential(by, { id, changes: { scopes: ['read'] } })).rejects.toMatchObject(
        refused('credential.not_yours', 'forbidden'),
      );
    }
    const next = await rotateCredential(as(at, ada), { id });
    expect(await verify(next)).toMatchObject({ userId: ada.userId, keyKind: 'user_key' });
    await revokeCredential(as(at, bob), next.credential.id);
    await expect(verify(next)).rejects.toMatchObject(refused('credential.revoked'));
  });
});
