import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { mailBox } from '../../../test/mail-box.ts';
import type { MailBox } from '../../../test/mail-box.ts';
import { notifier } from '../../../test/notifier.ts';
import { startPushService } from '../../../test/push-service.ts';
import type { PushService } from '../../../test/push-service.ts';
import { reachesReceivers } from '../../../test/receiver.ts';
import { engines, place } from '../../../test/world.ts';
import type { Place } from '../../../test/world.ts';
import { NotificationWorker } from '../../events/index.ts';
import { createGuardedFetch } from '../../kernel/guarded-fetch.ts';
import { newId } from '../../kernel/id.ts';
import { OriginLimits } from '../../kernel/origin-limits.ts';
import { createOutbound } from '../../kernel/outbound.ts';
import { createMailer } from '../../mail/index.ts';
import { createAgent, linkOwner } from '../agents/index.ts';
import type { At } from '../home.ts';
import { resolveInteraction } from '../interactions/index.ts';
import { createSession, writeEvents } from '../sessions/index.ts';
import { addPushSubscription, defaultSettings, notifyPeople, putNotificationSettings } from './index.ts';
import type { NotificationSettings } from './index.ts';

type Member = Awaited<ReturnType<typeof person>>;

describe.each(engines)('telling people that an agent waits, on %s', (engine) => {
  let here: Place;
  let world: DomainWorld;
  let mails: MailBox;
  let service: PushService;
  let org: At;
  let ana: Member;
  let agent: string;
  beforeAll(async () => {
    mails = await mailBox();
    here = await place(engine, {
      ...reachesReceivers,
      FORGEYARD_PUBLIC_URL: 'https://forge.example.com',
      FORGEYARD_SMTP_URL: mails.url,
      FORGEYARD_MAIL_FROM: 'Forgeyard <forge@example.com>',
    });
    world = await domainWorld(engine, here);
  });
  afterAll(async () => {
    await world.close();
    await here.dispose();
    await mails.close();
  });
  beforeEach(async () => {
    service = await startPushService();
    org = await world.org();
    ana = await person(org, 'admin');
    agent = (await createAgent(org, { kind: 'external', displayName: 'Scout' })).id;
  });
  afterEach(async () => {
    // A sender serves every organisation, so that what a test leaves behind would be sent by the next one.
    await world.home.transact((tx) => tx.query((db) => db.deleteFrom('notifications').returning('id')));
    await service.close();
  });

  const subscribe = async (who: Member): Promise<string> => {
    const { endpoint, keys } = service.subscribe();
    await addPushSubscription(as(org, who), { endpoint, ...keys });
    return new URL(endpoint).pathname;
  };
  const set = (who: Member, changes: Partial<NotificationSettings>) =>
    putNotificationSettings(as(org, who), { ...defaultSettings, ...changes });
  const confirm = ({ userId }: Member) =>
    world.home.transact((tx) =>
      tx.query((db) => db.updateTable('users').set({ email_verified: 1 }).where('id', '=', userId).returning('id')),
    );
  /** A session of the agent that asks something; returns the question's id. */
  const ask = async (question = 'May I delete the table?', at: At = org): Promise<string> => {
    const now = at.home.clock.now();
    const [sessionId, messageId] = [newId(now), newId(now)];
    return at.home.transact(async (tx) => {
      const name = await createSession(tx, at.caller, {
        id: sessionId,
        agent: { id: agent, slug: 'Scout' },
        origin: 'external',
        events: [],
        at: now,
      });
      const target = { orgId: at.caller.orgId, sessionId, runId: null };
      await writeEvents(tx, target, [{ type: 'session.created', payload: { name, origin: 'external' } }], 0, now);
      return at.home.questions.ask(tx, at.home, {
        orgId: at.caller.orgId,
        sessionId,
        agentId: agent,
        messageId,
        question,
        options: [],
        now,
      });
    });
  };
  const pushed = async () => service.pushed((await world.home.pushKeys()).publicKey);
  const states = async () =>
    (await world.rows('notifications')).filter((row) => row.org_id === org.caller.orgId).map((row) => [row.channel, row.state, row.error]);

  it('sends an encrypted and signed push to each device, and mail to who wants it', async () => {
    const paths = [await subscribe(ana), await subscribe(ana)];
    await confirm(ana);
    await set(ana, { channels: { push: true, email: true } });
    const id = await ask();
    expect(await notifier(org).workOff()).toBe(3);
    const all = await pushed();
    expect(all.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
    expect(all[0]?.payload).toEqual({
      title: '“Scout” asks a question',
      body: 'May I delete the table?',
      url: `/inbox?id=${id}`,
      interaction_id: id,
      tag: id,
    });
    expect(all[0]?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      topic: id.replaceAll('-', ''),
      urgency: 'high',
      ttl: '43200',
    });
    expect(all[0]?.claims).toMatchObject({ aud: new URL(service.receiver.url).origin, sub: 'https://forge.example.com' });
    const mail = await mails.next();
    expect([mail.to, mail.subject]).toEqual([[ana.email], '“Scout” asks a question']);
    expect(mail.text).toContain(`https://forge.example.com/inbox?id=${id}`);
    expect(mail.text).toContain('May I delete the table?');
    expect(await states()).toEqual(Array(3).fill([expect.any(String), 'sent', null]));
    const everything = await world.everything();
    for (const path of paths) expect(everything).not.toContain(path);
  });

  it('a long question stays within what push services take', async () => {
    await subscribe(ana);
    await ask(`${'ж"\\'.repeat(30_000)}`);
    await notifier(org).workOff();
    const [one] = await pushed();
    expect(one?.bytes).toBeLessThanOrEqual(3_000);
    expect(one?.payload.title).toContain('Scout');
  });

  it('an address that nobody confirmed gets no mail', async () => {
    await set(ana, { channels: { push: true, email: true } });
    await ask();
    expect(await states()).toEqual([]);
  });

  it("tells the agent's owner alone, else the session's person, else everybody who may answer and wants to know", async () => {
    const [bo, cy, viewer, out] = [
      await person(org, 'reviewer'),
      await person(org, 'owner'),
      await person(org, 'viewer'),
      await person(org, 'admin'),
    ];
    const paths = new Map<Member, string>();
    for (const who of [ana, bo, cy, viewer, out]) paths.set(who, await subscribe(who));
    await set(out, { questions: false });
    const told = async (): Promise<(Member | undefined)[]> => {
      await notifier(org).workOff();
      const seen = (await pushed()).map(({ path }) => path);
      service.receiver.received.splice(0);
      return [ana, bo, cy, viewer, out].filter((who) => seen.includes(paths.get(who) ?? ''));
    };
    await ask();
    expect(await told()).toEqual([ana, bo, cy]);
    await ask('Mine?', as(org, bo));
    expect(await told()).toEqual([bo]);
    await linkOwner(org, { address: agent, userId: cy.userId });
    await ask('Whose?', as(org, bo));
    expect(await told()).toEqual([cy]);
  });

  it('who was given something is told of that, and who gave it to themselves is not', async () => {
    const bo = await person(org, 'reviewer');
    const path = await subscribe(bo);
    await subscribe(ana);
    await set(ana, { questions: false });
    await set(bo, { questions: false });
    const id = await ask();
    const [row] = (await world.rows('interactions')).filter((one) => one.id === id);
    const give = (to: Member, by: string) =>
      world.home.transact(async (tx) => {
        await tx.query((db) => db.updateTable('interactions').set({ assignee_user_id: to.userId }).where('id', '=', id).returning('id'));
        const facts = { id, orgId: org.caller.orgId, kind: 'question', agentId: agent, sessionId: row?.session_id ?? null } as const;
        const rest = { runId: null, deliverableId: null, question: 'x', tool: null, action: null, deadlineAt: null };
        const interaction = { ...facts, ...rest, assigneeUserId: to.userId };
        await notifyPeople(tx, world.home, { reason: 'assigned', interaction, by, now: world.home.clock.now() });
      });
    await give(ana, `user:${ana.userId}`);
    await give(bo, `user:${ana.userId}`);
    await give(bo, `user:${ana.userId}`);
    await notifier(org).workOff();
    expect((await pushed()).map((one) => [one.path, one.payload.title])).toEqual([[path, 'For you: “Scout” asks a question']]);
  });

  it('what was answered before it could be sent is not sent', async () => {
    await subscribe(ana);
    const id = await ask();
    await resolveInteraction(as(org, ana), { id, decision: 'respond', message: 'No.' });
    await notifier(org).workOff();
    expect([await states(), service.receiver.received]).toEqual([[['push', 'skipped', 'resolved']], []]);
  });

  it('quiet hours hold it back until their end, and what was answered meanwhile is dropped', async () => {
    const moved = withClock(org);
    const at = moved.at;
    const minute = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
    const now = at.home.clock.now();
    await subscribe(ana);
    await set(ana, { quietHours: { from: minute(now - 60_000), to: minute(now + 3 * 3_600_000), timeZone: 'UTC' } });
    await ask('First?');
    const second = await ask('Second?');
    expect(await notifier(at).workOff()).toBe(0);
    await resolveInteraction(as(org, ana), { id: second, decision: 'respond', message: 'Yes.' });
    moved.advance(3 * 3_600_000 + 1_000);
    expect(await notifier(at).workOff()).toBe(1);
    expect((await pushed()).map(({ payload }) => payload.body)).toEqual(['First?']);
  });

  it.each([404, 410])('a device whose push service answers %i is forgotten', async (status) => {
    service.receiver.answer = (_, response) => void response.writeHead(status).end();
    await subscribe(ana);
    await ask();
    await notifier(org).workOff();
    expect((await world.rows('push_subscriptions')).filter((row) => row.user_id === ana.userId)).toEqual([]);
    await ask();
    expect(await notifier(org).workOff()).toBe(0);
  });

  it.each([
    [429, 3, 'status_429'],
    [503, 3, 'status_503'],
    [400, 1, 'status_400'],
  ])('a push service that answers %i is asked %i times', async (status, times, error) => {
    service.receiver.answer = (_, response) => void response.writeHead(status).end();
    await subscribe(ana);
    await ask();
    await notifier(org, { delaysMs: [0, 0] }).workOff();
    expect(service.receiver.received).toHaveLength(times);
    expect(await states()).toEqual([['push', 'failed', error]]);
  });

  it('a mail server that is away is asked three times', async () => {
    await confirm(ana);
    await set(ana, { channels: { push: false, email: true } });
    await ask();
    const gone = await mailBox();
    await gone.close();
    const faults: string[] = [];
    const mailer = createMailer({ url: gone.url, from: 'forge@example.com' }, { report: ({ code }) => void faults.push(code) });
    await notifier({ home: { ...org.home, mailer } }, { delaysMs: [0, 0] }).workOff();
    expect([faults.length, await states()]).toEqual([3, [['email', 'failed', 'mail_not_taken']]]);
  });

  it('an address that the policy forbids by now is not asked', async () => {
    await subscribe(ana);
    await ask();
    const outbound = createOutbound({ allowPrivateHosts: [] });
    const guardedFetch = createGuardedFetch(outbound, new OriginLimits({ atOnceMax: 9, perMinuteMax: 900, burst: 900 }, org.home.clock));
    const reportFault = (where: string): never => {
      throw new Error(where);
    };
    await new NotificationWorker({ home: org.home, guardedFetch, reportFault }).workOff();
    expect([service.receiver.received, await states()]).toEqual([[], [['push', 'failed', 'address']]]);
  });

  it('two servers send each of them once', async () => {
    await subscribe(ana);
    for (let n = 0; n < 12; n += 1) await ask(`${n}`);
    const counts = await Promise.all([notifier(org).workOff(), notifier(org).workOff()]);
    expect([counts[0] + counts[1], service.receiver.received.length]).toEqual([12, 12]);
  });

  it('what a server that vanished may have sent is not sent again, and what waited for hours is dropped', async () => {
    await subscribe(ana);
    await ask('Vanished?');
    const vanish = { attempts: 1, lease_until: 1 };
    await world.home.transact((tx) =>
      tx.query((db) => db.updateTable('notifications').set(vanish).where('org_id', '=', org.caller.orgId).returning('id')),
    );
    await ask('Late?');
    const moved = withClock(org);
    moved.advance(2 * 3_600_000);
    await notifier(moved.at).workOff();
    expect((await states()).map(([, state, error]) => [state, error]).toSorted()).toEqual([
      ['failed', 'interrupted'],
      ['skipped', 'late'],
    ]);
    expect(service.receiver.received).toEqual([]);
  });

  it('an agent that asks without end does not flood anybody', async () => {
    await subscribe(ana);
    for (let n = 0; n < 65; n += 1) await ask(`${n}`);
    expect((await states()).length).toBe(60);
  });
});
