import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { listAgents } from '../agents/index.ts';
import type { At } from '../home.ts';
import { listInteractions } from '../interactions/index.ts';
import { getSession, listSessions } from '../sessions/index.ts';
import {
  endOwnSession,
  endSession,
  heartbeat,
  listMessages,
  pendingMessages,
  postAgentMessage,
  postUserMessage,
  registerSession,
  requestInput,
  sendUserMessage,
} from './index.ts';

describe.each(engines)('messages of foreign agents on %s', (engine) => {
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
  });
  const say = (sessionId: string, content: string, more: object = {}, at: At = agent) =>
    postAgentMessage(at, { sessionId, agentType: 'Claude Code', content, ...more });
  const texts = (messages: readonly { readonly content: string }[]) => messages.map(({ content }) => content);
  const statusOf = async (id: string, at: At = org) => (await getSession(at, id)).status;
  const openOnes = async () => (await listInteractions(boss, { state: 'open', limit: 10 })).items;

  it('20 first messages at once make one session and one agent, and each is in the log once', async () => {
    const id = randomUUID();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => say(id, `step ${index}`, { agentType: index % 2 ? 'claude code' : 'Claude Code' })),
    );
    const agents = await listAgents(org, { limit: 10 });
    expect(agents.items.map(({ kind, displayName, slug }) => [kind, slug, displayName.toLowerCase()])).toEqual([
      ['external', 'claude-code', 'claude code'],
    ]);
    const { messages } = await listMessages(org, { sessionId: id, limit: 50 });
    expect(new Set(texts(messages)).size).toBe(20);
    expect((await listSessions(org, { limit: 10 })).items.map((one) => [one.id, one.origin, one.messagesCount])).toEqual([
      [id, 'external', 20],
    ]);
  });

  it('agent types are compared without case; names of other letters are told apart', async () => {
    for (const agentType of ['C++ bot', 'c# bot', 'C++ BOT', 'агент', 'Агент', '智能体']) await say(randomUUID(), 'x', { agentType });
    const { items } = await listAgents(org, { limit: 20 });
    expect(items.map(({ displayName }) => displayName.toLowerCase()).sort()).toEqual(['c# bot', 'c++ bot', 'агент', '智能体'].sort());
  });

  it('a person’s messages are given once: with the agent’s next message, or with a poll', async () => {
    const id = randomUUID();
    const first = await say(id, 'Started');
    await sendUserMessage(boss, { sessionId: id, content: 'Use tabs' });
    await sendUserMessage(boss, { sessionId: id, content: 'No, spaces' });
    const second = await say(id, 'Formatting');
    expect(texts(second.queued)).toEqual(['Use tabs', 'No, spaces']);
    expect(await pendingMessages(agent, { sessionId: id, lastReadMessageId: second.message.id })).toEqual({ status: 'ok', messages: [] });
    await sendUserMessage(boss, { sessionId: id, content: 'Thanks' });
    expect(await pendingMessages(agent, { sessionId: id, lastReadMessageId: first.message.id })).toEqual({ status: 'stale', messages: [] });
    const third = await pendingMessages(agent, { sessionId: id, lastReadMessageId: second.message.id });
    expect([third.status, texts(third.messages)]).toEqual(['ok', ['Thanks']]);
    expect(await pendingMessages(agent, { sessionId: id, lastReadMessageId: second.message.id })).toMatchObject({ status: 'stale' });
    expect(await pendingMessages(agent, { sessionId: id })).toEqual({ status: 'ok', messages: [] });
  });

  it('of 20 readers at one place exactly one gets what is new, and the pointer never goes back', async () => {
    const id = randomUUID();
    const { message } = await say(id, 'Started');
    for (let round = 0; round < 3; round += 1) {
      await sendUserMessage(boss, { sessionId: id, content: `Answer ${round}` });
      const before = (await getSession(org, id)).readSeq;
      const polls = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          pendingMessages(agent, { sessionId: id, ...(index % 2 === 0 || round > 0 ? {} : { lastReadMessageId: message.id }) }),
        ),
      );
      expect(polls.flatMap((poll) => texts(poll.messages))).toEqual([`Answer ${round}`]);
      expect((await getSession(org, id)).readSeq).toBeGreaterThan(before);
    }
  });

  it('whatever agents, people and readers do at once, each message of a person is given exactly once and nothing is refused', async () => {
    const id = randomUUID();
    await say(id, 'Started');
    const written = Array.from({ length: 12 }, (_, index) => `told ${index}`);
    const [posts, , polls] = await Promise.all([
      Promise.all(written.map((_, index) => say(id, `step ${index}`, { requiresUserInput: index % 2 === 0 }))),
      Promise.all(written.map((content) => sendUserMessage(boss, { sessionId: id, content }))),
      Promise.all(written.map(() => pendingMessages(agent, { sessionId: id }))),
    ]);
    const rest = await pendingMessages(agent, { sessionId: id });
    const given = [...posts.flatMap(({ queued }) => queued), ...polls.flatMap(({ messages }) => messages), ...rest.messages];
    expect(texts(given).sort()).toEqual(written.sort());
    expect((await openOnes()).length).toBeLessThanOrEqual(1);
    const { messages } = await listMessages(org, { sessionId: id, limit: 50 });
    expect([messages.length, (await getSession(org, id)).messagesCount]).toEqual([25, 25]);
  });

  it('a question waits for people, the next one replaces it, a step withdraws it, and a person’s message answers it', async () => {
    const id = randomUUID();
    await say(id, 'Which port?', { requiresUserInput: true });
    const asked = await say(id, 'Which host?', { requiresUserInput: true, options: ['a', 'b'] });
    expect((await openOnes()).map(({ question, options }) => [question, options])).toEqual([['Which host?', ['a', 'b']]]);
    expect(await getSession(org, id)).toMatchObject({ status: 'AWAITING_INPUT', openInteraction: { question: 'Which host?' } });
    const sent = await sendUserMessage(boss, { sessionId: id, content: 'a' });
    expect([sent.answeredInteractionId, sent.message.kind, sent.runId]).toEqual([asked.interactionId, 'answer', null]);
    expect([await statusOf(id), await openOnes()]).toEqual(['ACTIVE', []]);
    await say(id, 'And the user?', { requiresUserInput: true });
    await say(id, 'Never mind');
    expect([await statusOf(id), await openOnes()]).toEqual(['ACTIVE', []]);
    const { messages } = await listMessages(org, { sessionId: id, limit: 50 });
    expect(messages.map(({ kind, content }) => [kind, content])).toEqual([
      ['question', 'Which port?'],
      ['question', 'Which host?'],
      ['answer', 'a'],
      ['question', 'And the user?'],
      ['step', 'Never mind'],
    ]);
    expect(messages[2]?.senderUser).toMatchObject({ name: 'P' });
  });

  it('what was said becomes a question later, unless somebody has written since', async () => {
    const id = randomUUID();
    const step = await say(id, 'I could delete it');
    const asked = await requestInput(agent, { messageId: step.message.id });
    expect([asked.queued, asked.message.kind, await statusOf(id)]).toEqual([[], 'question', 'AWAITING_INPUT']);
    expect((await requestInput(agent, { messageId: step.message.id })).interactionId).toBe(asked.interactionId);
    const next = await say(id, 'Going on');
    await sendUserMessage(boss, { sessionId: id, content: 'Stop!' });
    const answered = await requestInput(agent, { messageId: next.message.id });
    expect([texts(answered.queued), answered.interactionId, await statusOf(id)]).toEqual([['Stop!'], null, 'ACTIVE']);
    const theirs = (await listMessages(org, { sessionId: id, limit: 1 })).messages[0];
    await expect(requestInput(agent, { messageId: theirs?.id ?? '' })).rejects.toMatchObject({ reason: 'message.not_agents' });
  });

  it('what is typed beside the agent answers it and counts as read, but passes over nothing', async () => {
    const id = randomUUID();
    await say(id, 'Go on?', { requiresUserInput: true });
    const typed = await postUserMessage(agent, { sessionId: id, content: 'yes' });
    expect([typed.isRead, typed.message.kind, await statusOf(id)]).toEqual([true, 'answer', 'ACTIVE']);
    expect((await pendingMessages(agent, { sessionId: id, lastReadMessageId: typed.message.id })).messages).toEqual([]);
    await sendUserMessage(boss, { sessionId: id, content: 'from afar' });
    expect((await postUserMessage(agent, { sessionId: id, content: 'from here' })).isRead).toBe(false);
    expect(texts((await pendingMessages(agent, { sessionId: id })).messages)).toEqual(['from afar', 'from here']);
  });

  it('a silent session is stale after 90 seconds and disconnected after ten minutes; any sign of life brings it back', async () => {
    const { at: later, advance } = withClock(agent);
    const on = (caller: At): At => ({ ...later, caller: caller.caller });
    const id = randomUUID();
    await say(id, 'Started', {}, later);
    const shown = async () => {
      const one = await getSession(on(org), id);
      const listed = await listSessions(on(org), { limit: 5, statuses: [one.status] });
      expect(listed.items.map((session) => session.id)).toEqual([id]);
      return [one.status, one.liveness];
    };
    expect(await shown()).toEqual(['ACTIVE', 'alive']);
    advance(91_000);
    expect(await shown()).toEqual(['STALE', 'stale']);
    expect((await listSessions(on(org), { limit: 5, statuses: ['ACTIVE'] })).items).toEqual([]);
    advance(10 * 60_000);
    expect(await shown()).toEqual(['DISCONNECTED', 'disconnected']);
    await heartbeat(later, id);
    expect(await shown()).toEqual(['ACTIVE', 'alive']);
    advance(100_000);
    await pendingMessages(later, { sessionId: id });
    expect(await shown()).toEqual(['ACTIVE', 'alive']);
    await say(id, 'Which?', { requiresUserInput: true }, later);
    advance(20 * 60_000);
    expect(await shown()).toEqual(['AWAITING_INPUT', 'disconnected']);
    await endOwnSession(later, { id });
    advance(20 * 60_000);
    expect(await shown()).toEqual(['COMPLETED', null]);
  });

  it('an ended session stays ended for its agent; a person’s message opens it again', async () => {
    const id = randomUUID();
    await say(id, 'Done?', { requiresUserInput: true });
    expect(await endOwnSession(agent, { id })).toEqual({ sessionId: id, status: 'COMPLETED' });
    expect(await endOwnSession(agent, { id })).toEqual({ sessionId: id, status: 'COMPLETED' });
    expect(await openOnes()).toEqual([]);
    await say(id, 'One more thing');
    expect(await statusOf(id)).toBe('COMPLETED');
    await sendUserMessage(boss, { sessionId: id, content: 'Go on' });
    expect(await getSession(org, id)).toMatchObject({ status: 'ACTIVE', endedAt: null });
    expect(await endSession(boss, { id, status: 'FAILED' })).toMatchObject({ status: 'FAILED', hasError: true });
    expect((await listSessions(org, { limit: 5, hasError: true })).items).toHaveLength(1);
  });

  it('a session is registered once; ids of other organisations are refused and tell nothing elsewhere', async () => {
    const id = randomUUID();
    const made = await registerSession(agent, { sessionId: id, agentType: 'codex', name: 'Night shift', metadata: { transport: 'ws' } });
    expect(made).toMatchObject({
      id,
      name: 'Night shift',
      status: 'ACTIVE',
      metadata: { transport: 'ws' },
      agent: { slug: 'codex', kind: 'external' },
    });
    await expect(registerSession(agent, { sessionId: id, agentType: 'codex' })).rejects.toMatchObject({ reason: 'session.exists' });
    const other = await world.org();
    const stranger = as(other, keyCaller(other, ['write', 'read']));
    await expect(registerSession(stranger, { sessionId: id, agentType: 'codex' })).rejects.toMatchObject({ kind: 'forbidden' });
    for (const attempt of [
      () => say(id, 'x', {}, stranger),
      () => postUserMessage(stranger, { sessionId: id, content: 'x' }),
      () => pendingMessages(stranger, { sessionId: id }),
      () => heartbeat(stranger, id),
      () => endOwnSession(stranger, { id }),
      () => sendUserMessage(stranger, { sessionId: id, content: 'x' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'not_found', reason: 'session.unknown' });
    }
  });

  it('a key that is limited to agents makes none, and an agent’s own key speaks for it alone', async () => {
    await say(randomUUID(), 'x', { agentType: 'codex' });
    const [codex] = (await listAgents(org, { limit: 5 })).items;
    const limited = as(org, keyCaller(org, ['write', 'read'], [codex?.id ?? '']));
    await expect(say(randomUUID(), 'x', { agentType: 'another' }, limited)).rejects.toMatchObject({ reason: 'caller.is_restricted' });
    expect((await say(randomUUID(), 'x', { agentType: 'CODEX' }, limited)).message.content).toBe('x');
    const own = as(org, { ...keyCaller(org, ['write', 'read'], [codex?.id ?? '']), keyKind: 'agent_key', agentId: codex?.id ?? '' });
    const { sessionId } = await say(randomUUID(), 'x', { agentType: 'somebody else' }, own);
    expect((await getSession(org, sessionId)).agent.slug).toBe('codex');
  });
});
