import { send } from './requests.ts';
import type { Reply, World } from './world.ts';

export type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** An agent of a test, and requests with its own key. */
export interface Worker {
  readonly id: string;
  readonly number: number;
  readonly slug: string;
  readonly key: string;
  readonly call: Call;
}

export interface TaskScene {
  /** A new agent with a key; `more` are members of its registration. */
  worker(more?: Readonly<Record<string, unknown>>, scopes?: readonly string[]): Promise<Worker>;
  /** A task made by the organisation's key. */
  task(more?: Readonly<Record<string, unknown>>): Promise<any>;
  /** What happened to a task, oldest first. */
  happened(task: string): Promise<string[]>;
  get(task: string): Promise<any>;
}

/** Requests of a program with an agent's or a person's key. */
export function withKey(url: string, key: string): Call {
  return (method, path, body) =>
    send(url, method, path, {
      headers: { 'x-agent-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

let made = 0;

/** Agents and tasks for the tests of one world. */
export function taskScene(w: World): TaskScene {
  return {
    worker: async (more = {}, scopes = ['read', 'write']) => {
      made += 1;
      const slug = `worker-${made}`;
      const agent = await w.call('POST', '/v1/agents', { slug, model: 'gpt-standin-one', ...more });
      if (agent.status !== 201) throw new Error(`no agent: ${agent.text}`);
      const key = await w.call('POST', '/v1/credentials', { name: slug, kind: 'agent_key', agent: slug, scopes });
      if (key.status !== 201) throw new Error(`no key: ${key.text}`);
      return { id: agent.body.id, number: agent.body.number, slug, key: key.body.key, call: withKey(w.url, key.body.key) };
    },
    task: async (more = {}) => {
      const reply = await w.call('POST', '/v1/tasks', { title: 'Write blog post', ...more });
      if (reply.status !== 201) throw new Error(`no task: ${reply.text}`);
      return reply.body;
    },
    happened: async (task) => {
      const reply = await w.call('GET', `/v1/activity?task=${task}&limit=200`);
      return reply.body.data.map((one: any) => one.event).toReversed();
    },
    get: async (task) => (await w.call('GET', `/v1/tasks/${task}`)).body,
  };
}
