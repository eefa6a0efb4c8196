import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, domainWorld, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createCredential, issueRecoveryKey } from '../credentials/index.ts';
import type { At } from '../home.ts';
import { foundOrg } from '../orgs/index.ts';
import { removeMember, updateMe, updateUser } from '../people/index.ts';
import { putAgentProfile } from '../profiles/index.ts';
import { startRun } from '../runs/index.ts';
import { createTask, getTask } from '../tasks/index.ts';
import { statement } from '../../store/index.ts';
import { adoptMembers, createAgent, deleteAgent, humanAgentOf, linkOwner, listAgents, listAgentsByOffset, visibleAgent } from './index.ts';

const forget = statement<{ org: string }>((db, arg) => db.deleteFrom('agents').where('org_id', '=', arg.org));
const forgetVersions = statement<{ org: string }>((db, arg) => db.deleteFrom('agent_versions').where('org_id', '=', arg.org));

describe.each(engines)('agents that stand for people on %s', (engine) => {
  let w: DomainWorld;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterAll(() => w.close());

  const ownOf = (at: At, userId: string) => at.home.read((tx) => humanAgentOf(tx, at.caller.orgId, userId));
  const rowOf = async (id: string | undefined) => (await w.rows('agents')).find((row) => row.id === id);

  it('begin with the membership, named as the person, in every organisation of theirs', async () => {
    const at = await w.org();
    const member = await person(at, 'reviewer');
    const own = await ownOf(at, member.userId);
    expect(own).toMatchObject({ displayName: 'P', kind: 'human', slug: 'person-P' });
    expect(await rowOf(own?.id)).toMatchObject({ execution_mode: 'human', status: 'active', owner_user_id: member.userId });
    const second = await person(at, 'viewer');
    expect((await ownOf(at, second.userId))?.slug).toBe('person-P-2');
    const org = await foundOrg(as(at, member), { name: 'Own' });
    expect((await w.rows('agents')).filter((row) => row.org_id === org.id)).toMatchObject([
      { kind: 'human', owner_user_id: member.userId },
    ]);
  });

  it('are in no list of agents unless they are asked for', async () => {
    const at = await w.org();
    await person(at, 'viewer');
    const { id } = await createAgent(at, { slug: 'real', model: 'gpt-4o' });
    expect((await listAgents(at, { limit: 10 })).items.map((one) => one.id)).toEqual([id]);
    const offset = await listAgentsByOffset(at, { limit: 10, offset: 0 });
    expect([offset.total, offset.items.map((one) => one.id)]).toEqual([1, [id]]);
    expect((await listAgents(at, { limit: 10, kind: 'human' })).items).toMatchObject([{ kind: 'human', displayName: 'P' }]);
  });

  it('409: they have no keys, no runs and no profile, and are not deleted as agents are', async () => {
    const at = await w.org();
    const owner = await person(at, 'owner');
    const own = (await ownOf(at, owner.userId))?.id ?? '';
    const refusal = { kind: 'conflict', reason: 'agent.is_person' };
    for (const kind of ['agent_key', 'identity_key'] as const)
      await expect(createCredential(at, { name: 'k', kind, agent: own })).rejects.toMatchObject(refusal);
    await expect(issueRecoveryKey(at, own)).rejects.toMatchObject(refusal);
    await expect(startRun(at, { agent: own, input: 'x' } as never)).rejects.toMatchObject(refusal);
    await expect(putAgentProfile(at, { address: own, fields: { introduction: 'x' } as never })).rejects.toMatchObject(refusal);
    await expect(deleteAgent(at, own)).rejects.toMatchObject(refusal);
  });

  it('follow the person’s name, in every organisation', async () => {
    const at = await w.org();
    const member = await person(at, 'owner');
    const org = await foundOrg(as(at, member), { name: 'Other' });
    await updateMe(as(at, member), { name: 'Ada' });
    expect((await ownOf(at, member.userId))?.displayName).toBe('Ada');
    expect((await at.home.read((tx) => humanAgentOf(tx, org.id, member.userId)))?.displayName).toBe('Ada');
  });

  it('end with the membership, and agents that the person owned belong to nobody', async () => {
    const at = await w.org();
    const [boss, member] = [await person(at, 'owner'), await person(at, 'reviewer')];
    const { id: linked } = await createAgent(at, { slug: 'linked', model: 'gpt-4o' });
    await linkOwner(at, { address: 'linked', userId: member.userId });
    const own = (await ownOf(at, member.userId))?.id ?? '';
    await removeMember(as(at, boss), member.userId);
    expect(await ownOf(at, member.userId)).toBeUndefined();
    expect(await rowOf(own)).toMatchObject({ status: 'deleted' });
    expect(await rowOf(linked)).toMatchObject({ status: 'active', owner_user_id: null });
    await expect(at.home.read((tx) => visibleAgent(tx, at.caller, own))).rejects.toMatchObject({ reason: 'agent.unknown' });
  });

  it('give their open tasks back when the membership ends', async () => {
    const at = await w.org();
    const [boss, member] = [await person(at, 'owner'), await person(at, 'reviewer')];
    const own = await ownOf(at, member.userId);
    const { id } = await createTask(at, { title: 'T', assignee: own?.slug });
    expect((await getTask(at, id)).assignee).toMatchObject({ id: own?.id, kind: 'human' });
    await removeMember(as(at, boss), member.userId);
    expect(await getTask(at, id)).toMatchObject({ status: 'pending', assignee: null });
  });

  it('take no work by themselves while the member may not act', async () => {
    const at = await w.org();
    const [boss, member] = [await person(at, 'owner'), await person(at, 'reviewer')];
    const own = (await ownOf(at, member.userId))?.id;
    await updateUser(as(at, boss), { address: member.userId, changes: { isActive: false } });
    expect(await rowOf(own)).toMatchObject({ status: 'inactive' });
    await updateUser(as(at, boss), { address: member.userId, changes: { isActive: true } });
    expect(await rowOf(own)).toMatchObject({ status: 'active' });
  });

  it('are made at start for memberships without one, once, however many processes start', async () => {
    const at = await w.org();
    const [first, second] = [await person(at, 'owner'), await person(at, 'viewer')];
    await at.home.transact(async (tx) => {
      await tx.run(forgetVersions, { org: at.caller.orgId });
      await tx.run(forget, { org: at.caller.orgId });
    });
    expect(await ownOf(at, first.userId)).toBeUndefined();
    await Promise.all(Array.from({ length: 3 }, () => adoptMembers(at.home)));
    await adoptMembers(at.home);
    const made = (await w.rows('agents')).filter((row) => row.org_id === at.caller.orgId);
    expect(made.map((row) => row.owner_user_id).sort()).toEqual([first.userId, second.userId].sort());
    expect(new Set(made.map((row) => row.slug.toLowerCase())).size).toBe(2);
  });
});
