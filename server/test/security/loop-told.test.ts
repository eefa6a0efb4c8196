import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { At } from '../../src/domain/home.ts';
import { escalateDue, putRules } from '../../src/domain/interactions/index.ts';
import { postAgentMessage } from '../../src/domain/messages/index.ts';
import { addPushSubscription } from '../../src/domain/notifications/index.ts';
import { as, domainWorld, keyCaller, person, withClock } from '../domain-world.ts';
import type { DomainWorld } from '../domain-world.ts';
import { notifier } from '../notifier.ts';
import { startPushService } from '../push-service.ts';
import type { PushService } from '../push-service.ts';
import { reachesReceivers } from '../receiver.ts';
import { place } from '../world.ts';
import type { Place } from '../world.ts';

describe('who is told, whatever others do', () => {
  let here: Place;
  let world: DomainWorld;
  let service: PushService;
  beforeAll(async () => {
    here = await place('sqlite', reachesReceivers);
    world = await domainWorld('sqlite', here);
  });
  afterAll(async () => {
    await world.close();
    await here.dispose();
  });
  beforeEach(async () => {
    service = await startPushService();
  });
  afterEach(() => service.close());

  const ask = (org: At, agentType: string): Promise<unknown> =>
    postAgentMessage(as(org, keyCaller(org, ['*'])), { sessionId: randomUUID(), agentType, content: 'Well?', requiresUserInput: true });
  const subscribe = async (at: At): Promise<void> => {
    const { endpoint, keys } = service.subscribe();
    await addPushSubscription(at, { endpoint, ...keys });
  };
  const waiting = async (user: string, org: At): Promise<string[]> =>
    (await world.rows('notifications')).filter((row) => row.user_id === user && row.org_id === org.caller.orgId).map((row) => row.reason);

  test('an agent of one organisation does not use up what a person is told of another', async () => {
    const [first, second] = [await world.org(), await world.org()];
    const ana = await person(first, 'admin');
    await world.home.transact((tx) =>
      tx.query((db) =>
        db
          .insertInto('memberships')
          .columns(['org_id', 'user_id', 'role', 'created_at'])
          .expression(
            db
              .selectFrom('memberships')
              .select((eb) => [eb.val(second.caller.orgId).as('org_id'), 'user_id', 'role', 'created_at'])
              .where('user_id', '=', ana.userId),
          )
          .returning('user_id'),
      ),
    );
    await subscribe(as(first, ana));
    for (let asked = 0; asked < 65; asked += 1) await ask(first, 'noisy');
    expect((await waiting(ana.userId, first)).length).toBe(60);
    await ask(second, 'quiet');
    expect(await waiting(ana.userId, second)).toEqual(['opened']);
  });

  test('what is escalated to everybody is told to everybody again, once', async () => {
    const org = await world.org();
    const [ana, bo] = [await person(org, 'owner'), await person(org, 'reviewer')];
    for (const one of [ana, bo]) await subscribe(as(org, one));
    await ask(org, 'patient');
    const agent = 'patient';
    const rules = {
      assigneeUserId: ana.userId,
      deadlineS: null,
      onTimeout: 'wait',
      timeoutAnswer: null,
      escalateAfterS: 60,
      escalateUserId: null,
    } as const;
    await putRules(as(org, ana), { address: agent, rules });
    await ask(org, agent);
    expect([await waiting(ana.userId, org), await waiting(bo.userId, org)]).toEqual([['opened', 'opened'], ['opened']]);
    const { at, advance } = withClock(org);
    await notifier(at).workOff();
    advance(61_000);
    expect(await escalateDue(at.home)).toBe(1);
    expect(await escalateDue(at.home)).toBe(0);
    expect((await waiting(bo.userId, org)).toSorted()).toEqual(['escalated', 'opened']);
    expect((await waiting(ana.userId, org)).toSorted()).toEqual(['escalated', 'opened', 'opened']);
    await notifier(at).workOff();
    const told = (await world.rows('notifications')).filter((row) => row.reason === 'escalated');
    expect(told.map((row) => row.state)).toEqual(['sent', 'sent']);
  });
});
