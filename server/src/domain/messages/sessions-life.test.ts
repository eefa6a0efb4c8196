import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { createAgent, insertExternalAgent } from '../agents/index.ts';
import { configureExecution } from '../execution/index.ts';
import type { At } from '../home.ts';
import { cancelRun, getRun, startRun } from '../runs/index.ts';
import type { StartedRun } from '../runs/index.ts';
import { appendEvents, getSession, listSessions } from '../sessions/index.ts';
import { deleteSession, endSession, listMessages, postAgentMessage, sendUserMessage } from './index.ts';
import type { Message } from './index.ts';

describe.each(engines)('sessions from begin to end on %s', (engine) => {
  let world: DomainWorld;
  let org: At;
  let agent: At;
  let boss: At;
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    org = await world.org();
    agent = as(org, keyCaller(org, ['write', 'read']));
    boss = as(org, await person(org));
    await createAgent(org, { slug: 'worker', model: 'gpt-4o' });
  });
  const begin = (input: string, on: At = boss): Promise<StartedRun> =>
    startRun(on, { agent: 'worker', input, data: null, override: {}, origin: 'ui' });
  const log = (run: StartedRun, events: readonly NewEvent[]) =>
    org.home.transact((tx) =>
      appendEvents(tx, { orgId: org.caller.orgId, sessionId: run.sessionId, runId: run.runId }, events, { at: org.home.clock.now() }),
    );
  const completed = (text: string): NewEvent => ({
    type: 'message.completed',
    payload: { step: 1, text, reasoning: '', tool_calls: [], finish: 'stop', duration_ms: 1 },
  });
  const page = (sessionId: string, more: object = {}) => listMessages(boss, { sessionId, limit: 50, ...more });
  const said = (messages: readonly Message[]) => messages.map(({ sender, content }) => `${sender}: ${content}`);

  it('what our own runs say is read as messages, page by page in both directions, under ids that stay', async () => {
    const run = await begin('Count to three');
    await log(run, [
      completed('one'),
      completed(''),
      completed('two'),
      { type: 'run.started', payload: { attempt: 1 } },
      completed('three'),
    ]);
    const { messages, hasMore } = await page(run.sessionId);
    expect([said(messages), hasMore]).toEqual([['user: Count to three', 'agent: one', 'agent: two', 'agent: three'], false]);
    expect(messages[0]).toMatchObject({ senderUser: { name: 'P' }, kind: 'feedback', runId: run.runId });
    expect(messages.every(({ id }) => /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/.test(id))).toBe(true);
    expect((await page(run.sessionId)).messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    const newest = await page(run.sessionId, { limit: 2 });
    expect([said(newest.messages), newest.hasMore]).toEqual([['agent: two', 'agent: three'], true]);
    const older = await page(run.sessionId, { limit: 2, before: newest.messages[0]?.id });
    expect([said(older.messages), older.hasMore]).toEqual([['user: Count to three', 'agent: one'], false]);
    const newer = await page(run.sessionId, { limit: 1, after: older.messages[1]?.id });
    expect([said(newer.messages), newer.hasMore]).toEqual([['agent: two'], true]);
    const other = await begin('Another');
    await expect(page(other.sessionId, { before: messages[0]?.id })).rejects.toMatchObject({ reason: 'message.unknown' });
    expect(await getSession(boss, run.sessionId)).toMatchObject({ messagesCount: 4, latestMessage: 'three', liveness: null });
  });

  it('a message to our own agent begins a run of its own, never beside another one', async () => {
    const run = await begin('First');
    await expect(sendUserMessage(boss, { sessionId: run.sessionId, content: 'x' })).rejects.toMatchObject({ reason: 'session.busy' });
    await cancelRun(boss, run.runId);
    const sent = await sendUserMessage(boss, { sessionId: run.sessionId, content: 'Second' });
    expect([sent.message.content, sent.message.runId]).toEqual(['Second', sent.runId]);
    expect((await getRun(boss, { id: sent.runId ?? '' })).input).toBe('Second');
    const viewer = as(org, await person(org, 'viewer'));
    await expect(sendUserMessage(viewer, { sessionId: run.sessionId, content: 'x' })).rejects.toMatchObject({
      reason: 'session.read_only',
    });
    const mute = as(org, keyCaller(org, ['messages:write', 'sessions:read']));
    await cancelRun(boss, sent.runId ?? '');
    await expect(sendUserMessage(mute, { sessionId: run.sessionId, content: 'x' })).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
    await expect(postAgentMessage(agent, { sessionId: run.sessionId, content: 'x' })).rejects.toMatchObject({ reason: 'session.is_run' });
  });

  it('agents elsewhere are never run here', async () => {
    const external = await org.home.transact((tx) => insertExternalAgent(tx, org, { name: 'Laptop' }));
    await expect(startRun(boss, { agent: external.id, input: 'x', data: null, override: {}, origin: 'ui' })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'agent.is_external',
    });
    await expect(configureExecution(boss, { agent: external.id, changes: { mode: 'auto' } } as never)).rejects.toMatchObject({
      kind: 'unprocessable',
    });
    const own = as(org, { ...keyCaller(org, ['write', 'read']), agentId: (await createAgent(org, { slug: 'own', model: 'gpt-4o' })).id });
    const { sessionId } = await postAgentMessage(own, { sessionId: randomUUID(), content: 'By hand' });
    await expect(startRun(boss, { agent: 'own', input: 'x', data: null, override: {}, origin: 'ui', sessionId })).rejects.toMatchObject({
      reason: 'session.is_external',
    });
  });

  it('ending a session with a run cancels the run and leaves the session killed', async () => {
    const run = await begin('Long work');
    expect(await endSession(boss, { id: run.sessionId })).toMatchObject({ status: 'KILLED' });
    expect((await getRun(boss, { id: run.runId })).state).toBe('cancelled');
    expect(await endSession(boss, { id: run.sessionId, status: 'COMPLETED' })).toMatchObject({ status: 'COMPLETED' });
  });

  it('deleting erases every word of a session for good, also those that were still on their way', async () => {
    const word = `secret-${randomUUID()}`;
    const id = randomUUID();
    await postAgentMessage(agent, {
      sessionId: id,
      agentType: 'codex',
      content: `${word} step`,
      name: `${word} name`,
      metadata: { note: word },
      gitDiff: `+${word}`,
    });
    await postAgentMessage(agent, { sessionId: id, content: `${word}?`, requiresUserInput: true, options: [word] });
    await sendUserMessage(boss, { sessionId: id, content: `${word}!` });
    const run = await begin(`${word} input`);
    await log(run, [completed(`${word} output`), { type: 'message.delta', payload: { text: word, offset: 0 } }]);
    const viewer = as(org, await person(org, 'reviewer'));
    await expect(deleteSession(viewer, id)).rejects.toMatchObject({ reason: 'session.owner_only' });
    expect((await world.everything()).includes(word)).toBe(true);
    for (const session of [id, run.sessionId]) await deleteSession(boss, session);
    await log(run, [completed(`${word} late`)]);
    expect((await world.everything()).includes(word)).toBe(false);
    for (const session of [id, run.sessionId]) {
      await expect(getSession(boss, session)).rejects.toMatchObject({ reason: 'session.unknown' });
      await expect(deleteSession(boss, session)).rejects.toMatchObject({ reason: 'session.unknown' });
      await expect(postAgentMessage(agent, { sessionId: session, content: 'x' })).rejects.toMatchObject({ reason: 'session.unknown' });
    }
    expect((await listSessions(boss, { limit: 10 })).items).toEqual([]);
    expect((await listSessions(boss, { limit: 10, statuses: ['DELETED'] })).items).toEqual([]);
    expect((await getRun(boss, { id: run.runId })).state).toBe('cancelled');
  });

  it('lists are newest first whatever ids agents choose, and are narrowed by every filter', async () => {
    const ids = ['f', '1', '8'].map((digit) => digit.repeat(8) + randomUUID().slice(8));
    for (const [index, id] of ids.entries()) {
      await postAgentMessage(agent, { sessionId: id, agentType: 'codex', content: `Message ${index} 100%`, name: `Name ${index}` });
      await new Promise((resolve) => void setTimeout(resolve, 2));
    }
    const newest = ids.toReversed();
    const first = await listSessions(boss, { limit: 2 });
    const second = await listSessions(boss, { limit: 2, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(newest);
    const found = async (filter: object) => (await listSessions(boss, { limit: 10, ...filter })).items.map(({ id }) => newest.indexOf(id));
    const [, middle] = first.items;
    expect(await found({ text: 'NAME 1' })).toEqual([1]);
    expect(await found({ text: 'message 2 100%' })).toEqual([0]);
    expect(await found({ text: '100_' })).toEqual([]);
    expect(await found({ since: middle?.startedAt })).toEqual([0, 1]);
    expect(await found({ until: middle?.startedAt })).toEqual([2]);
    expect(await found({ origins: ['telemetry'] })).toEqual([]);
    expect(await found({ credential: middle?.credential?.id })).toEqual([0, 1, 2]);
    expect(await found({ credential: randomUUID() })).toEqual([]);
    expect(await found({ agent: 'codex' })).toEqual([0, 1, 2]);
    await expect(listSessions(boss, { limit: 2, cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ reason: 'page.cursor' });
  });
});
