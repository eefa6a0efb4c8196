import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { domainWorld } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { readActivity } from '../activity/index.ts';
import { addMembership } from '../orgs/index.ts';
import { insertPerson } from '../people/index.ts';
import type { At } from '../home.ts';
import {
  agentRefsOf,
  beginHumanAgent,
  createAgent,
  deleteAgent,
  getAgent,
  holdAgent,
  humanAgentOf,
  linkOwner,
  listAgents,
  listAgentsAlone,
  ownersOf,
  purgeAgent,
  restoreVersion,
  runnableAgent,
  updateAgent,
} from './index.ts';
import type { Agent, AgentRef } from './index.ts';

const model = 'gpt-4o';

describe.each(engines)('kinds, owners and ends of agents on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    at = await world.org();
  });
  const make = (slug: string, more: object = {}): Promise<Agent> => createAgent(at, { slug, model, ...more });
  const transact = <T>(work: Parameters<typeof world.home.transact<T>>[0]): Promise<T> => world.home.transact(work);

  const member = (email: string, whose = at): Promise<{ id: string; number: number }> =>
    transact(async (tx) => {
      const id = await insertPerson(tx, { email, name: `Name of ${email}` }, 1);
      await addMembership(tx, world.home, { orgId: whose.caller.orgId, userId: id, role: 'viewer' });
      const [row] = await tx.query((db) => db.selectFrom('users').select('number').where('id', '=', id));
      return { id, number: row?.number ?? 0 };
    });

  const human = async (name: string): Promise<AgentRef> => {
    const { orgId } = at.caller;
    const { id: userId } = await member(`${name}-${newId(1)}@example.org`);
    return transact(async (tx) => {
      await beginHumanAgent(tx, { orgId, userId, now: 1 });
      const found = await humanAgentOf(tx, orgId, userId);
      if (found === undefined) throw new Error('a member has no agent');
      return found;
    });
  };

  it('an agent has the kind, autonomy, mode and provider that it was made with, and each can be changed', async () => {
    expect(await make('plain')).toMatchObject({
      kind: 'ai',
      autonomy: 'supervised',
      executionMode: 'manual',
      provider: null,
      ownerUserId: null,
    });
    const made = await make('chosen', { autonomy: 'autonomous', executionMode: 'auto', provider: 'anthropic' });
    const chosen = { autonomy: 'autonomous', executionMode: 'auto', provider: 'anthropic' };
    expect(made).toMatchObject(chosen);
    expect(await getAgent(at, 'chosen')).toMatchObject(chosen);
    const changes = { autonomy: 'semi-autonomous', executionMode: 'polling', provider: null } as const;
    await updateAgent(at, { address: 'chosen', changes });
    expect(await getAgent(at, 'chosen')).toMatchObject({ ...changes, version: 1 });
  });

  it('a model that no catalogue knows is taken when the agent names its provider', async () => {
    await expect(make('odd', { model: 'house-model-7' })).rejects.toMatchObject({ reason: 'agent.model_unknown' });
    expect(await make('odd', { model: 'house-model-7', provider: 'openai' })).toMatchObject({ model: 'house-model-7' });
  });

  it('registering and changes of status are told to whoever listens, once each; other changes are not', async () => {
    const { id, number } = await make('heard', { displayName: 'Heard One' });
    await updateAgent(at, { address: id, changes: { status: 'paused' } });
    await updateAgent(at, { address: id, changes: { status: 'paused', description: 'x' } });
    const { items } = await world.home.read((tx) => readActivity(tx, at.caller.orgId, { agentId: id, limit: 10 }));
    const agent = { id: number, uuid: id, name: 'Heard One', status: 'active' };
    expect(items.map((one) => [one.event, one.data])).toEqual([
      ['agent.status_changed', { agent: { ...agent, status: 'paused' }, from: 'active', to: 'paused' }],
      ['agent.registered', { agent }],
    ]);
  });

  it('what a request does alongside is one with it: when it fails, there is no agent and no change', async () => {
    const also = (): Promise<never> => Promise.reject(new Error('not now'));
    await expect(make('half', { also })).rejects.toThrow('not now');
    await expect(getAgent(at, 'half')).rejects.toMatchObject({ reason: 'agent.unknown' });
    await make('whole');
    await expect(updateAgent(at, { address: 'whole', changes: { description: 'new' }, also })).rejects.toThrow('not now');
    expect((await getAgent(at, 'whole')).description).toBe('');
  });

  it('people are in no list of agents unless asked for, never run, and end with their membership alone', async () => {
    const person = await human('ada');
    const ai = await make('robot');
    const everything = { limit: 50, offset: 0 };
    expect((await listAgents(at, { limit: 50 })).items.map((one) => one.id)).toEqual([ai.id]);
    expect((await listAgentsAlone(at, everything)).map((one) => one.id)).toEqual([ai.id]);
    expect((await listAgentsAlone(at, { ...everything, kind: 'human' })).map((one) => one.id)).toContain(person.id);
    const isPerson = { kind: 'conflict', reason: 'agent.is_person' };
    await expect(world.home.read((tx) => runnableAgent(tx, at.caller, person.id))).rejects.toMatchObject(isPerson);
    for (const change of [{ displayName: 'x' }, { slug: 'x' }, { status: 'paused' }, { systemPrompt: 'x' }, { executionMode: 'auto' }])
      await expect(updateAgent(at, { address: person.id, changes: change as object })).rejects.toMatchObject(isPerson);
    const changes = { capabilities: ['law'], maxConcurrent: 2, displayName: undefined };
    expect(await updateAgent(at, { address: person.id, changes })).toMatchObject({ capabilities: ['law'], maxConcurrent: 2 });
    for (const end of [deleteAgent, purgeAgent]) await expect(end(at, person.id)).rejects.toMatchObject(isPerson);
    await expect(linkOwner(at, { address: person.id, userId: null })).rejects.toMatchObject(isPerson);
    await expect(restoreVersion(at, { address: person.id, version: 1 })).rejects.toMatchObject(isPerson);
  });

  it('an owner is a member of the organisation, by number or UUID', async () => {
    const agent = await make('owned');
    const [one, stranger] = [await member('owner@example.org'), await member('stranger@example.org', await world.org())];
    expect(await linkOwner(at, { address: 'owned', userId: one.number })).toMatchObject({ owner: one, agent: { ownerUserId: one.id } });
    expect((await linkOwner(at, { address: 'owned', userId: one.id })).owner?.name).toBe('Name of owner@example.org');
    for (const userId of [stranger.number, stranger.id, 999_999, newId(1), 'nobody'])
      await expect(linkOwner(at, { address: 'owned', userId })).rejects.toMatchObject({ kind: 'not_found', reason: 'user.unknown' });
    const owners = await world.home.read(async (tx) => ownersOf(tx, [await getAgent(at, agent.id)]));
    expect(owners.get(one.id)).toMatchObject({ number: one.number });
    expect((await linkOwner(at, { address: 'owned', userId: null })).agent.ownerUserId).toBeNull();
  });

  it('whoever holds an agent sees what the one before committed', async () => {
    const { id } = await make('held', { metadata: { count: 0 } });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        transact(async (tx) => {
          const held = await holdAgent(tx, id);
          const count = Number(held?.metadata['count']) + 1;
          await tx.query((db) =>
            db
              .updateTable('agents')
              .set({ metadata_json: JSON.stringify({ count }) })
              .where('id', '=', id)
              .returning('id'),
          );
        }),
      ),
    );
    expect((await getAgent(at, id)).metadata).toEqual({ count: 8 });
    await deleteAgent(at, id);
    expect(await transact((tx) => holdAgent(tx, id))).toBeUndefined();
    const refs = await world.home.read((tx) => agentRefsOf(tx, at.caller.orgId, [id, null, newId(1)]));
    expect([...refs.values()]).toEqual([expect.objectContaining({ id, slug: 'held', kind: 'ai' })]);
  });

  it('a purge leaves the trace and nothing that the agent was told or given', async () => {
    const made = await make('secretive', {
      description: 'the private description',
      systemPrompt: 'the private prompt',
      capabilities: ['private-capability'],
      metadata: { note: 'the private note' },
      config: { playbook: null },
    });
    await updateAgent(at, { address: made.id, changes: { systemPrompt: 'the second private prompt', note: 'a private reason' } });
    await purgeAgent(at, made.id);
    const rows = (await world.rows('agents')).filter((row) => row.id === made.id);
    const versions = (await world.rows('agent_versions')).filter((row) => row.agent_id === made.id);
    expect(rows).toMatchObject([{ number: made.number, slug: 'secretive', status: 'deleted' }]);
    expect(versions).toHaveLength(2);
    const left = JSON.stringify([rows, versions, (await world.rows('agent_capabilities')).filter((row) => row.agent_id === made.id)]);
    expect(left).not.toContain('private');
  });

  it('an ordinary deletion keeps the definition, so that what ran can be understood', async () => {
    const made = await make('kept', { systemPrompt: 'kept prompt' });
    await deleteAgent(at, made.id);
    const versions = (await world.rows('agent_versions')).filter((row) => row.agent_id === made.id);
    expect(versions.map((row) => row.system_prompt)).toEqual(['kept prompt']);
  });
});
