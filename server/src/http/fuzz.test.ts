import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all } from '../../test/route-table.ts';
import type { Route } from '../faces/kit/index.ts';
import { send } from '../../test/requests.ts';
import { holderFor } from '../../test/security/holder.ts';
import type { Holder } from '../../test/security/holder.ts';
import { enginesOf, world } from '../../test/world.ts';
import type { Reply, World } from '../../test/world.ts';

const requestsPerRoute = 15;
/** So that what guards against guessing does not keep every request from what lies behind. */
const wide = [{ failures: 1_000_000, seconds: 60 }];
const noLimits = {
  signInLimits: { account: wide, address: wide, everybody: wide },
  guesses: { failuresMax: 1_000_000, windowS: 60 },
  registrations: { max: 1_000_000, windowS: 60 },
};
const atOnce = 10;
const table = all.flatMap((face) => face.routes.map((route) => [route.method, route.path, face.name, route] as const));

const texts = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    '1e400',
    'NaN',
    'null',
    'true',
    '[]',
    '{}',
    'a\u0000b',
    '\u0000',
    '\ud800',
    '\udfff',
    '\u202e',
    '\u001b[31m',
    '\r\nX-Injected: 1',
  ],
  ...[
    "'",
    '"',
    '\\',
    '`',
    "' or '1'='1",
    "'; drop table agents;--",
    '%',
    '_',
    '%%%%_',
    '%00',
    '%2e%2e%2f',
    '../../etc/passwd',
    '/',
    '//',
    ';',
    '?',
    '#',
    '*',
    '..',
    '.',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '$where',
    '{{7*7}}',
    '${7*7}',
    '<img src=x onerror=alert(1)>',
    'javascript:alert(1)',
  ],
  ...[
    'x'.repeat(300),
    'x'.repeat(5_000),
    '𝄞'.repeat(200),
    'é',
    '日本語',
    '999999999999999',
    '9'.repeat(30),
    '-9'.repeat(20),
    '2026-01-01T00:00:00Z',
    '0000-00-00T00:00:00Z',
  ],
  ...[
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'agt_00000000000000000000000000000000',
    'data-cleanup',
    'gpt-standin-one',
    'json-utils',
  ],
];
const values: readonly unknown[] = [
  ...texts,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  2 ** 53 + 1,
  [],
  {},
  [[]],
  [null],
  { a: { b: [1, 'x'] } },
  Array.from({ length: 1_000 }, () => 1),
  nested(60),
];
const headerValues = [
  '',
  'x',
  '*',
  '"v1"',
  'W/"v2"',
  '1.2',
  '-1',
  '999999999999999',
  'k'.repeat(3_000),
  "' or 1=1--",
  '\u00ff\u00fe',
  'application/json',
  'text/plain',
  '../..',
];
const headerNames = [
  'idempotency-key',
  'last-event-id',
  'if-match',
  'if-none-match',
  'x-csrf-token',
  'origin',
  'cookie',
  'user-agent',
  'range',
  'expect-ct',
  'accept-language',
  'x-http-method-override',
];

function nested(levels: number): unknown {
  return levels === 0 ? 'deep' : { a: nested(levels - 1) };
}

/** The same requests in every run: a small linear congruential generator. */
function dice(seed: number) {
  let state = seed;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  return {
    roll,
    pick: <Item>(items: readonly Item[]): Item => items[roll(items.length)] as Item,
    chance: (oneIn: number): boolean => roll(oneIn) === 0,
  };
}
type Dice = ReturnType<typeof dice>;

function propertiesOf(schema: unknown): string[] {
  const found: unknown = typeof schema === 'object' && schema !== null && 'properties' in schema ? schema.properties : {};
  return Object.keys(found as object);
}

function bodyOf(route: Route, d: Dice): string | undefined {
  if (route.body === undefined && !d.chance(4)) return undefined;
  if (d.chance(12))
    return d.pick([
      '',
      '{',
      '[',
      'null',
      '"x"',
      '{"a":1,"a":2}',
      '{"__proto__":{"x":1}}',
      '{"constructor":{"prototype":{}}}',
      '['.repeat(5_000),
      '{"a":1e999}',
      '\u0000',
    ]);
  const body: Record<string, unknown> = { ...(route.bodyExample as object | undefined) };
  const names = [...propertiesOf(route.body), 'org_id', 'id'];
  for (let changes = d.roll(4); changes > 0; changes -= 1) {
    const name = d.pick(names);
    if (d.chance(5)) delete body[name];
    else body[name] = d.pick(values);
  }
  return JSON.stringify(body);
}

function requestFor(route: Route, d: Dice, known: readonly string[]) {
  const isSafe = route.method !== 'DELETE';
  const path = route.path.replace(/:[a-z_]+/g, (name) => {
    if (name === ':version') return encodeURIComponent(d.chance(2) ? '1' : d.pick(texts).toWellFormed());
    const hostile = encodeURIComponent(d.pick(texts).toWellFormed());
    return isSafe && d.chance(2) ? d.pick(known) : hostile === 'data-cleanup' && !isSafe ? 'nobody' : hostile;
  });
  const query = Array.from({ length: d.roll(4) }, () => {
    const name = d.pick([...propertiesOf(route.query), 'x', '__proto__', 'limit', 'cursor']);
    return `${encodeURIComponent(name)}=${encodeURIComponent(d.pick(texts).toWellFormed())}`;
  });
  const headers: Record<string, string> = { 'content-type': d.chance(20) ? d.pick(headerValues) : 'application/json' };
  for (let more = d.roll(3); more > 0; more -= 1) headers[d.pick(headerNames)] = d.pick(headerValues);
  return { url: `${path}${query.length === 0 ? '' : `?${query.join('&')}`}`, headers, body: bodyOf(route, d) };
}

describe.each(enginesOf(import.meta.url))('hostile requests on %s', (engine) => {
  let w: World;
  let known: string[];
  let orgId: string;
  beforeAll(async () => {
    w = await world(engine, noLimits);
    orgId = (await w.call('GET', '/v1/me')).body.org.id;
    await w.agent('target', 'one', { config: { timeout_ms: 2_000 } });
    const run = await w.call('POST', '/v1/agents/target/runs', { input: 'x' });
    known = ['target', 'data-cleanup', run.body.id, run.body.session_id, run.body.agent.id];
  });
  afterAll(() => w.close());

  const ask = async (route: Route, holder: Holder, seed: number): Promise<{ reply: Reply; what: string }> => {
    const d = dice(seed);
    const own = holder.agent === null ? [] : Array.from({ length: 20 }, () => holder.agent ?? '');
    const { url, headers, body } = requestFor(route, d, [...known, ...own]);
    const canHaveBody = route.method !== 'GET' && body !== undefined;
    const reply = await send(w.url, route.method, url, {
      headers: { ...holder.headers, ...headers },
      ...(canHaveBody ? { body } : {}),
    });
    return {
      reply,
      what: `${route.method} ${url.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${(body ?? '').slice(0, 300)} → ${reply.status} ${reply.text.slice(0, 300)}`,
    };
  };

  test.each(table)('S60: never a fault, always JSON in the face’s own shape: %s %s of %s', async (_method, path, face, route) => {
    const isError: Readonly<Record<string, (body: any) => boolean>> = {
      runner: (body) => typeof body?.error?.code === 'string' && typeof body.error.message === 'string',
      forge: (body) => body?.success === false && typeof body.error?.code === 'string',
      workbench: (body) => body?.success === false && typeof body.error?.code === 'string',
      identity: (body) => typeof body?.error?.code === 'string' && Object.keys(body).length === 1,
      monitor: (body) => typeof body?.detail === 'string' && typeof body.code === 'string' && Object.keys(body).length <= 3,
      mcp: (body) => body?.jsonrpc === '2.0' && Number.isInteger(body.error?.code) && typeof body.error.message === 'string',
      otlp: (body) => Number.isInteger(body?.code) && typeof body.message === 'string' && Object.keys(body).length === 2,
      native: (body) => typeof body?.code === 'string' && typeof body.title === 'string' && body.request_id.startsWith('req_'),
    };
    const seeds = Array.from(
      { length: requestsPerRoute },
      (_, index) => index * 7919 + [...path].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7),
    );
    const holder = await holderFor(w, route.policy, orgId);
    const file = route.answers[200]?.mediaType;
    for (let start = 0; start < seeds.length; start += atOnce) {
      for (const { reply, what } of await Promise.all(seeds.slice(start, start + atOnce).map((seed) => ask(route, holder, seed)))) {
        expect(reply.status, what).toBeLessThan(500);
        expect(reply.headers.get('x-request-id'), what).toMatch(/^req_/);
        expect(reply.headers.get('x-injected'), what).toBeNull();
        expect(reply.text, what).not.toContain(w.key);
        if (reply.status >= 400)
          expect(
            Object.values(isError).some((fits) => fits(reply.body)),
            what,
          ).toBe(true);
        // A hostile segment may lead to another face's path; every other error is worded by the face of the route.
        if (reply.status === 400 || reply.status === 422) expect(isError[face]?.(reply.body), what).toBe(true);
        if (reply.status === 200)
          expect(
            reply.body !== undefined || file !== undefined || reply.headers.get('content-type')?.startsWith('text/event-stream') === true,
            what,
          ).toBe(true);
      }
    }
  });

  test('afterwards the server is as well as before', async () => {
    expect((await w.call('GET', '/readyz')).status).toBe(200);
    expect((await w.call('POST', '/v1/agents/target/runs', { input: 'x' })).body.status).toBe('completed');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
