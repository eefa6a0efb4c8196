import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cuttingProxy } from '../../test/cutting-proxy.ts';
import { liveServer } from '../../test/live-server.ts';
import type { LiveServer } from '../../test/live-server.ts';
import { Forgeyard, PermissionError } from '../index.ts';
import type { AgentSession, Interaction } from '../index.ts';

let server: LiveServer;
let forge: Forgeyard;

beforeAll(async () => {
  server = await liveServer();
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key, timeoutMs: 15_000 });
});

afterAll(() => server.stop(), 20_000);

const quick = { pollMs: 50, timeoutMs: 15_000 };

async function openQuestion(session: AgentSession): Promise<Interaction> {
  const find = async () => (await forge.interactions.list({ state: 'open', session: session.id })).data[0];
  await expect.poll(find, { timeout: 30_000, interval: 50 }).toBeDefined();
  const found = await find();
  if (found === undefined) throw new Error('The question is gone');
  return found;
}

describe('an agent that runs elsewhere, against the real server', () => {
  test('opens a session by its first word, asks, is answered, and ends it', async () => {
    const session = await forge.reportIn({ agentType: 'SDK Agent', name: 'Fix the login', metadata: { branch: 'main' } });
    expect(session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await session.say('Reading the code', { gitDiff: 'diff --git a b' })).toEqual([]);
    await forge.sessions.send(session.id, 'Mind the tests');
    const asking = session.ask('Deploy?', { options: ['Yes', 'Not yet'], ...quick });
    const question = await openQuestion(session);
    expect(question).toMatchObject({ kind: 'question', question: 'Deploy?', options: ['Yes', 'Not yet'] });
    await forge.interactions.resolve(question.id, { decision: 'respond', message: 'Yes' });
    expect(await asking).toMatchObject({ text: 'Yes', earlier: [{ content: 'Mind the tests' }] });
    expect(await forge.sessions.get(session.id)).toMatchObject({
      name: 'Fix the login',
      status: 'ACTIVE',
      liveness: 'alive',
      origin: 'external',
      metadata: { branch: 'main' },
      git_diff: 'diff --git a b',
      agent: { kind: 'external', display_name: 'SDK Agent' },
    });
    await session.end();
    expect((await forge.sessions.get(session.id)).status).toBe('COMPLETED');
    const { data } = await forge.sessions.messages(session.id);
    expect(data.map(({ kind, content }) => `${kind}: ${content}`)).toEqual([
      'step: Reading the code',
      'feedback: Mind the tests',
      'question: Deploy?',
      'answer: Yes',
    ]);
    expect(await (await forge.sessions.export('csv', { agent: 'SDK-Agent' })).text()).toContain(session.id);
  });

  test('an answer is heard when it is written, however rarely one looks', async () => {
    const session = await forge.reportIn({ agentType: 'Patient' });
    const asking = session.ask('Deploy?', { pollMs: 60_000, timeoutMs: 60_000 });
    await openQuestion(session);
    await forge.sessions.send(session.id, 'Yes');
    expect((await asking).text).toBe('Yes');
    await session.end();
  });

  test('another process goes on with the session where it was read, and reads nothing twice', async () => {
    const one = await forge.reportIn({ agentType: 'Relay' });
    await one.say('Begun');
    await forge.sessions.send(one.id, 'First');
    expect(await one.messages()).toMatchObject([{ content: 'First' }]);
    one.detach();
    await forge.sessions.send(one.id, 'Second');
    const two = await forge.reportIn({ agentType: 'Relay', sessionId: one.id.toUpperCase() });
    expect(two.id).toBe(one.id);
    expect((await two.messages()).map(({ content }) => content)).toEqual(['Second']);
    await forge.sessions.send(one.id, 'Third');
    expect((await two.messages()).map(({ content }) => content)).toEqual(['Third']);
    // The first reader is behind by now, and still learns what was written.
    expect((await one.messages()).map(({ content }) => content)).toEqual(['Second', 'Third']);
    await two.end();
  });

  test('a network that breaks loses no answer and says nothing twice', async () => {
    const proxy = await cuttingProxy(server.port, [1, 10_000, 1, 10_000, 10_000, 1, 1]);
    try {
      const patient = new Forgeyard({ baseUrl: proxy.url, apiKey: server.key, timeoutMs: 15_000 });
      const session = await patient.reportIn({ agentType: 'Broken line' });
      await session.say('On it');
      const asking = session.ask('Which one?', quick);
      const question = await openQuestion(session);
      await forge.interactions.resolve(question.id, { decision: 'respond', message: 'The red one' });
      expect((await asking).text).toBe('The red one');
      await session.end();
      const { data } = await forge.sessions.messages(session.id);
      expect(data.map(({ content }) => content)).toEqual(['On it', 'Which one?', 'The red one']);
      expect(proxy.cuts()).toBeGreaterThan(1);
    } finally {
      await proxy.close();
    }
  });

  test('people who end the session end the waiting', async () => {
    const session = await forge.reportIn({ agentType: 'Stoppable', heartbeatMs: 1_000 });
    const asking = session.ask('Go on?', quick).catch((reason: unknown) => reason);
    await openQuestion(session);
    await forge.sessions.end(session.id, 'KILLED');
    expect(await asking).toMatchObject({ code: 'SESSION_ENDED' });
  });

  test('the rules of an agent say who is asked and what is done without an answer', async () => {
    await (await forge.reportIn({ agentType: 'Ruled' })).end();
    const rules = {
      ...(await forge.interactions.rules('Ruled')),
      deadline_s: 3_600,
      on_timeout: 'respond' as const,
      timeout_answer: 'Go on',
    };
    expect(await forge.interactions.setRules('Ruled', rules)).toEqual(rules);
    const session = await forge.reportIn({ agentType: 'Ruled' });
    await session.ask('Go on?', { timeoutMs: 0 });
    expect(await openQuestion(session)).toMatchObject({ on_timeout: 'respond', timeout_answer: 'Go on', deadline_at: expect.any(String) });
    // A plain message withdraws the question: the agent went on.
    await session.say('Went on');
    expect(await forge.interactions.countOpen({ session: session.id })).toBe(0);
    await session.end();
  });

  test('the trace of a run is read, one span at a time, and taken away as a file', async () => {
    const { session_id: id } = await forge.runs.create('data-cleanup', {
      input: 'go',
      data: { csv: 'name,date,amount,region\nJ,1/15/24,1,West' },
    });
    const spans = await forge.sessions.spans(id).all();
    expect(spans.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['agent', 'tool']));
    expect(await forge.sessions.span(id, spans[0]?.id ?? '')).toMatchObject({ id: spans[0]?.id, trace_id: spans[0]?.trace_id });
    expect(await forge.sessions.otlp(id)).toMatchObject({ resourceSpans: [{ scopeSpans: expect.any(Array) }] });
  });

  test('the key of an agent speaks for that agent, and nobody takes the session of another', async () => {
    await forge.agents.create({ slug: 'speaker', template: 'data-cleanup' });
    await forge.agents.create({ slug: 'listener', template: 'data-cleanup' });
    const clientOf = async (agent: string): Promise<Forgeyard> => {
      const { key } = await forge.credentials.create({ name: agent, kind: 'agent_key', agent });
      return new Forgeyard({ baseUrl: server.url, apiKey: key });
    };
    const session = await (await clientOf('speaker')).reportIn({ agentType: 'ignored' });
    await session.say('It is me');
    expect((await forge.sessions.get(session.id)).agent.slug).toBe('speaker');
    const other = await clientOf('listener');
    await expect(other.reportIn({ agentType: 'x', sessionId: session.id })).rejects.toBeInstanceOf(PermissionError);
    session.detach();
  });
});
