import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { addMembership, createOrg, foundOrg, listMyOrgs, updateOrg } from './index.ts';

describe.each(engines)('organizations on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  const made = (name: string) => world.home.transact((tx) => createOrg(tx, { name }, world.home.clock.now()));

  it.each([
    ['Ärger & Söhne', 'arger-sohne'],
    ['  --Acme  Inc.--  ', 'acme-inc'],
    ['東京', 'org'],
    ['x'.repeat(100), 'x'.repeat(48)],
  ])('the slug of %j is %j', async (name, slug) => {
    expect((await made(name)).slug).toBe(slug);
  });

  it('organizations of one name get numbered slugs, however many are made at once', async () => {
    const slugs = (await Promise.all(Array.from({ length: 30 }, () => made('Same Name')))).map((org) => org.slug);
    const numbered = Array.from({ length: 29 }, (_, index) => `same-name-${index + 2}`);
    expect(slugs.sort()).toEqual(['same-name', ...numbered].sort());
  });

  it('the fifty-first of a name gets a random end instead of a longer search', async () => {
    const slugs: string[] = [];
    for (let count = 0; count < 52; count += 1) slugs.push((await made('Crowd')).slug);
    expect(slugs[49]).toBe('crowd-50');
    expect(slugs[50]).toMatch(/^crowd-[0-9a-f]{12}$/);
    expect(new Set(slugs).size).toBe(52);
  });

  it('a person owns what they found, and belongs to several; the new trail begins with org.created', async () => {
    const at = await world.org();
    const caller = await person(at, 'viewer');
    const own = as(at, caller);
    const org = await foundOrg(own, { name: 'Mine' });
    expect((await listMyOrgs(own, undefined)).map(({ id, role }) => [id, role])).toEqual([
      [at.caller.orgId, 'viewer'],
      [org.id, 'owner'],
    ]);
    const trail = (await world.rows('audit_entries')).filter((entry) => entry.org_id === org.id);
    expect(trail).toMatchObject([{ event: 'org.created', actor: `user:${caller.userId}`, target: org.id, seq: 1 }]);
  });

  it('409: a person owns at most twenty', async () => {
    const at = await world.org();
    const own = as(at, await person(at, 'viewer'));
    for (let count = 0; count < 20; count += 1) await foundOrg(own, { name: 'Many' });
    await expect(foundOrg(own, { name: 'Many' })).rejects.toMatchObject({ kind: 'conflict', reason: 'org.too_many' });
  });

  it('409: nobody becomes a member twice, and the role they have stays', async () => {
    const at = await world.org();
    const { orgId, userId } = await person(at, 'viewer');
    const add = world.home.transact((tx) => addMembership(tx, world.home, { orgId, userId, role: 'owner' }));
    await expect(add).rejects.toMatchObject({ kind: 'conflict', reason: 'member.exists' });
    expect((await world.rows('memberships')).filter((row) => row.user_id === userId)).toMatchObject([{ role: 'viewer' }]);
  });

  it('403: a program has no organizations of its own', async () => {
    const at = await world.org();
    const program = as(at, keyCaller(at, ['*']));
    await expect(foundOrg(program, { name: 'X' })).rejects.toMatchObject({ reason: 'caller.wrong_form' });
    await expect(listMyOrgs(program, undefined)).rejects.toMatchObject({ reason: 'caller.wrong_form' });
  });

  it('renaming keeps the slug', async () => {
    const at = await world.org();
    const before = (await world.rows('orgs')).find((row) => row.id === at.caller.orgId)?.slug;
    const facts = await updateOrg(as(at, await person(at, 'owner')), { name: 'Renamed' });
    expect(facts).toMatchObject({ id: at.caller.orgId, name: 'Renamed', slug: before, members: 1 });
  });
});
