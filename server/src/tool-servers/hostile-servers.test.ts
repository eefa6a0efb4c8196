import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { echoTool, startToolServer } from '../../test/tool-server.ts';
import type { ToolServerStandIn } from '../../test/tool-server.ts';
import { systemClock } from '../kernel/clock.ts';
import { createGuardedStream } from '../kernel/guarded-stream.ts';
import { OriginLimits } from '../kernel/origin-limits.ts';
import { createOutbound } from '../kernel/outbound.ts';
import { hashOfTool } from '../kernel/tool-server.ts';
import type { ServerToolCall, ToolServerAddress } from '../kernel/tool-server.ts';
import { ToolServerClient } from './index.ts';

const limits = new OriginLimits({ atOnceMax: 5, perMinuteMax: 60_000, burst: 10_000 }, systemClock);
const guardedStream = createGuardedStream(createOutbound({ allowPrivateHosts: ['127.0.0.1'] }), limits);
const sse = { 'content-type': 'text/event-stream' };
const frame = (message: object): string => `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`;
const nested = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
const json = (response: ServerResponse, body: object | string): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify({ jsonrpc: '2.0', ...body }));
};

describe('a server that means harm', () => {
  let server: ToolServerStandIn;
  let ids = 0;
  const own = new ToolServerClient({ guardedStream, clientVersion: '0.0.0', listings: { max: 10_000, windowS: 60 } });
  beforeAll(async () => {
    server = await startToolServer([echoTool]);
    // The library is loaded at the first use, which is no part of a server's time.
    await own.list({ ...address(), timeoutMs: 60_000 });
  });
  afterEach(() => {
    server.tools = [echoTool];
    server.fault = undefined;
  });
  afterAll(async () => {
    await own.close();
    await server.close();
  });
  const address = (): ToolServerAddress => ({
    id: `server-${(ids += 1)}`,
    orgId: 'org',
    revision: 1,
    url: server.url,
    headers: {},
    timeoutMs: 1_000,
  });
  const callTo = async (at: ToolServerAddress): Promise<ServerToolCall> => {
    const { tools } = await own.list(at);
    const hash = tools[0] === undefined ? '' : hashOfTool(tools[0]);
    const signal = new AbortController().signal;
    return { scope: 'run', tool: 'echo', input: { text: 'x' }, hash, idempotencyKey: 'k', traceParent: null, timeoutMs: 1_000, signal };
  };
  /** What a call comes to whose answer is written by hand; `id` is the call's own. */
  const answered = async (write: (response: ServerResponse, id: unknown) => void): Promise<unknown> => {
    const at = address();
    const call = await callTo(at);
    server.fault = (request, response, method) => {
      if (method !== 'tools/call') return false;
      write(response, (request as any).parsed?.id);
      return true;
    };
    return own.call(at, call).catch((error: unknown) => `${(error as any).code}: ${(error as Error).message}`);
  };

  const inTime = 'FAILED: The server did not answer in time.';
  const nonsense = 'FAILED: The server does not answer as the Model Context Protocol asks.';

  test.each([
    ['says nothing for ever', ': x\n\n'],
    ['tells of progress for ever', frame({ method: 'notifications/progress', params: { progressToken: 1, progress: 1 } })],
  ])('that %s is left when its time is up', async (_what, piece) => {
    let hasLeft = (): void => undefined;
    const left = new Promise<void>((resolve) => (hasLeft = resolve));
    const got = answered((response) => {
      response.writeHead(200, sse);
      const drip = setInterval(() => response.write(piece), 20);
      response.on('close', () => (clearInterval(drip), hasLeft()));
    });
    expect(await got).toBe(inTime);
    await left;
  });

  test('that lists without end is left when its time is up', async () => {
    let pages = 0;
    server.fault = (request, response, method) => {
      if (method !== 'tools/list') return false;
      pages += 1;
      const result = { resultType: 'complete', tools: [], nextCursor: String((ids += 1)), ttlMs: 0, cacheScope: 'private' };
      setTimeout(() => json(response, { id: (request as any).parsed.id, result }), 300);
      return true;
    };
    await expect(own.list(address())).rejects.toThrow('did not answer in time');
    // The time is one for all pages; with one for each it would go on to the most that are read.
    expect(pages).toBeLessThan(12);
  });

  const complete = (members: string): string => `{"resultType":"complete","content":[],${members}}`;
  test.each([
    ['nests its answer 100,000 times', complete(`"structuredContent":${nested}`), /^OUTPUT_TOO_LARGE/],
    ['nests what nobody reads', complete(`"_meta":${nested}`), { text: '' }],
    ['gives members that objects have by themselves', complete('"structuredContent":{"__proto__":{"a":1},"b":2}'), { b: 2 }],
    ['wants to ask a person', '{"resultType":"input_required","inputRequests":{}}', nonsense],
    ['makes a task of a call', '{"resultType":"task","taskId":"t","status":"working"}', nonsense],
  ])('that %s does no harm', async (_what, result, expected) => {
    const got = await answered((response, id) => json(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`));
    if (expected instanceof RegExp) expect(got).toMatch(expected);
    else expect(got).toEqual(expected);
  });

  test('that answers another call than ours, or ours twice, is believed once and only for ours', async () => {
    const result = (text: string) => ({ resultType: 'complete', content: [{ type: 'text', text }] });
    const got = await answered((response, id) => {
      response.writeHead(200, sse);
      for (const [to, text] of [
        [`not ${String(id)}`, 'foreign'],
        [id, 'first'],
        [id, 'second'],
      ] as const)
        response.write(frame({ id: to, result: result(text) }));
      response.end();
    });
    expect(got).toEqual({ text: 'first' });
    expect(await answered((response) => json(response, { id: 'another', result: result('foreign') }))).toBe(inTime);
  });
});
