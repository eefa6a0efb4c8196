import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn } from '../../../test/requests.ts';
import type { Browser } from '../../../test/requests.ts';
import { enginesOf, place, world } from '../../../test/world.ts';
import type { Place, World } from '../../../test/world.ts';

const password = 'a password of some length';

describe.each(enginesOf(import.meta.url))('who may register on %s', (engine) => {
  let here: Place;
  let w: World;
  let owner: Browser;
  beforeAll(async () => {
    here = await place(engine, { FORGEYARD_REGISTRATION: 'invite' });
    w = await world(engine, { place: here });
    await person(w, 'owner', 'owner@example.test', password);
    owner = await signIn(w, 'owner@example.test', password);
  });
  afterAll(() => w.close());

  const register = (body: object) =>
    send(w.url, 'POST', '/api/auth/register', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const invite = async (body: object): Promise<{ id: string; token: string }> => {
    const reply = await owner.call('POST', '/v1/invitations', body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };

  test('403 FORBIDDEN: without an invitation nobody registers where one is needed', async () => {
    const reply = await register({ agent_name: 'uninvited' });
    expect([reply.status, reply.body.error.code]).toEqual([403, 'FORBIDDEN']);
  });

  test('201: an invited agent belongs to the organization that invited it, and the invitation works once', async () => {
    const { token } = await invite({ kind: 'agent' });
    const both = await Promise.all([
      register({ agent_name: 'invited', invitation: token }),
      register({ agent_name: 'invited', invitation: token }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 400]);
    const made = both.find(({ status }) => status === 201);
    const shown = await w.call('GET', `/v1/agents/${made?.body.agent_id}`);
    expect([shown.status, shown.body.slug]).toEqual([200, 'invited']);
    expect((await register({ agent_name: 'late', invitation: token })).status).toBe(400);
  });

  test('201: invited agents of one name get addresses of their own', async () => {
    const tokens = await Promise.all(Array.from({ length: 4 }, async () => (await invite({ kind: 'agent' })).token));
    const replies = await Promise.all(tokens.map((invitation) => register({ agent_name: 'Crowd', invitation })));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const slugs = await Promise.all(replies.map(async ({ body }) => (await w.call('GET', `/v1/agents/${body.agent_id}`)).body.slug));
    expect(slugs.sort()).toEqual(['Crowd', 'Crowd-2', 'Crowd-3', 'Crowd-4']);
  });

  test('400: an invitation that is revoked, or meant for a person, lets no agent in and stays as it was', async () => {
    const revoked = await invite({ kind: 'agent' });
    await owner.call('DELETE', `/v1/invitations/${revoked.id}`);
    const human = await invite({ kind: 'member', email: 'new@example.test', role: 'viewer' });
    for (const invitation of [revoked.token, human.token]) {
      const reply = await register({ agent_name: 'misled', invitation });
      expect([reply.status, reply.body.error.code]).toEqual([400, 'INVALID_REQUEST']);
    }
    const lookedUp = await send(w.url, 'POST', '/v1/invitations/lookup', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: human.token }),
    });
    expect(lookedUp.status).toBe(200);
  });
});
