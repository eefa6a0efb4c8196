import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld } from '../../test/domain-world.ts';
import type { DomainWorld } from '../../test/domain-world.ts';
import { reachesReceivers } from '../../test/receiver.ts';
import { letterTool, startToolServer } from '../../test/tool-server.ts';
import type { ToolServerStandIn } from '../../test/tool-server.ts';
import { engines, place } from '../../test/world.ts';
import type { Place } from '../../test/world.ts';
import { createAgent } from '../domain/agents/index.ts';
import type { At, Home } from '../domain/home.ts';
import { listInteractions, resolveInteraction } from '../domain/interactions/index.ts';
import { getRun, startRun } from '../domain/runs/index.ts';
import { addToolServer, removeToolServer } from '../domain/tool-servers/index.ts';
import { createPlaybookModel } from '../models/playbook.ts';
import { createToolRunner } from '../tools/index.ts';
import { RunEngine } from './index.ts';

const soon = { timeout: 30_000, interval: 20 };
const reads = { ...letterTool, annotations: { readOnlyHint: true } };
const search = { ...reads, name: 'search' };
const recall = { ...reads, name: 'recall', annotations: { readOnlyHint: true, openWorldHint: false } };
const limits = { runsMax: 10, queueMax: 10, sweepMs: 50, drainMs: 100 };

describe.each(engines)('a call of another server’s tool that was in flight when its process ended, on %s', (engine) => {
  let own: Place;
  let w: DomainWorld;
  let server: ToolServerStandIn;
  const tools = createToolRunner({ workers: 1 });
  const running: RunEngine[] = [];
  let made = 0;
  let hanging = 0;
  beforeAll(async () => {
    own = await place(engine, reachesReceivers);
    w = await domainWorld(engine, own);
    server = await startToolServer([letterTool]);
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.drain();
  });
  afterAll(async () => {
    await server.close();
    await tools.close();
    await w.close();
    await own.dispose();
  });

  /** Another process on the same store that executes runs. */
  function anotherProcess(): void {
    const home: Home = { ...w.home, processId: `process-${(made += 1)}` };
    const nothing = (): undefined => undefined;
    const live = { messageStarted: nothing, delta: nothing, messageEnded: nothing };
    const model = createPlaybookModel(tools.resolve);
    const deps = { home, tools, warmTools: nothing, modelFor: () => model, live, retryDelayMs: () => null, reportFault: nothing };
    const started = new RunEngine(deps, limits);
    started.start();
    running.push(started);
  }

  interface Crashed {
    readonly at: At;
    readonly run: string;
    readonly place: { readonly agent: string; readonly server: string };
  }

  /** A run whose first call, or the last one of those before its letter, never returns, and whose process is gone. */
  async function crashedWith(annotations: Readonly<Record<string, boolean>>, first: readonly string[] = []): Promise<Crashed> {
    const at = await w.org();
    server.tools = [{ ...letterTool, annotations }, search, recall];
    server.calls.length = 0;
    hanging = 0;
    const hangs = Math.max(1, first.length);
    server.fault = (_request, _response, method) => method === 'tools/call' && (hanging += 1) === hangs;
    const steps = [...first, 'send'].map((action) => ({ tool: 'mcp-post', action, input: { to: 'Ada' } }));
    const playbook = { steps, output: 'done' };
    const agent = await createAgent(at, { slug: 'sender', model: 'playbook', tools: [], config: { playbook, timeoutMs: 600_000 } });
    const added = await addToolServer(at, { agent: agent.id, name: 'post', url: server.url, approve: 'all' });
    const { runId } = await startRun(at, { agent: agent.id, input: 'Go', data: null, override: {}, origin: 'runner' });
    anotherProcess();
    await expect.poll(() => hanging, soon).toBe(hangs);
    await w.home.transact((tx) =>
      tx.query((db) => db.updateTable('runs').set({ lease_until: 1, lease_owner: 'gone' }).where('id', '=', runId).returning('id')),
    );
    anotherProcess();
    return { at, run: runId, place: { agent: agent.id, server: added.id } };
  }

  const stateOf = async ({ at, run }: Crashed) => (await getRun(at, { id: run })).state;
  const questionOf = async ({ at }: Crashed) => (await listInteractions(at, { state: 'open', limit: 10 })).items[0];

  test('is repeated only when a person agrees, as its tool says nothing of repetition', async () => {
    const crashed = await crashedWith({});
    await expect.poll(async () => (await questionOf(crashed))?.tool, soon).toBe('mcp-post');
    expect(server.calls).toEqual([]);
    const question = await questionOf(crashed);
    expect(question?.question).toContain('it may or may not have taken effect');
    await resolveInteraction(crashed.at, { id: question?.id ?? '', decision: 'approve' });
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    expect(server.calls).toMatchObject([{ tool: 'send', input: { to: 'Ada' } }]);
  });

  test.each([
    ['reads only', { readOnlyHint: true }],
    ['takes a repetition for what it is', { idempotentHint: true }],
  ])('is repeated with the same key when its tool %s', async (_what, annotations) => {
    const crashed = await crashedWith(annotations);
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    expect(server.calls.map((call) => call.meta['forgeyard/idempotency-key'])).toEqual([`${crashed.run}:step#2`]);
    expect(hanging).toBe(2);
  });

  test('S36: does not make a run forget that it had read what somebody outside may have written before', async () => {
    const crashed = await crashedWith({}, ['search', 'recall']);
    await expect.poll(async () => (await questionOf(crashed))?.action, soon).toBe('send');
    expect(await questionOf(crashed)).toMatchObject({ reason: 'untrusted_read', question: expect.stringContaining('mcp-post.search') });
    expect(server.calls.map(({ tool }) => tool)).toEqual(['search', 'recall']);
    anotherProcess();
    await resolveInteraction(crashed.at, { id: (await questionOf(crashed))?.id ?? '', decision: 'approve' });
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    expect(server.calls.map(({ tool }) => tool)).toEqual(['search', 'recall', 'send']);
  });

  test('is not repeated when its server was taken away meanwhile', async () => {
    const crashed = await crashedWith({});
    await expect.poll(async () => (await questionOf(crashed))?.tool, soon).toBe('mcp-post');
    await removeToolServer(crashed.at, crashed.place);
    await resolveInteraction(crashed.at, { id: (await questionOf(crashed))?.id ?? '', decision: 'approve' });
    await expect.poll(() => stateOf(crashed), soon).not.toBe('waiting');
    await expect.poll(() => stateOf(crashed), soon).not.toBe('running');
    expect([hanging, server.calls]).toEqual([1, []]);
  });
});
