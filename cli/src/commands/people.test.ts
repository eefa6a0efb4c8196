import { createServer } from 'node:http';
import { Forgeyard } from '@forgeyard/sdk';
import type { AgentSession } from '@forgeyard/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStandIn } from '../../../server/test/stand-in/stand-in.ts';
import type { StandIn } from '../../../server/test/stand-in/stand-in.ts';
import { liveServer } from '../../../sdk/test/live-server.ts';
import type { LiveServer } from '../../../sdk/test/live-server.ts';
import { desk } from '../../test/world.ts';
import type { Desk, Ended, Settings } from '../../test/world.ts';

let models: StandIn;
let server: LiveServer;
let forge: Forgeyard;
let place: Desk;

beforeAll(async () => {
  models = await startStandIn();
  // A stand-in for models is on this machine; with it, so are the addresses that launches may go to.
  server = await liveServer({ models: models.url });
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key });
  place = desk();
});

afterAll(async () => {
  place.dispose();
  await server.stop();
  await models.close();
});

const run = (argv: readonly string[], settings: Settings = {}): Promise<Ended> =>
  place.run(argv, { ...settings, env: { FORGEYARD_URL: server.url, FORGEYARD_KEY: server.key } });
const json = async (argv: readonly string[]) => JSON.parse((await run([...argv, '--json'])).out);

/** A question of an agent that runs elsewhere, and its id. */
async function asked(agentType: string, question: string): Promise<{ readonly session: AgentSession; readonly id: string }> {
  const session = await forge.reportIn({ agentType, name: `Work of ${agentType}` });
  await session.ask(question, { options: ['Yes', 'No'], timeoutMs: 0 });
  const [open] = await json(['inbox', 'list', '--session', session.id]);
  return { session, id: open.id };
}

describe('the inbox on the command line', () => {
  test('a question is listed, shown with what came before it, answered once, and heard by its agent', async () => {
    const { session, id } = await asked('Asker', 'Deploy to production?');
    expect((await run(['inbox', 'list', '--kind', 'question'])).out).toMatch(
      /ID +KIND +STATE[^]*question +open +asker +Deploy to production\?/,
    );
    const shown = await run(['inbox', 'show', id]);
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringMatching(/kind +question\nstate +open[^]*options +Yes \| No[^]*for +everybody/),
    });
    expect(await run(['inbox', 'answer', id])).toMatchObject({ code: 2, err: expect.stringContaining('--approve') });
    expect((await run(['inbox', 'answer', id, '--reject', '--respond', 'Yes'])).code).toBe(2);
    const answered = await run(['inbox', 'answer', id, '--respond', '-'], { stdin: 'Yes\n' });
    expect(answered).toMatchObject({ code: 0, out: expect.stringMatching(/state +resolved[^]*decision +respond by .*: Yes/) });
    expect((await run(['inbox', 'answer', id, '--respond', 'Yes'])).code).toBe(0);
    expect(await run(['inbox', 'answer', id, '--respond', 'No'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('ALREADY_RESOLVED'),
    });
    expect(await session.messages()).toMatchObject([{ content: 'Yes' }]);
    expect(await run(['inbox', 'list', '--session', session.id])).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringContaining('Nothing'),
    });
    expect(await json(['inbox', 'list', '--state', 'any', '--session', session.id])).toMatchObject([{ id, state: 'resolved' }]);
    session.detach();
  });

  test('a tool call runs with the input that a person gave, and need not be asked for again', async () => {
    const tools = ['data-transform', 'formula-engine'];
    const config = { tool_policy: { 'data-transform': 'ask' as const }, retry_on_error: false };
    await forge.agents.create({ slug: 'careful', model: 'gpt-standin-three', tools, config });
    const started = await forge.runs.start('careful', { input: 'go' });
    const find = async () => (await json(['inbox', 'list', '--agent', 'careful', '--kind', 'approval']))[0];
    await expect.poll(find, { timeout: 30_000 }).toBeDefined();
    const { id, input } = await find();
    expect((await run(['inbox', 'show', id])).out).toMatch(/question +data-transform\.\w+: /);
    expect(await run(['inbox', 'answer', id, '--edit', '[1]'])).toMatchObject({ code: 2, err: expect.stringContaining('JSON object') });
    const answered = await run(['inbox', 'answer', id, '--edit', JSON.stringify(input), '--remember']);
    expect(answered).toMatchObject({ code: 0, out: expect.stringMatching(/decision +edit by/) });
    await expect.poll(async () => (await forge.runs.get(started.id)).status, { timeout: 30_000 }).toBe('completed');
    expect(Object.values((await forge.agents.get('careful')).config.tool_policy ?? {})).toContain('allow');
  });

  test('a question is given to nobody in particular, and only to members', async () => {
    const { session, id } = await asked('Shared', 'Who knows?');
    expect((await run(['inbox', 'assign', id, 'everybody'])).out).toMatch(/for +everybody/);
    expect(await run(['inbox', 'assign', id, 'nobody@example.com'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('MEMBER_NOT_FOUND'),
    });
    expect((await run(['inbox', 'show', '0199f3a8-0000-7000-8000-000000000000'])).code).toBe(4);
    session.detach();
  });
});

describe('sessions on the command line', () => {
  test('a session is listed, shown, read, written to and ended', async () => {
    const { session, id } = await asked('Talker', 'Which database?');
    await session.messages();
    expect((await run(['session', 'list', '--status', 'awaiting_input', '--agent', 'Talker'])).out).toMatch(
      /AWAITING_INPUT +talker +Work of Talker +Which database\?/,
    );
    const shown = await run(['session', 'show', session.id]);
    expect(shown.out).toMatch(/agent +talker \(external\)\nstatus +AWAITING_INPUT, alive/);
    expect(shown.err).toContain(`forgeyard inbox answer ${id}`);
    const sent = await run(['session', 'send', session.id, 'The staging one']);
    expect(sent).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/), err: expect.stringContaining('answer') });
    expect((await run(['session', 'send', session.id], { stdin: ' \n' })).code).toBe(2);
    expect((await run(['session', 'messages', session.id])).out).toMatch(/agent asks\nWhich database\?\n\n.*\nThe staging one\n/);
    const lines = (await run(['session', 'messages', session.id, '--json', '--limit', '1'])).out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ content: 'The staging one', kind: 'answer' }]);
    await session.say('Done', { gitDiff: 'diff --git a/x b/x' });
    expect((await run(['session', 'show', session.id, '--diff'])).out).toBe('diff --git a/x b/x\n');
    expect((await run(['session', 'end', session.id, '--as', 'killed'])).out).toMatch(/status +KILLED/);
    expect((await run(['session', 'tail', session.id])).code).toBe(0);
    expect((await run(['session', 'list', '--within', '1d', '--search', 'no such words'])).err).toContain('No sessions');
    expect((await run(['session', 'show', 'nowhere'])).code).toBeGreaterThan(0);
    session.detach();
  });

  test('tail prints what is said until the session ends, and what changes until Ctrl-C', async () => {
    const session = await forge.reportIn({ agentType: 'Speaker', name: 'Long work' });
    await session.say('Begun');
    const other = desk();
    const everything = other.run(['session', 'tail', '--json'], { env: { FORGEYARD_URL: server.url, FORGEYARD_KEY: server.key } });
    const tailing = run(['session', 'tail', session.id]);
    // Both have to look on first: what is said is said until it can be seen.
    const said = async (): Promise<boolean> => {
      await session.say('Half done');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return true;
    };
    for (let times = 0; times < 5; times += 1) await said();
    await forge.sessions.end(session.id);
    const tailed = await tailing;
    expect(tailed).toMatchObject({ code: 0, out: expect.stringMatching(/Begun\n\n[^]*Half done\n/) });
    expect(tailed.out.match(/Half done/g)).toHaveLength(5);
    await new Promise((resolve) => setTimeout(resolve, 500));
    other.interrupt();
    const all = await everything;
    expect(all.code).toBe(130);
    const lines = all.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ id: session.id, status: 'COMPLETED', latest_message: 'Half done' });
    other.dispose();
    session.detach();
  });
});

describe('launching on the command line', () => {
  test('the session that was begun is printed; what cannot be asked is a failure', async () => {
    const bodies: { readonly agent_instance_id: string; readonly api_key: string }[] = [];
    const hook = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        bodies.push(JSON.parse(body));
        response.writeHead(bodies.length === 1 ? 204 : 500).end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const address = hook.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const seen = await forge.reportIn({ agentType: 'Launched' });
      await seen.end();
      await forge.agents.launch.put('Launched', { webhook_type: 'DEFAULT', config: { url: `http://127.0.0.1:${port}/` } });
      expect((await forge.agents.launch.types()).map(({ id }) => id)).toContain('GITHUB');
      const launched = await run(['agent', 'launch', 'Launched', 'Fix it', '--field', 'branch_name=fix'], {});
      expect(launched).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
      expect(bodies).toMatchObject([{ prompt: 'Fix it', branch_name: 'fix', agent_instance_id: launched.out.trim() }]);
      const [order] = bodies;
      // What was handed over is enough for the agent to report in, to ask and to be answered.
      const launchedAgent = new Forgeyard({ baseUrl: server.url, apiKey: order?.api_key ?? '' });
      const session = await launchedAgent.reportIn({ agentType: 'ignored', sessionId: order?.agent_instance_id });
      await session.say('Begun');
      await session.ask('Which branch?', { timeoutMs: 0 });
      expect((await run(['session', 'send', session.id, 'The fix'])).err).toContain('answer');
      expect(await session.wait({ pollMs: 20 })).toMatchObject([{ content: 'The fix' }]);
      await session.end();
      expect(await forge.sessions.get(session.id)).toMatchObject({ origin: 'launch', status: 'COMPLETED', agent: { slug: 'launched' } });
      expect(await run(['agent', 'launch', 'Launched', 'Again'])).toMatchObject({ code: 1, err: expect.stringContaining('LAUNCH_FAILED') });
      expect((await run(['agent', 'launch', 'Launched', 'x', '--field', 'nonsense'])).code).toBe(2);
      await forge.agents.launch.delete('Launched');
      expect((await run(['agent', 'launch', 'Launched', 'x'])).code).toBe(4);
    } finally {
      hook.close();
      hook.closeAllConnections();
    }
  });
});

describe('teams on the command line', () => {
  test('a team is made, filled, shared with, emptied and deleted', async () => {
    expect(await run(['team', 'create', 'Release crew'])).toMatchObject({ code: 0, err: expect.stringContaining('Made Release crew') });
    expect((await run(['team', 'create', 'release CREW'])).code).not.toBe(0);
    expect((await run(['team', 'add', 'release crew', 'Ana@example.com'])).err).toContain('ana@example.com is MEMBER of Release crew');
    expect((await run(['team', 'add', 'Release crew', 'ana@example.com', '--role', 'admin'])).err).toContain('is ADMIN');
    expect((await run(['team', 'show', 'Release crew'])).out).toMatch(/ana@example\.com +\(from outside\) +ADMIN/);
    expect((await run(['team', 'list'])).out).toMatch(/Release crew +1 +-/);
    const session = await forge.reportIn({ agentType: 'Shared' });
    expect((await run(['session', 'share', session.id])).code).toBe(2);
    expect((await run(['session', 'share', session.id, '--team', 'Release crew', '--write'])).err).toContain(
      'Release crew may read it and write',
    );
    expect((await forge.sessions.shares(session.id)).data).toMatchObject([
      { team: { name: 'Release crew' }, access: 'WRITE', email: null },
    ]);
    session.detach();
    expect((await run(['team', 'remove', 'Release crew', 'ana@example.com'])).code).toBe(0);
    expect((await run(['team', 'remove', 'Release crew', 'ana@example.com'])).code).toBe(4);
    expect((await run(['team', 'delete', 'Release crew'])).code).toBe(2);
    expect((await run(['team', 'delete', 'Release crew', '--yes'])).code).toBe(0);
    expect((await run(['team', 'show', 'Release crew'])).code).toBe(4);
  });
});
