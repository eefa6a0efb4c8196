import { connect } from 'node:net';
import { systemCaller } from '../src/kernel/caller.ts';
import { createAgent } from '../src/domain/agents/index.ts';
import { createCredential } from '../src/domain/credentials/index.ts';
import type { At } from '../src/domain/home.ts';
import { createOrg } from '../src/domain/orgs/index.ts';
import { createPerson } from '../src/domain/people/index.ts';
import type { Role } from '../src/kernel/caller.ts';
import { caller, untilSilent } from './world.ts';
import type { Reply, World } from './world.ts';

const sendTimeoutMs = 90_000;

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request exactly as given: no credential and no content type of its own. Of a stream it takes what came until it was silent. */
export async function send(url: string, method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(sendTimeoutMs),
    ...(body === undefined ? {} : { body }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? await untilSilent(response) : await response.text();
  return { status: response.status, headers: response.headers, body: toJson(text), text };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes bytes to a connection of its own and returns everything that came back until the server closed it or `answers` were complete. */
export function sendRaw(url: string, text: string, isComplete: (received: string) => boolean = () => false): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    let received = '';
    socket.setEncoding('latin1').setTimeout(sendTimeoutMs, () => socket.destroy(new Error(`no end after: ${received}`)));
    socket.on('data', (chunk) => {
      received += String(chunk);
      if (isComplete(received)) socket.destroy();
    });
    socket.on('error', (error) => (received === '' ? reject(error) : resolve(received)));
    socket.on('close', () => resolve(received));
  });
}

export interface Tenant {
  readonly orgId: string;
  readonly key: string;
  readonly call: World['call'];
  /** Registers an agent there and returns its UUID. */
  agent(slug: string): Promise<string>;
}

/** A second organisation on the same server, with an organisation-wide key of its own. */
export async function tenant(w: World, name: string): Promise<Tenant> {
  const { home } = w.server;
  const org = await home.transact((tx) => createOrg(tx, { name }, home.clock.now()));
  const at: At = { caller: systemCaller(org.id), request: { id: 'test', ip: '', userAgent: '' }, home };
  const { key } = await createCredential(at, { name: `${name}-key`, scopes: ['*'], orgWide: true });
  return {
    orgId: org.id,
    key: key.reveal(),
    call: caller(w.url, key.reveal()),
    agent: async (slug) => (await createAgent(at, { slug, model: 'gpt-standin-one', tools: ['data-transform'] })).id,
  };
}

export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  readonly userId: string;
  /** Sends JSON with the cookie and the CSRF token, as a page of this server does. */
  call: World['call'];
}

/** Adds a person to the first organisation. */
export async function person(w: World, role: Role, email: string, password: string): Promise<string> {
  const { home, passwords } = w.server;
  const passwordHash = await passwords.hash(password);
  const me = await w.call('GET', '/v1/me');
  return home.transact((tx) => createPerson(tx, home, { orgId: me.body.org.id, role }, { email, name: email, passwordHash }));
}

/** Signs in as a browser does. */
export async function signIn(w: World, email: string, password: string): Promise<Browser> {
  const reply = await send(w.url, 'POST', '/v1/auth/login', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (reply.status !== 200) throw new Error(`not signed in: ${reply.text}`);
  return browserOf(w.url, reply);
}

/** The browser that an answer with a session cookie makes. */
export function browserOf(url: string, reply: Reply): Browser {
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const csrf: string = reply.body.csrf_token;
  return {
    cookie,
    csrf,
    userId: reply.body.user.id,
    call: (method, path, body, headers = {}) =>
      send(url, method, path, {
        headers: { cookie, 'x-csrf-token': csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}
