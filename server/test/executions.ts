import { createTask } from '../src/domain/tasks/index.ts';
import type { At } from '../src/domain/home.ts';
import { systemCaller } from '../src/kernel/caller.ts';
import { member } from './browsers.ts';
import type { MemberBrowser } from './browsers.ts';
import type { World } from './world.ts';

/** The owner of a world's first organisation, whose provider accounts lead to the stand-in. */
export async function bossOf(w: World): Promise<MemberBrowser> {
  return member(w, (await w.call('GET', '/v1/me')).body.org.id, 'owner');
}

export interface Worker {
  readonly id: string;
  readonly number: number;
}

let made = 0;

/** An agent whose model plays a script. */
export async function workerOf(w: World, script: string, more: Readonly<Record<string, unknown>> = {}): Promise<Worker> {
  const id = await w.agent(`worker-${(made += 1)}`, script, more);
  return { id, number: (await w.call('GET', `/v1/agents/${id}`)).body.number };
}

/** Assigns a task to an agent, with everything that follows from it. */
export async function assignedTask(w: World, orgId: string, agent: string, more: object = {}): Promise<Worker> {
  const at: At = { home: w.server.home, caller: systemCaller(orgId), request: { id: 'test', ip: '', userAgent: '' } };
  const { id, number } = await createTask(at, { title: 'Write blog post', assignee: agent, ...more });
  return { id, number };
}
