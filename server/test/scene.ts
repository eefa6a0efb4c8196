import { account } from './account.ts';
import type { Account } from './account.ts';
import { owned } from './browsers.ts';
import type { MemberBrowser } from './browsers.ts';
import { person, send } from './requests.ts';
import { visitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';
import type { Reply, World } from './world.ts';

export const password = 'correct horse battery';

/** A place with everything that a request may need, made anew for each operation. */
export interface Scene {
  readonly w: World;
  readonly boss: MemberBrowser;
  readonly someone: Visitor;
  readonly email: string;
  agent(): Promise<string>;
  key(more?: object): Promise<{ id: string; key: string }>;
  agentAccount(): Promise<Account>;
  /** Signs `someone` in by password. */
  enter(): Promise<Reply>;
}

export type Step = (scene: Scene) => Promise<() => Promise<Reply>>;

export async function sceneOf(w: World, count: number): Promise<Scene> {
  const boss = await owned(w);
  const email = `audited-${count}@example.org`;
  const someone = visitor(w.url.replace('127.0.0.1', 'localhost'));
  let made = 0;
  return {
    w,
    boss,
    someone,
    email,
    agent: async () => (await boss.call('POST', '/v1/agents', { slug: `agent-${(made += 1)}`, model: 'gpt-4o' })).body.id,
    key: async (more = {}) =>
      (await boss.call('POST', '/v1/credentials', { name: `key-${(made += 1)}`, org_wide: true, scopes: ['*'], ...more })).body,
    agentAccount: () => account(w, `account-${count}`),
    enter: async () => {
      await person(w, 'owner', email, password);
      return someone.call('POST', '/v1/auth/login', { email, password });
    },
  };
}

/** An operation's audit entries, and how it is asked for so that it succeeds. */
export type Recorded = Readonly<Record<string, readonly [events: readonly string[], step: Step]>>;

export const json = (w: World, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  send(w.url, 'POST', path, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
export const later = (act: () => Promise<Reply>): Promise<() => Promise<Reply>> => Promise.resolve(act);
export const native = (path: string, body?: (scene: Scene) => unknown, method = 'POST'): Step => {
  return async (scene) => () => scene.boss.call(method, path, body?.(scene));
};
