import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedAgents } from '../../test/recorded-agents.ts';
import { recordedPeople } from '../../test/recorded-people.ts';
import { all } from '../../test/route-table.ts';
import { sceneOf } from '../../test/scene.ts';
import { engines, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const recorded = { ...recordedAgents, ...recordedPeople };

/** Requests without a body of their own, which therefore cannot be made wrong by one. */
const takesAnyBody: ReadonlySet<string> = new Set(['workbenchLogout', 'signOut', 'endOtherLoginSessions']);

/** What stays unrecorded here, and why. */
const unrecorded: Readonly<Record<string, string>> = {
  runnerRunAgent: 'in the event log of its session',
  forgeExecute: 'in the event log of its session',
  forgeExecuteV1: 'in the event log of its session',
  startRun: 'in the event log of its session',
  cancelRun: 'in the event log of its session',
  replayRun: 'in the event log of its session',
  resolveInteraction: 'in the event log of its session',
  testTool: 'changes nothing',
  lookUpInvitation: 'changes nothing',
  startPasskeyRegistration: 'a challenge that lives for minutes',
  startPasskeySignIn: 'a challenge that lives for minutes',
  startProviderSignIn: 'a challenge that lives for minutes',
  requestPasswordReset: 'answers alike for known and unknown addresses; the mail and its entry: own-password.ts',
  enableTwoFactor: 'counts from its confirmation on',
};

const mutating = all.flatMap((face) => face.routes).filter((route) => route.method !== 'GET');

test('every route that can change something says here what it records, or why it records nothing', () => {
  const named = [...Object.keys(recorded), ...Object.keys(unrecorded)].sort();
  expect(named).toEqual(mutating.map((route) => route.operationId).sort());
});

describe.each(engines)('the trail of every operation on %s', (engine) => {
  let w: World;
  let count = 0;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const entries = () =>
    w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('audit_entries').select(['id', 'event']).where('event', '<>', 'access.denied').orderBy('id')),
    );

  test.each(Object.entries(recorded).map(([name, [events, step]]) => [name, events, step] as const))(
    'S52: %s leaves %j once, and nothing when it fails',
    async (name, events, step) => {
      const scene = await sceneOf(w, (count += 1));
      const act = await step(scene);
      const before = new Set((await entries()).map((row) => row.id));
      const reply = await act();
      expect([name, reply.status < 400, reply.text.slice(0, 300)]).toEqual([name, true, expect.anything()]);
      const added = (await entries()).filter((row) => !before.has(row.id)).map((row) => row.event);
      expect(added).toEqual(events);
    },
  );

  test.each(mutating.map((route) => [route.operationId, route] as const))('S52: %s that fails leaves nothing', async (_name, route) => {
    const { boss } = await sceneOf(w, (count += 1));
    const before = await entries();
    const missing = '00000000-0000-7000-8000-0000000000ff';
    const path = route.path.replace(/:[a-z_A-Z]+/g, (name) => (name === ':version' ? '999' : missing));
    const reply = await boss.call(route.method, path, route.method === 'DELETE' ? undefined : { no_such_member: true });
    expect([route.operationId, reply.status >= 400]).toEqual([route.operationId, !takesAnyBody.has(route.operationId)]);
    if (reply.status >= 400) expect(await entries()).toEqual(before);
  });
});
