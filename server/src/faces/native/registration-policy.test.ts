import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import { send } from '../../../test/requests.ts';
import { engines, place, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';

const password = 'correct horse battery';
const policies = ['open', 'invite', 'closed'] as const;

describe.each(engines.flatMap((engine) => policies.map((policy) => [engine, policy] as const)))(
  'on %s with registration %s',
  (engine, policy) => {
    let w: World;
    beforeAll(async () => {
      w = await world(engine, { place: await place(engine, { FORGEYARD_REGISTRATION: policy }) });
    });
    afterAll(() => w.close());

    const newName = (): string => `new-${newId(w.server.home.clock.now())}`;
    const post = (path: string, body: unknown): Promise<Reply> =>
      send(w.url, 'POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const signUp = (email: string, invitation?: string): Promise<Reply> =>
      post('/v1/auth/sign-up', { email, name: 'New', password, ...(invitation === undefined ? {} : { invitation }) });
    const register = (invitation?: string): Promise<Reply> =>
      post('/api/auth/register', { agent_name: newName(), ...(invitation === undefined ? {} : { invitation }) });

    test('the login page is told the policy, and strangers are let in accordingly', async () => {
      const options = await send(w.url, 'GET', '/v1/auth/options');
      expect(options.body.sign_up).toBe(policy);
      expect((await signUp(`${newName()}@example.test`)).status).toBe(policy === 'open' ? 201 : 403);
      expect((await register()).status).toBe(policy === 'open' ? 201 : 403);
    });

    test('201: an invited person signs up under every policy; an invitation that is not one opens nothing', async () => {
      const owner = await owned(w);
      const email = `${newName()}@example.test`;
      const { token } = (await owner.call('POST', '/v1/invitations', { email, role: 'reviewer' })).body;
      expect((await signUp(`${newName()}@example.test`, token)).status, 'of somebody else').toBe(403);
      const reply = await signUp(email, token);
      expect([reply.status, reply.body]).toMatchObject([201, { user: { role: 'reviewer' }, org: { id: owner.orgId } }]);
      for (const used of [token, 'z'.repeat(43)]) expect((await signUp(`${newName()}@example.test`, used)).status).toBe(404);
    });

    test('somebody who has an account joins by invitation under every policy', async () => {
      const owner = await owned(w);
      const guest = await member(w, (await owned(w)).orgId, 'viewer');
      const { token } = (await owner.call('POST', '/v1/invitations', { email: guest.email })).body;
      expect((await guest.call('POST', '/v1/invitations/accept', { token })).status).toBe(200);
    });

    test('an invitation for an agent lets one account register in the organization, once', async () => {
      const owner = await owned(w);
      const made = await owner.call('POST', '/v1/invitations', { kind: 'agent' });
      if (policy === 'closed') {
        expect([made.status, made.body.code]).toEqual([409, 'INVITATION_REGISTRATION_CLOSED']);
        return;
      }
      const statuses = (await Promise.all(Array.from({ length: 5 }, () => register(made.body.token)))).map((reply) => reply.status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      for (const status of statuses) expect([201, 400, 404]).toContain(status);
      expect((await owner.call('GET', '/v1/agents')).body.data).toHaveLength(1);
      expect((await owner.call('GET', '/v1/invitations')).body.data).toMatchObject([{ kind: 'agent', status: 'accepted' }]);
    });

    test('an invitation of one kind is worth nothing as the other', async () => {
      const owner = await owned(w);
      const email = `${newName()}@example.test`;
      const forPerson = (await owner.call('POST', '/v1/invitations', { email })).body.token;
      expect([400, 403, 404]).toContain((await register(forPerson)).status);
      if (policy !== 'closed') {
        const forAgent = (await owner.call('POST', '/v1/invitations', { kind: 'agent' })).body.token;
        expect((await signUp(email, forAgent)).status).toBe(404);
      }
      expect((await signUp(email, forPerson)).status).toBe(201);
    });
  },
);
