import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../../../test/account.ts';
import { member } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { room, stranger } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { all } from '../../../test/route-table.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

/** What a request to one session sends, for operations that need a body. */
const bodies: Readonly<Record<string, object>> = {
  monitorSendUserMessage: { content: 'From outside' },
  monitorSetStatus: { status: 'COMPLETED' },
  monitorRenameInstance: { name: 'Taken over' },
  monitorGrantAccess: { email: 'more@example.com', access: 'WRITE' },
  renameSession: { name: 'Taken over' },
  endSession: { status: 'KILLED' },
  sendSessionMessage: { content: 'From outside' },
  shareSession: { email: 'more@example.com', access: 'WRITE' },
};

/** The agent's own side of the contract has its own tests. */
const agentSide: ReadonlySet<string> = new Set(['monitorHeartbeat', 'monitorRequestInput']);
/** What tells whom a session is shared with is the owner's alone. */
const ownersRead: ReadonlySet<string> = new Set(['monitorListAccess', 'listSessionShares']);
/** Reading that is asked for with POST. */
const reads: ReadonlySet<string> = new Set(['monitorCreateStreamTicket']);
/** What WRITE adds. */
const writes: Readonly<Record<string, number>> = { monitorSendUserMessage: 200, sendSessionMessage: 201 };
const streams: ReadonlySet<string> = new Set(['monitorStreamMessages']);

const routes = all
  .flatMap((face) => face.routes)
  .filter(({ path, operationId }) => /^\/(?:api\/v1\/agent-instances|v1\/sessions)\/:id(?:\/|$)/.test(path) && !agentSide.has(operationId))
  .map(({ method, path, operationId }) => ({ method, path, operationId }));

describe.each(enginesOf(import.meta.url))('sharing a session on %s', (engine) => {
  let w: World;
  let r: Room;
  beforeAll(async () => {
    w = await world(engine);
    r = await room(w);
  });
  afterAll(() => w.close());

  const share = async (id: string, email: string, access: string): Promise<string> => {
    const { status, body, text } = await r.boss.call('POST', `/api/v1/agent-instances/${id}/access`, { email, access });
    expect(status, text).toBe(201);
    return body.id;
  };
  /** What somebody gets on every route of one session. Streams are left at once. */
  const tried = async (who: MemberBrowser, id: string, accessId: string): Promise<Record<string, number>> => {
    const statuses: Record<string, number> = {};
    for (const { method, path, operationId } of routes) {
      const url = path.replace(':id', id).replace(/:(?:access|share)_id/, accessId);
      if (streams.has(operationId)) {
        const response = await fetch(`${w.url}${url}`, { headers: { cookie: who.cookie }, signal: AbortSignal.timeout(10_000) });
        statuses[operationId] = response.status;
        await response.body?.cancel();
      } else statuses[operationId] = (await who.call(method, url, bodies[operationId])).status;
    }
    return statuses;
  };
  const expected = (of: (route: { method: string; operationId: string }) => number): Record<string, number> =>
    Object.fromEntries(routes.map((route) => [route.operationId, of(route)]));
  const isRead = ({ method, operationId }: { method: string; operationId: string }): boolean =>
    (method === 'GET' && !ownersRead.has(operationId)) || reads.has(operationId);

  test('every route of a session is asked for here', () => {
    expect(routes.length).toBeGreaterThanOrEqual(16);
  });

  test('404: somebody of another organisation finds nothing on any route, also with an address that nobody verified', async () => {
    const { id } = await r.say('Ours');
    const other = await room(w);
    const accessId = await share(id, 'somebody@example.com', 'READ');
    const nothing = expected(() => 404);
    expect(await tried(other.boss, id, accessId)).toEqual(nothing);
    const unverified = await stranger(w, false);
    await share(id, unverified.email, 'WRITE');
    expect(await tried(unverified, id, accessId)).toEqual(nothing);
    expect((await r.boss.call('GET', `/api/v1/agent-instances/${id}`)).body).toMatchObject({ chat_length: 1, status: 'ACTIVE' });
  });

  test('READ reads everything of the session and changes nothing: 403', async () => {
    const { id } = await r.say('Ours', { asks: true });
    const guest = await stranger(w);
    const accessId = await share(id, guest.email, 'READ');
    expect(await tried(guest, id, accessId)).toEqual(expected((route) => (isRead(route) ? 200 : 403)));
    const seen = await guest.call('GET', `/api/v1/agent-instances/${id}`);
    expect(seen.body).toMatchObject({ access_level: 'READ', is_owner: false, messages: [{ content: 'Ours' }] });
    expect((await r.boss.call('GET', `/api/v1/agent-instances/${id}`)).body).toMatchObject({ chat_length: 1, status: 'AWAITING_INPUT' });
  });

  test('WRITE answers the agent, and does nothing else to the session or its organisation', async () => {
    const { id } = await r.say('Which one?', { asks: true });
    const guest = await stranger(w);
    const accessId = await share(id, guest.email, 'WRITE');
    const statuses = await tried(guest, id, accessId);
    expect(statuses).toEqual(expected((route) => writes[route.operationId] ?? (isRead(route) ? 200 : 403)));
    const { body } = await r.boss.call('GET', `/api/v1/agent-instances/${id}`);
    expect(body).toMatchObject({ status: 'ACTIVE', name: expect.not.stringContaining('Taken') });
    expect(body.messages[1]).toMatchObject({ sender_type: 'USER', sender_user_id: guest.userId, content: 'From outside' });
    const unshared = await r.say('Another');
    for (const path of [`/api/v1/agent-instances/${unshared.id}`, `/v1/sessions/${unshared.id}`, `/v1/agents/${body.agent_type_id}`]) {
      expect((await guest.call('GET', path)).status, path).toBe(404);
    }
    expect((await guest.call('GET', '/v1/runs')).body.data).toEqual([]);
    expect((await guest.call('GET', '/api/v1/agent-types')).body).toEqual([]);
  });

  test('lists tell shared sessions apart: me, shared, all', async () => {
    const other = await room(w);
    const { id } = await other.say('Theirs');
    const made = await other.boss.call('POST', `/v1/sessions/${id}/shares`, { email: r.boss.email, access: 'READ' });
    expect(made.status, made.text).toBe(201);
    const guest = await stranger(w);
    await other.boss.call('POST', `/v1/sessions/${id}/shares`, { email: guest.email, access: 'READ' });
    const ids = async (path: string): Promise<string[]> => {
      const { body } = await guest.call('GET', path);
      return (body.data ?? body).map((one: { id: string }) => one.id);
    };
    expect(await ids('/api/v1/agent-instances')).toEqual([]);
    expect(await ids('/api/v1/agent-instances?scope=shared')).toEqual([id]);
    expect(await ids('/api/v1/agent-instances?scope=all')).toEqual([id]);
    expect(await ids('/v1/sessions?scope=shared')).toEqual([id]);
    expect(await ids('/v1/sessions')).toEqual([]);
  });

  test('a share is listed, changed by sharing again, and ended once', async () => {
    const { id } = await r.say('Ours');
    const inside = await member(w, r.boss.orgId, 'viewer');
    const path = `/api/v1/agent-instances/${id}/access`;
    await share(id, 'Somebody@Example.com', 'READ');
    const accessId = await share(id, 'somebody@example.com', 'WRITE');
    await share(id, inside.email, 'WRITE');
    const { body } = await r.boss.call('GET', path);
    expect(body[0]).toEqual({
      id: accessId,
      email: 'somebody@example.com',
      team_id: null,
      team_name: null,
      access: 'WRITE',
      user_id: null,
      display_name: null,
      invited: true,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(body).toHaveLength(2);
    expect((await r.boss.call('DELETE', `${path}/${accessId}`)).body).toEqual({ success: true });
    const again = await r.boss.call('DELETE', `${path}/${accessId}`);
    expect([again.status, again.body]).toEqual([404, { detail: 'Access not found', code: 'ACCESS_NOT_FOUND' }]);
    expect((await r.boss.call('DELETE', `/v1/sessions/${id}/shares/${randomUUID()}`)).status).toBe(404);
  });

  test('a viewer with a WRITE share answers where the role alone would not let them', async () => {
    const { id } = await r.say('Who?', { asks: true });
    const viewer = await member(w, r.boss.orgId, 'viewer');
    await w.server.home.transact((tx) =>
      tx.query((db) => db.updateTable('users').set({ email_verified: 1 }).where('id', '=', viewer.userId).returning('id')),
    );
    const send = () => viewer.call('POST', `/api/v1/agent-instances/${id}/messages`, { content: 'Me' });
    expect((await send()).status).toBe(403);
    await share(id, viewer.email, 'WRITE');
    expect((await send()).status).toBe(200);
  });

  test('403: an agent shares and deletes nothing, not even what it opened itself', async () => {
    const { id } = await r.say('Ours');
    const { agent_type_id: agent } = (await r.boss.call('GET', `/api/v1/agent-instances/${id}`)).body;
    const made = await r.boss.call('POST', '/v1/credentials', { name: 'itself', kind: 'agent_key', agent, scopes: ['*'] });
    const own = bearer(w, made.body.key);
    for (const path of [`/api/v1/agent-instances/${id}/access`, `/v1/sessions/${id}/shares`]) {
      expect((await own('POST', path, { email: 'out@example.com', access: 'READ' })).status, path).toBe(403);
    }
    for (const path of [`/api/v1/agent-instances/${id}`, `/v1/sessions/${id}`]) expect((await own('DELETE', path)).status, path).toBe(403);
  });

  test('403: a member who neither opened the session nor runs the organisation shares and deletes nothing', async () => {
    const { id } = await r.say('Ours');
    const reviewer = await member(w, r.boss.orgId, 'reviewer');
    const path = `/api/v1/agent-instances/${id}`;
    const given = await reviewer.call('POST', `${path}/access`, { email: 'a@example.com', access: 'READ' });
    expect([given.status, given.body.code]).toEqual([403, 'FORBIDDEN']);
    expect((await reviewer.call('DELETE', path)).status).toBe(403);
    expect((await reviewer.call('PATCH', path, { name: 'Reviewed' })).status).toBe(200);
  });
});
