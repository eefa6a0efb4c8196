import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { agtOfUuid } from '../../kernel/id.ts';
import type { At } from '../home.ts';
import { createAgent, deleteAgent, getAgent, listAgents, listVersions, restoreVersion, updateAgent } from './index.ts';
import { defaultConfig } from './agent.ts';
import type { Agent } from './index.ts';

const model = 'gpt-4o';

describe.each(engines)('agents on %s', (engine) => {
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
  const change = (address: string, changes: object): Promise<Agent> => updateAgent(at, { address, changes });

  it('an agent is found by each of its four addresses, in any case', async () => {
    const made = await make('Order-Desk');
    const addresses = [made.id, made.id.toUpperCase(), agtOfUuid(made.id), String(made.number), 'order-desk', 'ORDER-DESK'];
    for (const address of addresses) expect((await getAgent(at, address)).id, address).toBe(made.id);
    expect(made).toMatchObject({ slug: 'Order-Desk', displayName: 'Order-Desk', version: 1, status: 'active', config: defaultConfig });
  });

  it.each(['me', 'Profile', '', '1st', 'a_b', 'a b', 'a/b', '..', 'ä', 'a'.repeat(64), 'abcdefab-abcd-abcd-abcd-abcdefabcdef'])(
    'a name like %j is refused, at creation and at renaming',
    async (slug) => {
      await expect(make(slug)).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'agent.slug_invalid',
        detail: { fields: [{ pointer: '/slug' }] },
      });
      await make('fine');
      await expect(change('fine', { slug })).rejects.toMatchObject({ reason: 'agent.slug_invalid' });
    },
  );

  it('a name is unique in its organisation whatever its case; another organisation may use it', async () => {
    await make('Desk');
    await expect(make('dESK')).rejects.toMatchObject({ kind: 'conflict', reason: 'agent.exists' });
    const other = await make('other');
    await expect(change('other', { slug: 'DESK' })).rejects.toMatchObject({ reason: 'agent.exists' });
    expect((await change('other', { slug: 'OTHER' })).id).toBe(other.id);
    const elsewhere = await world.org();
    await expect(createAgent(elsewhere, { slug: 'desk', model })).resolves.toMatchObject({ slug: 'desk' });
  });

  it('of ten that want one name at once, one gets it and the others are told it is taken', async () => {
    const settled = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => make(index % 2 === 0 ? 'wanted' : 'WANTED')));
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of settled)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict', reason: 'agent.exists' });
  });

  it('numbers have no gaps, also after refused creations', async () => {
    const first = await make('n1');
    await expect(make('n1')).rejects.toThrow();
    await expect(make('n2', { tools: ['no-such-tool'] })).rejects.toThrow();
    expect((await make('n3')).number).toBe(first.number + 1);
  });

  it('a change of the definition makes a version that never changes again; other changes make none', async () => {
    await make('v', { systemPrompt: 'one' });
    expect((await change('v', { description: 'Talks', displayName: 'V' })).version).toBe(1);
    expect((await change('v', { systemPrompt: 'two', note: 'second' })).version).toBe(2);
    expect((await change('v', { systemPrompt: 'two' })).version).toBe(2);
    const before = await listVersions(at, 'v');
    expect((await change('v', { tools: ['data-transform', 'data-transform'] })).tools).toEqual(['data-transform']);
    const after = await listVersions(at, 'v');
    expect(after.map((one) => [one.version, one.systemPrompt])).toEqual([
      [3, 'two'],
      [2, 'two'],
      [1, 'one'],
    ]);
    expect(after.slice(1)).toEqual(before);
  });

  it('restoring makes the old definition the newest version and says so', async () => {
    await make('r', { systemPrompt: 'one' });
    await change('r', { systemPrompt: 'two', config: { maxSteps: 3 } });
    const restored = await restoreVersion(at, { address: 'r', version: 1 });
    expect(restored).toMatchObject({ version: 3, systemPrompt: 'one', config: defaultConfig });
    expect((await listVersions(at, 'r'))[0]).toMatchObject({ version: 3, note: 'Restored from version 1' });
    await expect(restoreVersion(at, { address: 'r', version: 9 })).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'agent.version_unknown',
    });
  });

  it('changes at the same time all count: none is lost, versions have no gap, the newest is the current one', async () => {
    await make('busy', { systemPrompt: '0' });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        change('busy', index % 2 === 0 ? { systemPrompt: `p${index}` } : { metadata: { last: index } }),
      ),
    );
    const versions = await listVersions(at, 'busy');
    expect(versions.map((one) => one.version)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(await getAgent(at, 'busy')).toMatchObject({
      version: 7,
      systemPrompt: versions[0]?.systemPrompt,
      metadata: { last: expect.any(Number) },
    });
  });

  it('409: of two changes that expect the same version, one is refused', async () => {
    await make('expect');
    const both = await Promise.allSettled(
      ['a', 'b'].map((systemPrompt) => updateAgent(at, { address: 'expect', changes: { systemPrompt }, expectedVersion: 1 })),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { kind: 'conflict', reason: 'agent.version_moved' } });
  });

  it('a deletion and a change at the same time leave a deleted agent', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await make(`race-${round}`);
      await Promise.allSettled([
        change(id, { description: 'x', status: 'active' }),
        deleteAgent(at, id),
        change(id, { systemPrompt: 'y' }),
      ]);
      const row = (await world.rows('agents')).find((one) => one.id === id);
      expect(row).toMatchObject({ status: 'deleted', deleted_at: expect.any(Number) });
    }
  });

  it('members of config are merged over the stored ones', async () => {
    await make('c', { config: { maxSteps: 4, temperature: null } });
    const after = await change('c', { config: { timeoutMs: 1_000 } });
    expect(after.config).toEqual({ ...defaultConfig, maxSteps: 4, temperature: null, timeoutMs: 1_000 });
  });

  it('422: unknown tools, models and policy names are refused with a pointer to each', async () => {
    const refused = (reason: string, pointers: string[]) => ({
      kind: 'unprocessable',
      reason,
      detail: { fields: pointers.map((pointer) => expect.objectContaining({ pointer })) },
    });
    await expect(make('x', { tools: ['data-transform', 'nope', 'neither'] })).rejects.toMatchObject(
      refused('agent.tool_unknown', ['/tools/1', '/tools/2']),
    );
    await expect(make('x', { model: 'no-such-model' })).rejects.toMatchObject(refused('agent.model_unknown', ['/model']));
    const toolPolicy = { 'data-transform': 'ask', 'data-transform.nope': 'deny', 'a/b~c': 'allow' };
    await expect(make('x', { config: { toolPolicy } })).rejects.toMatchObject(
      refused('agent.policy_invalid', ['/config/tool_policy/data-transform.nope', '/config/tool_policy/a~1b~0c']),
    );
    await expect(getAgent(at, 'x')).rejects.toMatchObject({ reason: 'agent.unknown' });
    await make('x', { config: { toolPolicy: { 'data-transform.csv_to_json': 'ask', 'json-utils': 'deny' } } });
  });

  it('422: a playbook that cannot run is refused with pointers into it, and the agent stays as it was', async () => {
    const playbook = [{ tool: 'data-transform', action: 'csv_to_json', input: {} }, { nonsense: true }];
    const refusal = await make('p', { model: 'playbook', config: { playbook } }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'unprocessable', reason: 'agent.playbook_invalid' });
    expect(JSON.stringify(refusal)).toContain('/config/playbook/1');
    await make('p');
    await expect(change('p', { model: 'playbook' })).rejects.toMatchObject({ reason: 'agent.playbook_invalid' });
    expect(await getAgent(at, 'p')).toMatchObject({ version: 1, model });
  });

  it('a deleted agent is gone from every address and list, and its name is free for another one', async () => {
    const old = await make('phoenix');
    await deleteAgent(at, 'phoenix');
    for (const address of [old.id, agtOfUuid(old.id), String(old.number), 'phoenix']) {
      await expect(getAgent(at, address)).rejects.toMatchObject({ kind: 'not_found', reason: 'agent.unknown' });
      await expect(change(address, {})).rejects.toMatchObject({ reason: 'agent.unknown' });
      await expect(deleteAgent(at, address)).rejects.toMatchObject({ reason: 'agent.unknown' });
    }
    expect((await listAgents(at, { limit: 10 })).items).toEqual([]);
    const next = await make('phoenix');
    expect(next.id).not.toBe(old.id);
  });

  it('404: a key that is limited to one agent neither sees nor changes another, and creates none', async () => {
    const [mine, other] = [await make('mine'), await make('other')];
    const limited = as(at, keyCaller(at, ['*'], [mine.id]));
    expect((await getAgent(limited, 'mine')).id).toBe(mine.id);
    expect((await listAgents(limited, { limit: 10 })).items.map((one) => one.id)).toEqual([mine.id]);
    await expect(getAgent(limited, 'other')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(updateAgent(limited, { address: other.id, changes: { description: 'x' } })).rejects.toMatchObject({ kind: 'not_found' });
    await expect(deleteAgent(limited, String(other.number))).rejects.toMatchObject({ kind: 'not_found' });
    await expect(createAgent(limited, { slug: 'new', model })).rejects.toMatchObject({ kind: 'forbidden', reason: 'caller.is_restricted' });
    const empty = as(at, keyCaller(at, ['*'], []));
    expect((await listAgents(empty, { limit: 10 })).items).toEqual([]);
  });

  it('searching takes % and _ and \\ as they are, in any case', async () => {
    await make('s1', { displayName: '100%_Ready\\Now' });
    await make('s2', { displayName: 'Ärger über 1000 Ready' });
    const found = async (text: string) => (await listAgents(at, { limit: 10, text })).items.map((one) => one.slug).sort();
    expect(await found('%')).toEqual(['s1']);
    expect(await found('0%_r')).toEqual(['s1']);
    expect(await found('\\')).toEqual(['s1']);
    expect(await found('ready')).toEqual(['s1', 's2']);
    expect(await found('Ärger Über'.slice(0, 5))).toEqual(['s2']);
    expect(await found(`' or 1=1 --`)).toEqual([]);
  });
});
