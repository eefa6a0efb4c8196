import { expect } from 'vitest';
import type { Home } from '../src/domain/home.ts';
import type { Reply, World } from './world.ts';

export interface Step {
  readonly tool: string;
  readonly action: string;
  readonly input: object;
}

/** An agent without a language model that makes these calls; returns its UUID. */
export async function caller(call: World['call'], slug: string, steps: readonly Step[], policy: object = {}): Promise<string> {
  const tools = [...new Set(steps.map(({ tool }) => tool))];
  const reply = await call('POST', '/v1/agents', { slug, model: 'playbook', tools, config: { playbook: steps, tool_policy: policy } });
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body.id;
}

export const upper = (text: string): Step => ({ tool: 'data-transform', action: 'upper', input: { text } });
export const ask = (input: object): Step => ({ tool: 'people', action: 'ask', input });
export const alwaysAsk = { 'data-transform': 'ask' };

/** Starts a run that waits for a person, and tells what it waits for. */
export async function waiting(call: World['call'], agent: string): Promise<{ readonly run: any; readonly question: any }> {
  const run = (await call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' })).body;
  if (run.status !== 'waiting') throw new Error(`the run does not wait: ${JSON.stringify(run)}`);
  const list = (await call('GET', `/v1/interactions?state=open&session=${run.session_id}`)).body;
  return { run, question: list.data[0] };
}

export const resolve = (call: World['call'], id: string, body: object): Promise<Reply> =>
  call('POST', `/v1/interactions/${id}/resolve`, body);

/** The run once it has ended. */
export async function endOf(call: World['call'], run: string): Promise<any> {
  const ended = ['completed', 'failed', 'cancelled', 'timeout'];
  await expect
    .poll(async () => ended.includes((await call('GET', `/v1/runs/${run}`)).body.status), { timeout: 30_000, interval: 20 })
    .toBe(true);
  return (await call('GET', `/v1/runs/${run}`)).body;
}

/** The same deployment some time later. */
export function later(home: Home, ms: number): Home {
  const { clock } = home;
  return { ...home, clock: { now: () => clock.now() + ms, monotonic: () => clock.monotonic() + ms } };
}
