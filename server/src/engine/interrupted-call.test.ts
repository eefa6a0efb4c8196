import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld } from '../../test/domain-world.ts';
import type { DomainWorld } from '../../test/domain-world.ts';
import { engines } from '../../test/world.ts';
import { createAgent } from '../domain/agents/index.ts';
import type { At, Home } from '../domain/home.ts';
import { listInteractions, resolveInteraction } from '../domain/interactions/index.ts';
import type { Answer } from '../domain/interactions/index.ts';
import { getRun, startRun } from '../domain/runs/index.ts';
import type { Json } from '../kernel/json.ts';
import { noExposure } from '../kernel/tool.ts';
import type { RecoveryClass, ToolDefinition, ToolInvocation, ToolRunner } from '../kernel/tool.ts';
import { createPlaybookModel } from '../models/playbook.ts';
import { RunEngine } from './index.ts';

const soon = { timeout: 30_000, interval: 20 };
const limits = { runsMax: 10, queueMax: 10, sweepMs: 50, drainMs: 100 };

/** A tool whose first call, and every one that is told to, never returns, as if its process had died in the middle of it. */
class Letters implements ToolRunner {
  readonly calls: ToolInvocation[] = [];
  readonly definitions: readonly ToolDefinition[];
  hangs = 1;

  constructor(recovery: RecoveryClass) {
    const send = {
      name: 'send',
      description: 'Sends a letter',
      inputSchema: { type: 'object' },
      outputSchema: { type: 'object' },
      example: { input: {}, output: {} },
    };
    this.definitions = [{ id: 'letters', version: '1.0.0', description: 'Letters', recovery, exposure: noExposure, actions: [send] }];
  }

  async invoke(call: ToolInvocation): Promise<Json> {
    this.calls.push(call);
    if (this.calls.length <= this.hangs) await new Promise((_, reject) => call.signal.addEventListener('abort', reject));
    return { sent: this.calls.length };
  }

  resolve(template: Json): Promise<Json> {
    return Promise.resolve(template);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe.each(engines)('a tool call that was in flight when its process ended, on %s', (engine) => {
  let w: DomainWorld;
  const running: RunEngine[] = [];
  let made = 0;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.drain();
  });
  afterAll(() => w.close());

  /** Another process on the same store that executes runs. */
  function processWith(letters: Letters): void {
    const home: Home = { ...w.home, tools: letters.definitions, processId: `process-${(made += 1)}` };
    const nothing = (): undefined => undefined;
    const live = { messageStarted: nothing, delta: nothing, messageEnded: nothing };
    const model = createPlaybookModel(letters.resolve);
    const deps = { home, tools: letters, warmTools: nothing, modelFor: () => model, live, retryDelayMs: () => null, reportFault: nothing };
    const started = new RunEngine(deps, limits);
    started.start();
    running.push(started);
  }

  interface Crashed {
    readonly at: At;
    readonly run: string;
    readonly letters: Letters;
  }

  async function crashedWith(recovery: RecoveryClass): Promise<Crashed> {
    const letters = new Letters(recovery);
    const org = await w.org();
    const at: At = { ...org, home: { ...w.home, tools: letters.definitions } };
    const playbook = { steps: [{ tool: 'letters', action: 'send', input: { to: 'Ada' } }], output: 'done' };
    const config = { playbook, timeoutMs: 600_000 };
    const agent = await createAgent(at, { slug: 'sender', model: 'playbook', tools: ['letters'], config });
    const { runId } = await startRun(at, { agent: agent.id, input: 'Go', data: null, override: {}, origin: 'runner' });
    processWith(letters);
    await expect.poll(() => letters.calls.length, soon).toBe(1);
    await orphan(runId);
    processWith(letters);
    return { at, run: runId, letters };
  }

  /** What is left of a process that was killed: a lease that nobody extends. */
  const orphan = (run: string) =>
    w.home.transact((tx) =>
      tx.query((db) => db.updateTable('runs').set({ lease_until: 1, lease_owner: 'gone' }).where('id', '=', run).returning('id')),
    );
  const stateOf = async ({ at, run }: Crashed) => (await getRun(at, { id: run })).state;
  const questionOf = async ({ at }: Crashed) => (await listInteractions(at, { state: 'open', limit: 10 })).items[0];
  const answered = async (crashed: Crashed, answer: Omit<Answer, 'id'>) => {
    await expect.poll(async () => (await questionOf(crashed)) !== undefined, soon).toBe(true);
    const question = await questionOf(crashed);
    await resolveInteraction(crashed.at, { id: question?.id ?? '', ...answer });
    return question;
  };

  test('is repeated with the same key when the tool is keyed', async () => {
    const crashed = await crashedWith('keyed');
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    const call = { idempotencyKey: `${crashed.run}:step#2`, input: { to: 'Ada' } };
    expect(crashed.letters.calls).toMatchObject([call, call]);
  });

  test('is repeated when the tool is pure', async () => {
    const crashed = await crashedWith('pure');
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    expect(crashed.letters.calls).toHaveLength(2);
  });

  test('is repeated only when a person agrees when the tool is unsafe, and then once', async () => {
    const crashed = await crashedWith('unsafe');
    await expect.poll(() => stateOf(crashed), soon).toBe('waiting');
    expect(crashed.letters.calls).toHaveLength(1);
    const question = await answered(crashed, { decision: 'approve' });
    expect(question?.question).toContain('may or may not have taken effect');
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    expect(crashed.letters.calls).toHaveLength(2);
  });

  test('is not repeated when the person says no, or says what came of it', async () => {
    for (const answer of [{ decision: 'reject' }, { decision: 'respond', message: 'It was sent.' }] as const) {
      const crashed = await crashedWith('unsafe');
      await answered(crashed, answer);
      await expect.poll(async () => ['completed', 'failed'].includes(await stateOf(crashed)), soon).toBe(true);
      expect(crashed.letters.calls).toHaveLength(1);
      for (const one of running.splice(0)) await one.drain();
    }
  });

  test('asks again when the repetition is interrupted as well', async () => {
    const crashed = await crashedWith('unsafe');
    crashed.letters.hangs = 2;
    await answered(crashed, { decision: 'approve' });
    await expect.poll(() => crashed.letters.calls.length, soon).toBe(2);
    await orphan(crashed.run);
    processWith(crashed.letters);
    await expect.poll(() => stateOf(crashed), soon).toBe('waiting');
    await answered(crashed, { decision: 'approve' });
    await expect.poll(() => stateOf(crashed), soon).toBe('completed');
    expect(crashed.letters.calls).toHaveLength(3);
  });
});
