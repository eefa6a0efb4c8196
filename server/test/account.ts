import { agtOfUuid } from '../src/kernel/id.ts';
import { insertRecoveryKey } from '../src/domain/credentials/index.ts';
import { send } from './requests.ts';
import type { Reply, World } from './world.ts';

type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** An agent account and the three ways in which it is addressed. */
export interface Account {
  /** `agt_…` */
  readonly agent: string;
  readonly recoveryKey: string;
  /** With the recovery key. */
  readonly manage: Call;
  /** Makes an API key; `body` may name its scopes and life. */
  key(body?: Readonly<Record<string, unknown>>): Promise<{ readonly id: string; readonly secret: string }>;
  /** Makes a key and exchanges it. */
  token(body?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Sends JSON with one Authorization header. */
export function authorized(url: string, authorization: string): Call {
  return (method, path, body) =>
    send(url, method, path, {
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export function bearer(w: Pick<World, 'url'>, token: string): Call {
  return authorized(w.url, `Bearer ${token}`);
}

/** Registers an account over HTTP, in an organisation of its own. */
export async function account(w: World, name = 'weather-agent'): Promise<Account> {
  const reply = await send(w.url, 'POST', '/api/auth/register', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ agent_name: name }),
  });
  if (reply.status !== 201) throw new Error(`not registered: ${reply.text}`);
  return accountOf(w, reply.body.agent_id, reply.body.recovery_key);
}

/** Gives an agent of the first organisation an account. */
export async function accountOfAgent(w: World, agentId: string): Promise<Account> {
  const { home } = w.server;
  const me = await w.call('GET', '/v1/me');
  const key = await home.transact((tx) => insertRecoveryKey(tx, { orgId: me.body.org.id, agentId, now: home.clock.now() }));
  return accountOf(w, agtOfUuid(agentId), key.reveal());
}

function accountOf(w: World, agent: string, recoveryKey: string): Account {
  const manage = authorized(w.url, basic(agent, recoveryKey));
  const key: Account['key'] = async (body = {}) => {
    const reply = await manage('POST', `/api/agents/${agent}`, { name: 'cli', ...body });
    if (reply.status !== 201) throw new Error(`no key: ${reply.text}`);
    return { id: reply.body.key_id, secret: reply.body.api_key };
  };
  return {
    agent,
    recoveryKey,
    manage,
    key,
    token: async (body) => {
      const { secret } = await key(body);
      const reply = await authorized(w.url, basic(agent, secret))('POST', '/api/auth/token');
      if (reply.status !== 200) throw new Error(`no token: ${reply.text}`);
      return reply.body.access_token;
    },
  };
}
