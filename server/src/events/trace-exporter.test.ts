import { gunzipSync } from 'node:zlib';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spansOf } from '../../test/otlp.ts';
import { place, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';

interface Got {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly body: any;
}

/** A local OpenTelemetry collector that answers as it is told. */
class Collector {
  readonly got: Got[] = [];
  status = 200;
  retryAfter: string | undefined;
  #waiting: (() => void)[] = [];
  readonly #server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = JSON.parse(gunzipSync(Buffer.concat(pieces)).toString());
      response.writeHead(this.status, this.retryAfter === undefined ? {} : { 'retry-after': this.retryAfter }).end('{}');
      this.got.push({ headers: request.headers, path: request.url ?? '', body });
      for (const wake of this.#waiting.splice(0)) wake();
    });
  });

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async until(count: number): Promise<void> {
    while (this.got.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

const spansIn = (body: any): any[] => body.resourceSpans.flatMap((one: any) => one.scopeSpans.flatMap((scope: any) => scope.spans));

describe('spans of runs for the operator’s own collector', () => {
  const collector = new Collector();
  const lines: string[] = [];
  let standIn: Awaited<ReturnType<typeof startStandIn>>;
  let w: World;
  let agent: string;
  beforeAll(async () => {
    const port = await collector.open();
    standIn = await startStandIn();
    const at = await place('sqlite', {
      ...standInSettings(standIn.url),
      FORGEYARD_OTLP_ENDPOINT: `http://127.0.0.1:${port}/base`,
      FORGEYARD_OTLP_HEADERS: 'x-team=blue%20team,authorization=Bearer%20t',
    });
    const logger = pino({ level: 'warn', base: null }, { write: (line: string) => void lines.push(line) });
    w = await world('sqlite', { place: at, logger, traceExportLimits: { gatherMs: 20, pausesMs: [10, 10], drainMs: 500 } });
    agent = await w.agent('exported', 'one');
  });
  afterAll(async () => {
    await w.close();
    await standIn.close();
    await collector.close();
  });

  const run = async () => (await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'hidden words' })).body;

  it('each run that ends is sent once, with the spans that the API shows and without what was said', async () => {
    const ended = await run();
    await collector.until(1);
    const { headers, path, body } = collector.got[0] as Got;
    expect(path).toBe('/base/v1/traces');
    expect(headers).toMatchObject({ 'x-team': 'blue team', authorization: 'Bearer t', 'content-encoding': 'gzip' });
    const shown = await spansOf(w, ended.session_id);
    expect(spansIn(body).map((span) => span.spanId)).toEqual(shown.map((span) => span.id));
    expect(spansIn(body).find((span) => span.name.startsWith('chat')).attributes).toContainEqual({
      key: 'gen_ai.operation.name',
      value: { stringValue: 'chat' },
    });
    expect(JSON.stringify(body)).not.toContain('hidden words');
  });

  it('a collector that is busy is asked again, and what it refuses is dropped with one line in the log', async () => {
    collector.status = 503;
    const before = collector.got.length;
    const ended = await run();
    await collector.until(before + 2);
    collector.status = 200;
    await collector.until(before + 3);
    const traceIds = collector.got.slice(before).map(({ body }) => spansIn(body)[0].traceId);
    expect(new Set(traceIds)).toEqual(new Set([ended.trace_id]));
    collector.status = 400;
    await run();
    await collector.until(before + 4);
    await run();
    await collector.until(before + 5);
    collector.status = 200;
    await run();
    await collector.until(before + 6);
    const losses = lines.filter((line) => line.includes('traces.not_exported'));
    expect(losses).toHaveLength(1);
    expect(losses[0]).toContain('the collector answered 400');
    expect(lines.join('')).not.toContain('Bearer t');
  });

  it('runs end as always while nobody takes their spans, and the server closes without waiting for it', async () => {
    collector.status = 503;
    collector.retryAfter = '30';
    const ended = await run();
    expect(ended.status).toBe('completed');
  });
});
