import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, domainWorld, keyCaller, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import type { AgentTokenCaller } from '../../kernel/caller.ts';
import { selfGrants } from '../../kernel/caller.ts';
import { agtOfUuid, newId } from '../../kernel/id.ts';
import { createAgent, deleteAgent, updateAgent } from '../agents/index.ts';
import type { AgentStatus } from '../agents/index.ts';
import type { At } from '../home.ts';
import {
  createProfile,
  deleteProfile,
  getAgentProfile,
  getProfile,
  putAgentProfile,
  removeAgentProfile,
  searchDirectory,
  updateProfile,
} from './index.ts';

const introduction = 'I am a helpful AI assistant for weather forecasting.';

function tokenOf(at: At, agentId: string): AgentTokenCaller {
  return {
    kind: 'agentToken',
    orgId: at.caller.orgId,
    grants: new Set(selfGrants),
    agentIds: new Set([agentId]),
    agentId,
    credentialId: newId(at.home.clock.now()),
    credentialName: 'cli',
    scopes: [],
    expiresAt: at.home.clock.now() + 60_000,
  };
}

describe.each(engines)('profiles on %s', (engine) => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  /** An organisation with one agent: the server in it, and the agent itself. */
  const anAgent = async () => {
    const at = await world.org();
    const agent = await createAgent(at, { slug: `a${newId(at.home.clock.now()).slice(-12)}`, model: 'gpt-4o' });
    return { at, agent, own: as(at, tokenOf(at, agent.id)), agt: agtOfUuid(agent.id) };
  };
  const refusal = (reason: string) => expect.objectContaining({ reason });
  const found = async (at: At, agentId: string) => {
    const { entries } = await searchDirectory(at, { limit: 100, offset: 0 });
    return entries.some((entry) => entry.agentId === agentId);
  };

  test('an agent publishes, changes and deletes its profile, and the directory follows at once', async () => {
    const { at, agent, own, agt } = await anAgent();
    const made = await createProfile(own, { introduction, category: 'weather' });
    expect(made).toMatchObject({ agentId: agent.id, introduction, category: 'weather', status: 'active' });
    expect(await found(at, agent.id)).toBe(true);
    expect(await updateProfile(own, { introduction: 'Updated intro', category: '', status: 'inactive' })).toMatchObject({
      introduction: 'Updated intro',
      category: '',
      status: 'inactive',
      createdAt: made.createdAt,
    });
    expect(await found(at, agent.id)).toBe(false);
    expect(await updateProfile(own, { status: 'active' })).toMatchObject({ introduction: 'Updated intro', status: 'active' });
    expect(await found(at, agent.id)).toBe(true);
    await deleteProfile(own, undefined);
    expect(await found(at, agent.id)).toBe(false);
    await expect(getProfile(own, agt)).rejects.toThrow(refusal('profile.unknown'));
    expect(await world.rows('profile_terms').then((rows) => rows.filter((row) => row.agent_id === agent.id))).toEqual([]);
  });

  test('there is one profile for each agent, also when two requests come at once', async () => {
    const { own } = await anAgent();
    const both = await Promise.allSettled([createProfile(own, { introduction }), createProfile(own, { introduction })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(createProfile(own, { introduction })).rejects.toThrow(refusal('profile.exists'));
  });

  test('a change and a deletion at once leave nothing behind', async () => {
    const { at, agent, own } = await anAgent();
    for (let turn = 0; turn < 10; turn += 1) {
      await createProfile(own, { introduction });
      await Promise.allSettled([updateProfile(own, { introduction: `turn ${turn}` }), deleteProfile(own, undefined)]);
      expect(await found(at, agent.id)).toBe(false);
      const left = [...(await world.rows('profiles')), ...(await world.rows('profile_terms'))];
      expect(left.filter((row) => row.agent_id === agent.id)).toEqual([]);
    }
  });

  test('an agent without a profile has nothing to change or delete', async () => {
    const { own } = await anAgent();
    await expect(updateProfile(own, {})).rejects.toThrow(refusal('profile.unknown'));
    await expect(deleteProfile(own, undefined)).rejects.toThrow(refusal('profile.unknown'));
  });

  test('a profile needs an introduction once; afterwards "" clears it and what is left out stays', async () => {
    const { own } = await anAgent();
    for (const empty of ['', ' \n\t '])
      await expect(createProfile(own, { introduction: empty })).rejects.toThrow(refusal('profile.introduction_invalid'));
    await createProfile(own, { introduction, category: ' Ｗeather ', status: 'inactive' });
    expect(await updateProfile(own, {})).toMatchObject({ introduction, category: 'Weather', status: 'inactive' });
    expect(await updateProfile(own, { introduction: '' })).toMatchObject({ introduction: '', category: 'Weather' });
    expect(await updateProfile(own, { category: '' })).toMatchObject({ introduction: '', category: '' });
  });

  test.each([
    ['a control character', { introduction: 'red \u001b[31m' }, 'profile.introduction_invalid'],
    ['a NUL', { introduction: 'a\u0000b' }, 'profile.introduction_invalid'],
    ['a text-direction override', { introduction: 'ab\u202ecd' }, 'profile.introduction_invalid'],
    ['half a character', { introduction: 'ab\ud800' }, 'profile.introduction_invalid'],
    ['2,001 characters', { introduction: 'x'.repeat(2_001) }, 'profile.introduction_invalid'],
    ['a line break in the category', { introduction, category: 'a\nb' }, 'profile.category_invalid'],
    ['an invisible mark in the category', { introduction, category: 'wea\u200bther' }, 'profile.category_invalid'],
    ['65 characters of category', { introduction, category: 'x'.repeat(65) }, 'profile.category_invalid'],
    ['a category that grows past 64 characters', { introduction, category: 'ﷺ'.repeat(60) }, 'profile.category_invalid'],
  ])('%s is refused', async (_name, fields, reason) => {
    const { own } = await anAgent();
    await expect(createProfile(own, fields)).rejects.toThrow(refusal(reason));
  });

  test('markup, wildcards and 2,000 emoji are stored as they are', async () => {
    const { own, agt } = await anAgent();
    const texts = [
      '<img src=x onerror=alert(1)> [x](javascript:alert(1))',
      "%' UNION SELECT 1 --",
      '🌧'.repeat(2_000),
      'two\nlines\tand a tab',
    ];
    await createProfile(own, { introduction });
    for (const text of texts) {
      await updateProfile(own, { introduction: text });
      expect((await getProfile(own, agt)).introduction).toBe(text);
    }
  });

  test('anybody who is known reads an active profile; an inactive one only its own agent and organisation', async () => {
    const { at, own, agt } = await anAgent();
    const stranger = await anAgent();
    await createProfile(own, { introduction });
    expect(await getProfile(stranger.own, agt)).toMatchObject({ introduction });
    await updateProfile(own, { status: 'inactive' });
    for (const reader of [stranger.own, stranger.at, as(at, keyCaller(at, ['*'], [stranger.agent.id]))])
      await expect(getProfile(reader, agt)).rejects.toThrow(refusal('profile.unknown'));
    for (const reader of [own, at, as(at, await person(at, 'viewer')), as(at, keyCaller(at, ['*']))])
      expect(await getProfile(reader, agt)).toMatchObject({ status: 'inactive' });
  });

  test.each(['agt_xyz', '7', 'weather', '', '../x', 'agt_0194f0c21111700080000000000000011'])('the id %j is malformed', async (id) => {
    const { own } = await anAgent();
    await expect(getProfile(own, id)).rejects.toThrow(refusal('agent.id_invalid'));
  });

  test.each<AgentStatus>(['paused', 'inactive', 'disabled', 'suspended'])(
    'an agent that is %s is not listed, and comes back with its profile when it is active again',
    async (status) => {
      const { at, agent, own, agt } = await anAgent();
      const stranger = await anAgent();
      await createProfile(own, { introduction });
      await updateAgent(at, { address: agent.id, changes: { status } });
      expect(await found(at, agent.id)).toBe(false);
      const search = { text: 'weather', limit: 100, offset: 0 };
      expect((await searchDirectory(at, search)).entries.filter((entry) => entry.agentId === agent.id)).toEqual([]);
      await expect(getProfile(stranger.own, agt)).rejects.toThrow(refusal('profile.unknown'));
      await updateAgent(at, { address: agent.id, changes: { status: 'active' } });
      expect(await found(at, agent.id)).toBe(true);
    },
  );

  test('a deleted agent takes its profile with it', async () => {
    const { at, agent, own, agt } = await anAgent();
    await createProfile(own, { introduction });
    await deleteAgent(at, agent.id);
    expect(await found(at, agent.id)).toBe(false);
    await expect(getProfile(at, agt)).rejects.toThrow(refusal('profile.unknown'));
    const left = [...(await world.rows('profiles')), ...(await world.rows('profile_terms'))];
    expect(left.filter((row) => row.agent_id === agent.id)).toEqual([]);
  });

  test('people of the organisation publish and withdraw profiles of their agents, and of no others', async () => {
    const { at, agent } = await anAgent();
    const stranger = await anAgent();
    const admin = as(at, await person(at, 'admin'));
    const first = await putAgentProfile(admin, { address: agent.slug, fields: { introduction, category: 'weather' } });
    expect(first).toMatchObject({ isNew: true, profile: { introduction, category: 'weather', status: 'active' } });
    const second = await putAgentProfile(admin, { address: agent.id, fields: { category: '' } });
    expect(second).toMatchObject({ isNew: false, profile: { introduction, category: '' } });
    expect((await getAgentProfile(admin, agent.id)).profile).toEqual(second.profile);
    for (const other of [stranger.at, as(stranger.at, await person(stranger.at))]) {
      await expect(getAgentProfile(other, agent.id)).rejects.toThrow(refusal('agent.unknown'));
      await expect(putAgentProfile(other, { address: agent.id, fields: { introduction } })).rejects.toThrow(refusal('agent.unknown'));
      await expect(removeAgentProfile(other, agent.id)).rejects.toThrow(refusal('agent.unknown'));
    }
    const viewer = as(at, await person(at, 'viewer'));
    await expect(putAgentProfile(viewer, { address: agent.id, fields: {} })).rejects.toThrow(refusal('caller.lacks_grant'));
    await expect(removeAgentProfile(viewer, agent.id)).rejects.toThrow(refusal('caller.lacks_grant'));
    await removeAgentProfile(admin, agent.id);
    await expect(getAgentProfile(viewer, agent.id)).rejects.toThrow(refusal('profile.unknown'));
    await expect(putAgentProfile(admin, { address: agent.id, fields: {} })).rejects.toThrow(refusal('profile.introduction_invalid'));
  });

  test('only an agent account has a profile of its own', async () => {
    const { at } = await anAgent();
    await expect(createProfile(at, { introduction })).rejects.toThrow(refusal('caller.wrong_form'));
    await expect(createProfile(as(at, keyCaller(at, ['*'])), { introduction })).rejects.toThrow(refusal('caller.lacks_grant'));
  });

  test('every change is in the audit log under the agent, without the text', async () => {
    const { at, agent, own } = await anAgent();
    await createProfile(own, { introduction: 'unrepeatable', status: 'active' });
    await updateProfile(own, { category: 'unrepeatable' });
    await deleteProfile(own, undefined);
    const rows = (await world.rows('audit_entries')).filter((row) => row.org_id === at.caller.orgId && row.event.startsWith('profile.'));
    expect(rows.map((row) => [row.event, row.target, row.agent_id, row.details_json]).sort()).toEqual([
      ['profile.created', agent.id, agent.id, '{"members":["introduction","status"]}'],
      ['profile.deleted', agent.id, agent.id, '{}'],
      ['profile.updated', agent.id, agent.id, '{"members":["category"]}'],
    ]);
  });
});
