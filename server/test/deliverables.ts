import { newId } from '../src/kernel/id.ts';
import type { MemberBrowser } from './browsers.ts';
import { send } from './requests.ts';
import { taskOf } from './tasks.ts';
import type { GivenTask } from './tasks.ts';
import type { Reply, World } from './world.ts';

/** An agent with a key of its own and a task that it works on. */
export interface AgentAtWork {
  readonly agent: { readonly id: string; readonly number: number };
  readonly task: GivenTask;
  readonly key: string;
  /** Sends JSON with the agent's key. */
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Another task of the same agent. */
  another(): Promise<GivenTask>;
  /** A result for the task, handed in by the agent. */
  submitted(more?: object): Promise<{ id: string; number: number }>;
}

export async function agentAtWork(w: World, boss: MemberBrowser): Promise<AgentAtWork> {
  const { home } = w.server;
  const created = await boss.call('POST', '/v1/agents', {
    slug: `at-work-${newId(home.clock.now())}`,
    display_name: 'Code Reviewer',
    model: 'gpt-4o',
  });
  if (created.status !== 201) throw new Error(`agent was not created: ${created.text}`);
  const agent = { id: String(created.body.id), number: Number(created.body.number) };
  const keyed = await boss.call('POST', `/api/agents/${agent.number}/keys`, {});
  const key = String(keyed.body.data.apiKey);
  const another = () => taskOf(home, boss.orgId, agent.id);
  const task = await another();
  const call: AgentAtWork['call'] = (method, path, body) =>
    send(w.url, method, path, {
      headers: { 'x-agent-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    agent,
    task,
    key,
    call,
    another,
    submitted: async (more = {}) => {
      const reply = await call('POST', '/v1/deliverables', { task: task.id, title: 'Post', content: 'Text', ...more });
      if (reply.status !== 201) throw new Error(`not handed in: ${reply.text}`);
      return { id: String(reply.body.id), number: Number(reply.body.number) };
    },
  };
}
