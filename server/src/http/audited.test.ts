import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedAgents } from '../../test/recorded-agents.ts';
import { recordedDeliverables } from '../../test/recorded-deliverables.ts';
import { recordedInteractions } from '../../test/recorded-interactions.ts';
import { recordedLaunches } from '../../test/recorded-launches.ts';
import { recordedMonitor } from '../../test/recorded-monitor.ts';
import { recordedSessions } from '../../test/recorded-sessions.ts';
import { recordedPeople } from '../../test/recorded-people.ts';
import { recordedProjects } from '../../test/recorded-projects.ts';
import { recordedTeams } from '../../test/recorded-teams.ts';
import { recordedTasks } from '../../test/recorded-tasks.ts';
import { recordedToolServers } from '../../test/recorded-tool-servers.ts';
import { recordedWorkbench } from '../../test/recorded-workbench.ts';
import { recordedWebhooks } from '../../test/recorded-webhooks.ts';
import { recordedExecution } from '../../test/recorded-execution.ts';
import { all } from '../../test/route-table.ts';
import { sceneOf } from '../../test/scene.ts';
import { enginesOf, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const recorded = {
  ...recordedTasks,
  ...recordedAgents,
  ...recordedDeliverables,
  ...recordedMonitor,
  ...recordedSessions,
  ...recordedTeams,
  ...recordedLaunches,
  ...recordedPeople,
  ...recordedWebhooks,
  ...recordedProjects,
  ...recordedWorkbench,
  ...recordedExecution,
  ...recordedInteractions,
  ...recordedToolServers,
};

/** Requests without a body that they need, which therefore cannot be made wrong by one. */
const takesAnyBody: ReadonlySet<string> = new Set(['workbenchLogout', 'signOut', 'endOtherLoginSessions', 'deleteMe', 'monitorDeleteMe']);

/** What stays unrecorded here, and why. */
const unrecorded: Readonly<Record<string, string>> = {
  runnerRunAgent: 'in the event log of its session',
  forgeExecute: 'in the event log of its session',
  forgeExecuteV1: 'in the event log of its session',
  startRun: 'in the event log of its session',
  mcpCall: 'each tool is an operation that leaves its own trace',
  executeTask: 'in the activity of its task',
  workbenchExecuteTask: 'in the activity of its task',
  cancelRun: 'in the event log of its session',
  replayRun: 'in the event log of its session',
  resolveInteraction: 'in the event log of its session',
  assignInteraction: 'in the event log of its session, or in the activity of the work that is reviewed',
  snoozeInteraction: 'a note on when to look again; kept with the question',
  monitorSendUserMessage: 'in the event log of its session',
  sendSessionMessage: 'in the event log of its session',
  monitorRegisterInstance: 'in the event log of its session',
  monitorPostAgentMessage: 'in the event log of its session',
  monitorPostUserMessage: 'in the event log of its session',
  monitorRequestInput: 'in the event log of its session',
  monitorHeartbeat: 'a sign of life',
  monitorEndSession: 'in the event log of its session',
  monitorCreateStreamTicket: 'a ticket that lives for a minute',
  monitorSyncUser: 'changes nothing',
  launchAgent: 'in the event log of its session',
  monitorLaunchUserAgent: 'in the event log of its session',
  testNotification: 'among the notifications of the person',
  monitorTestNotification: 'among the notifications of the person',
  testWebhook: 'in the list of deliveries',
  resendWebhookDelivery: 'in the list of deliveries',
  recoverWebhookDeliveries: 'in the list of deliveries',
  workbenchTestWebhook: 'in the list of deliveries',
  workbenchRetryDelivery: 'in the list of deliveries',
  testTool: 'changes nothing',
  testRouting: 'changes nothing',
  workbenchTestRouting: 'changes nothing',
  lookUpInvitation: 'changes nothing',
  startPasskeyRegistration: 'a challenge that lives for minutes',
  startPasskeySignIn: 'a challenge that lives for minutes',
  startProviderSignIn: 'a challenge that lives for minutes',
  requestPasswordReset: 'answers alike for known and unknown addresses; the mail and its entry: own-password.ts',
  submitDeliverable: 'in the activity of its task',
  workbenchSubmitDeliverable: 'in the activity of its task',
  workbenchSubmitRevision: 'in the activity of its task',
  addTaskComment: 'in the activity of its task',
  addDeliverableComment: 'in the activity of its task',
  workbenchAddTaskComment: 'in the activity of its task',
  workbenchAddDeliverableComment: 'in the activity of its task',
  createTask: 'in the activity of its task',
  updateTask: 'in the activity of its task',
  nextTask: 'in the activity of its task',
  claimTask: 'in the activity of its task',
  extendTaskLease: 'a sign of life; the claim is in the activity of its task',
  releaseTask: 'in the activity of its task',
  setTaskStatus: 'in the activity of its task',
  reportTaskProgress: 'in the activity of its task',
  retryTask: 'in the activity of its task',
  workbenchCreateTask: 'in the activity of its task',
  workbenchCreateTasks: 'in the activity of its tasks',
  workbenchUpdateTask: 'in the activity of its task',
  workbenchSetTaskStatus: 'in the activity of its task',
  workbenchClaimTask: 'in the activity of its task',
  workbenchReleaseTask: 'in the activity of its task',
  workbenchRetryTask: 'in the activity of its task',
  workbenchReportProgress: 'in the activity of its task',
  enableTwoFactor: 'counts from its confirmation on',
  otlpIngestTraces: 'in the event log of its session',
  otlpIngestLogs: 'changes nothing',
  otlpIngestMetrics: 'changes nothing',
};

const mutating = all.flatMap((face) => face.routes).filter((route) => route.method !== 'GET');

test('every route that can change something says here what it records, or why it records nothing', () => {
  const named = [...Object.keys(recorded), ...Object.keys(unrecorded)].sort();
  expect(named).toEqual(mutating.map((route) => route.operationId).sort());
});

describe.each(enginesOf(import.meta.url))('the trail of every operation on %s', (engine) => {
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
