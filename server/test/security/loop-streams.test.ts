import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, browserIn, owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { roomOf, stranger } from '../instances.ts';
import type { Room } from '../instances.ts';
import { world } from '../world.ts';
import type { World } from '../world.ts';

describe('who listened and may not any more', () => {
  let w: World;
  let boss: MemberBrowser;
  let r: Room;
  beforeAll(async () => {
    w = await world('sqlite');
    boss = await owned(w);
    r = await roomOf(w, boss);
  });
  afterAll(() => w.close());

  /** A stream that is open; `rest` is everything that came until it ended. */
  const listen = async (who: { readonly cookie: string }, path: string): Promise<{ readonly rest: Promise<string> }> => {
    const response = await fetch(`${w.url}${path}`, {
      headers: { cookie: who.cookie, accept: 'text/event-stream' },
      signal: AbortSignal.timeout(15_000),
    });
    expect(response.status).toBe(200);
    return { rest: response.text() };
  };

  /** Lets a guest in, and says how to end that. */
  const ways: Readonly<Record<string, (id: string, email: string) => Promise<string>>> = {
    'a share of their own': async (id, email) => {
      const { body } = await boss.call('POST', `/v1/sessions/${id}/shares`, { email, access: 'READ' });
      return `/v1/sessions/${id}/shares/${body.id}`;
    },
    'a place in a team': async (id, email) => {
      const { body: team } = await boss.call('POST', '/v1/teams', { name: `Team of ${id}` });
      const { body: place } = await boss.call('POST', `/v1/teams/${team.id}/members`, { email });
      await boss.call('POST', `/v1/sessions/${id}/shares`, { team_id: team.id, access: 'READ' });
      return `/v1/teams/${team.id}/members/${place.id}`;
    },
  };

  test.each(Object.keys(ways))('whom a session was shared with hears nothing of it after %s has ended, through any stream', async (way) => {
    const { id } = await r.say('Before');
    const guest = await stranger(w);
    const ending = (await ways[way]?.(id, guest.email)) ?? '';
    const streams = await Promise.all([
      listen(guest, `/v1/live?sessions=${id}`),
      listen(guest, `/v1/sessions/${id}/events`),
      listen(guest, `/api/v1/agent-instances/${id}/messages/stream`),
    ]);
    await r.say('While it is shared', { id });
    expect((await boss.call('DELETE', ending)).status).toBe(204);
    const heard = Promise.all(streams.map(({ rest }) => rest));
    const texts = await heard;
    await r.say('Afterwards', { id });
    for (const text of texts) {
      expect(text).toContain('While it is shared');
      expect(text).not.toContain('Afterwards');
    }
    // A guest is never told what else changes in the organisation.
    expect(texts.join('')).not.toContain('"topic"');
  });

  test('a person of two organisations hears nothing of one that they were taken out of, nor of one that they left for the other', async () => {
    const other = await owned(w);
    const both = await member(w, boss.orgId, 'reviewer');
    const { home } = w.server;
    await home.transact((tx) =>
      tx.query((db) =>
        db
          .insertInto('memberships')
          .columns(['org_id', 'user_id', 'role', 'created_at'])
          .expression(
            db
              .selectFrom('memberships')
              .select((eb) => [eb.val(other.orgId).as('org_id'), 'user_id', 'role', 'created_at'])
              .where('user_id', '=', both.userId),
          )
          .returning('user_id'),
      ),
    );
    const there = await browserIn(w, other.orgId, both.userId);
    const here = await listen(both, '/v1/live');
    const room = await roomOf(w, other);
    const { id } = await room.say('Of the other organisation');
    expect((await both.call('GET', `/v1/sessions/${id}`)).status).toBe(404);
    expect((await there.call('GET', `/v1/sessions/${id}`)).status).toBe(200);
    expect((await boss.call('DELETE', `/v1/members/${both.userId}`)).status).toBeLessThan(300);
    const text = await here.rest;
    expect(text).not.toContain(id);
    const said = await r.say('After they left');
    expect((await both.call('GET', `/v1/sessions/${said.id}`)).status).toBeGreaterThanOrEqual(401);
    expect((await there.call('GET', `/v1/sessions/${said.id}`)).status).toBe(404);
  });
});
