import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn, tenant } from '../../../test/requests.ts';
import type { Browser } from '../../../test/requests.ts';
import { caller, enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { agtOfUuid } from '../../kernel/id.ts';

const introduction = 'I am a helpful AI assistant for weather forecasting.';
const password = 'correct horse battery';

describe.each(enginesOf(import.meta.url))('profiles of the organisation over HTTP on %s', (engine) => {
  let w: World;
  let admin: Browser;
  let viewer: Browser;
  beforeAll(async () => {
    w = await world(engine);
    await person(w, 'admin', 'admin@profiles.test', password);
    await person(w, 'viewer', 'viewer@profiles.test', password);
    admin = await signIn(w, 'admin@profiles.test', password);
    viewer = await signIn(w, 'viewer@profiles.test', password);
  });
  afterAll(() => w.close());

  test('200 published, changed and read by any address of the agent, 204 removed', async () => {
    const id = await w.agent('forecaster');
    const put = await admin.call('PUT', '/v1/agents/forecaster/profile', { introduction, category: 'weather' });
    expect([put.status, put.body]).toEqual([
      200,
      {
        agent: { id, slug: 'forecaster', display_name: 'forecaster' },
        agent_id: agtOfUuid(id),
        introduction,
        category: 'weather',
        status: 'active',
        is_listed: true,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    expect((await viewer.call('GET', `/v1/agents/${agtOfUuid(id)}/profile`)).body).toEqual(put.body);
    expect((await admin.call('PUT', `/v1/agents/${id}/profile`, { category: '' })).body).toMatchObject({ introduction, category: '' });
    await w.call('PATCH', `/v1/agents/${id}`, { status: 'suspended' });
    expect((await viewer.call('GET', `/v1/agents/${id}/profile`)).body).toMatchObject({ status: 'active', is_listed: false });
    expect((await send(w.url, 'GET', '/api/agents/directory')).body).toEqual({ profiles: [], total: 0, has_more: false });
    expect((await admin.call('DELETE', `/v1/agents/${id}/profile`)).status).toBe(204);
    expect((await viewer.call('GET', `/v1/agents/${id}/profile`)).body).toMatchObject({ status: 404, code: 'PROFILE_UNKNOWN' });
    expect((await w.call('GET', `/v1/agents/${id}`)).status).toBe(200);
  });

  test('400 for a first profile without introduction, for too much text, and for unknown members', async () => {
    const path = `/v1/agents/${await w.agent('strict')}/profile`;
    for (const body of [
      {},
      { introduction: '' },
      { introduction: 'x'.repeat(2_001) },
      { introduction, status: 'x' },
      { introduction, x: 1 },
    ])
      expect([(await admin.call('PUT', path, body)).status, Object.keys(body)]).toEqual([400, Object.keys(body)]);
    const refused = await admin.call('PUT', path, { introduction: 'a\u202eb' });
    expect(refused.body).toMatchObject({ status: 400, code: 'PROFILE_INTRODUCTION_INVALID', errors: [{ pointer: '/introduction' }] });
  });

  test('401 without a credential, 403 for a viewer and for a key that may only read, 404 for agents of others', async () => {
    const id = await w.agent('guarded');
    const path = `/v1/agents/${id}/profile`;
    expect((await send(w.url, 'GET', path)).status).toBe(401);
    expect((await viewer.call('PUT', path, { introduction })).status).toBe(403);
    expect((await viewer.call('DELETE', path)).status).toBe(403);
    const made = await w.call('POST', '/v1/credentials', { name: `reader-${engine}`, org_wide: true, scopes: ['read'] });
    const reader = caller(w.url, made.body.key);
    expect((await reader('PUT', path, { introduction })).status).toBe(403);
    const other = await tenant(w, `Elsewhere ${engine}`);
    await admin.call('PUT', path, { introduction, status: 'inactive' });
    for (const [method, body] of [['GET'], ['PUT', { introduction }], ['DELETE']] as const)
      expect([method, (await other.call(method, path, body)).status]).toEqual([method, 404]);
    expect((await reader('GET', path)).status).toBe(200);
    expect((await other.call('GET', `/api/agents/profile/${agtOfUuid(id)}`)).status).toBe(404);
    expect((await reader('GET', `/api/agents/profile/${agtOfUuid(id)}`)).status).toBe(200);
  });
});
