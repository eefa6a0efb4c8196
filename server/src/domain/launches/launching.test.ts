import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { as, domainWorld, keyCaller, person } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { launcher } from '../../../test/launcher.ts';
import { receiverFetch } from '../../../test/receiver-fetch.ts';
import { reachesReceivers, startReceiver } from '../../../test/receiver.ts';
import type { Receiver } from '../../../test/receiver.ts';
import { engines, place } from '../../../test/world.ts';
import type { Place } from '../../../test/world.ts';
import { LaunchWorker } from '../../events/index.ts';
import { statement } from '../../store/index.ts';
import { createAgent } from '../agents/index.ts';
import { CachedKeyVerifier, listCredentials } from '../credentials/index.ts';
import type { At } from '../home.ts';
import { deleteSession, listMessages, postAgentMessage } from '../messages/index.ts';
import { getSession, listSessionEvents } from '../sessions/index.ts';
import { launchAgent, putLaunch } from './index.ts';

const secret = 'canary-bearer-2f8c1d';

describe.each(engines)('launching an agent that runs elsewhere, on %s', (engine) => {
  let here: Place;
  let world: DomainWorld;
  let receiver: Receiver;
  let at: At;
  let agent: string;
  beforeAll(async () => {
    here = await place(engine, reachesReceivers);
    world = await domainWorld(engine, here);
  });
  afterAll(async () => {
    await world.close();
    await here.dispose();
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    const org = await world.org();
    at = as(org, await person(org, 'admin'));
    agent = (await createAgent(at, { kind: 'external', displayName: 'Outside' })).id;
  });
  afterEach(() => receiver.close());

  const configure = (config: Readonly<Record<string, unknown>> = {}, webhookType = 'DEFAULT') =>
    putLaunch(at, { agent, webhookType, config: { url: receiver.url, secret, ...config } });
  const launch = (fields: Readonly<Record<string, unknown>> = { prompt: 'Go' }, whoever: At = at) =>
    launchAgent(whoever, { agent, fields });
  const outcome = async (id: string) =>
    (await world.rows('launches')).find((row) => row.id === id) ?? { state: 'none', error: null, attempts: 0, credential_id: null };
  const keys = async () => (await listCredentials(at, { limit: 50 })).items.filter(({ name }) => name.startsWith('launch '));
  const keyOfAgent = async () => {
    const caller = await new CachedKeyVerifier(world.home).verify(payload().api_key, '192.0.2.1');
    if (caller.kind !== 'apiKey') throw new Error('not a key');
    return caller;
  };
  const payload = (index = 0) => JSON.parse(receiver.received[index]?.body ?? '{}');

  it('hands the prompt and a fresh key of the agent over, once, and says so in the session', async () => {
    await configure({ headers: 'X-Team: seven\nX-Other: 8' });
    const asked = await launch({ prompt: 'Fix it', name: 'A fix', branch_name: 'fix', metadata: '{"ticket":7}' });
    expect(asked).toMatchObject({ state: 'pending', error: null });
    expect(await launcher(at).workOff()).toBe(1);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers).toMatchObject({ authorization: `Bearer ${secret}`, 'x-team': 'seven', 'x-other': '8' });
    const sent = payload();
    expect(sent).toMatchObject({
      agent_instance_id: asked.sessionId,
      agent_type: 'Outside',
      prompt: 'Fix it',
      name: 'A fix',
      worktree_name: null,
      branch_name: 'fix',
      metadata: { ticket: 7 },
    });
    const caller = await new CachedKeyVerifier(world.home).verify(sent.api_key, '192.0.2.1');
    expect(caller).toMatchObject({ kind: 'apiKey', keyKind: 'agent_key', agentId: agent });
    expect([...caller.grants].toSorted()).toEqual(
      ['deliverables:write', 'messages:read', 'messages:write', 'presence:update', 'sessions:read', 'tasks:read', 'tasks:write'].toSorted(),
    );
    expect(await getSession(at, asked.sessionId)).toMatchObject({ name: 'A fix', origin: 'launch', status: 'ACTIVE' });
    const { events } = await listSessionEvents(at, { sessionId: asked.sessionId, after: 0, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual(['session.created', 'launch.requested', 'message.posted', 'launch.succeeded']);
    const everything = await world.everything();
    for (const text of [secret, sent.api_key]) expect(everything).not.toContain(text);
  });

  it('shows the prompt as the first message, which the agent is not given twice', async () => {
    await configure();
    const { sessionId } = await launch({ prompt: 'Only once' });
    await launcher(at).workOff();
    const { messages } = await listMessages(at, { sessionId, limit: 10 });
    expect(messages.map(({ sender, content }) => [sender, content])).toEqual([['user', 'Only once']]);
    const agentKey = as(at, await keyOfAgent());
    expect((await postAgentMessage(agentKey, { sessionId, content: 'On it' })).queued).toEqual([]);
  });

  it('nothing is sent for a session that was deleted meanwhile, and no prompt is left', async () => {
    await configure();
    const asked = await launch({ prompt: 'canary-prompt-77' });
    await deleteSession(at, asked.sessionId);
    await launcher(at).workOff();
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('ended before') });
    expect(receiver.received).toHaveLength(0);
    expect(await world.everything()).not.toContain('canary-prompt-77');
  });

  it.each([
    [302, /redirect \(302\)/],
    [401, /refused the credentials \(401\)/],
    [403, /does not allow this request \(403\)/],
    [404, /no webhook at this address \(404\)/],
    [429, /too many requests \(429\)/],
    [500, /failed with status 500/],
    [530, /tunnel .* is gone \(530\)/],
  ])('an answer %i fails it visibly, with a sentence and without a live key', async (status, sentence) => {
    receiver.answer = (_, response) => void response.writeHead(status, { location: 'http://127.0.0.1/' }).end(`no: ${secret}`);
    await configure();
    const asked = await launch();
    await launcher(at).workOff();
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringMatching(sentence), attempts: 1 });
    expect(await getSession(at, asked.sessionId)).toMatchObject({ status: 'FAILED', lastError: expect.stringMatching(sentence) });
    expect(receiver.received).toHaveLength(1);
    expect(await keys()).toMatchObject([{ revokedReason: 'launch_failed' }]);
    expect(await world.everything()).not.toContain(secret);
  });

  it('a receiver that cuts the connection or stays silent is asked once', async () => {
    await configure();
    receiver.answer = (_, response) => void response.destroy();
    const cut = await launch();
    await launcher(at).workOff();
    receiver.answer = () => undefined;
    const silent = await launch();
    await launcher(at, { timeoutMs: 300 }).workOff();
    expect(await outcome(cut.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('cut the connection') });
    expect(await outcome(silent.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('within 30 seconds') });
    expect(receiver.received).toHaveLength(2);
  });

  it('a receiver that is not there is tried again, because nothing was sent', async () => {
    await configure();
    const { port } = receiver;
    await receiver.close();
    const asked = await launch();
    const sender = launcher(at, { delaysMs: [0, 0] });
    expect(await sender.workOff()).toBe(3);
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('Could not connect'), attempts: 3 });
    expect((await keys()).map(({ revokedReason }) => revokedReason)).toEqual(Array(3).fill('launch_failed'));
    receiver = await startReceiver();
    expect(receiver.port).not.toBe(port);
  });

  it('an address that the policy forbids by the time of the launch is not asked', async () => {
    await configure();
    const asked = await launch();
    const strict = { ...at, home: { ...at.home, checkFetchUrl: () => 'Address is not allowed' } };
    await launcher(strict).workOff();
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('policy') });
    expect(receiver.received).toHaveLength(0);
  });

  it('a launch whose request cannot be built fails at once, and its key is no key any more', async () => {
    await configure();
    const asked = await launch();
    const spoil = statement<{ id: string }>((db, arg) => db.updateTable('launches').set({ fields_json: '{' }).where('id', '=', arg.id));
    await at.home.transact((tx) => tx.run(spoil, { id: asked.id }));
    const faults: string[] = [];
    const sender = new LaunchWorker({ home: at.home, guardedFetch: receiverFetch(), reportFault: (where) => void faults.push(where) });
    expect(await sender.workOff()).toBe(1);
    expect([faults, receiver.received.length]).toEqual([['launches.prepare'], 0]);
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('log says why') });
    expect((await keys()).map(({ revokedReason }) => revokedReason)).toEqual(['launch_failed']);
  });

  it('two servers ask once', async () => {
    await configure();
    for (let n = 0; n < 12; n += 1) await launch();
    const counts = await Promise.all([launcher(at).workOff(), launcher(at).workOff()]);
    expect([counts[0] + counts[1], receiver.received.length]).toEqual([12, 12]);
  });

  it('a launch whose server vanished in the middle ends visibly and is not asked for again', async () => {
    await configure();
    receiver.answer = () => undefined;
    const asked = await launch();
    const vanished = launcher(at, { timeoutMs: 1_500, leaseMarginMs: -1_480, drainMs: 0 });
    const late = vanished.workOff();
    await receiver.until(1);
    const next = launcher(at);
    await expect.poll(() => next.workOff(), { timeout: 30_000 }).toBe(1);
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('interrupted') });
    await late;
    expect(await outcome(asked.id)).toMatchObject({ state: 'failed', error: expect.stringContaining('interrupted') });
    expect(receiver.received).toHaveLength(1);
    expect(await keys()).toMatchObject([{ revokedReason: 'launch_failed' }]);
  });

  it('the key is never stronger than who launched, also when they lost rights since then', async () => {
    await configure();
    const reviewer = as(at, await person(at, 'reviewer'));
    await launch({ prompt: 'x' }, reviewer);
    await launcher(at).workOff();
    const caller = await new CachedKeyVerifier(world.home).verify(payload().api_key, '192.0.2.1');
    expect([...caller.grants].every((grant) => reviewer.caller.grants.has(grant))).toBe(true);
    await expect(launch({ prompt: 'x' }, as(at, keyCaller(at, ['runs:write'])))).rejects.toMatchObject({ reason: 'caller.lacks_grant' });
    const gone = await launch({ prompt: 'x' }, as(at, keyCaller(at, ['*'])));
    await launcher(at).workOff();
    expect(await outcome(gone.id)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('may not act here any more'),
      credential_id: null,
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('an agent that has reported in was launched, whatever its webhook answered', async () => {
    await configure();
    receiver.answer = (_, response) => {
      const id = payload().agent_instance_id;
      const beat = world.home.clock.now() + 5;
      void world.home
        .transact((tx) => tx.query((db) => db.updateTable('sessions').set({ heartbeat_at: beat }).where('id', '=', id).returning('id')))
        .then(() => response.writeHead(504).end());
    };
    const asked = await launch();
    await launcher(at).workOff();
    expect(await outcome(asked.id)).toMatchObject({ state: 'sent', error: null });
    expect(await keys()).toMatchObject([{ revokedAt: null }]);
  });

  it('GITHUB asks for a repository_dispatch, and N8N sends its header', async () => {
    const { origin } = new URL(receiver.url);
    receiver.answer = (_, response) => void response.writeHead(204).end();
    await putLaunch(at, {
      agent,
      webhookType: 'GITHUB',
      config: { owner: 'acme', repo: 'tools', token: 'ghp_canary', event_type: 'go', api_url: `${origin}/api/v3/` },
    });
    const github = await launch({ prompt: 'Build' });
    await launcher(at).workOff();
    expect(receiver.received[0]).toMatchObject({
      path: '/api/v3/repos/acme/tools/dispatches',
      headers: { authorization: 'Bearer ghp_canary' },
    });
    const body = payload();
    expect(body).toMatchObject({ event_type: 'go', client_payload: { prompt: 'Build', agent_instance_id: github.sessionId } });
    expect(Object.keys(body.client_payload).length).toBeLessThanOrEqual(10);
    await putLaunch(at, {
      agent,
      webhookType: 'N8N',
      config: { webhook_url: receiver.url, header_name: 'X-Auth', header_value: 'n8n-canary' },
    });
    await launch({ prompt: 'Flow' });
    await launcher(at).workOff();
    expect(receiver.received[1]).toMatchObject({ path: '/hook', headers: { 'x-auth': 'n8n-canary' } });
    expect(payload(1)).toMatchObject({ prompt: 'Flow' });
  });
});
