import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { owned } from '../browsers.ts';
import { dumpOf } from '../raw-sql.ts';
import { reachesReceivers, startReceiver } from '../receiver.ts';
import type { Receiver } from '../receiver.ts';
import { all } from '../route-table.ts';
import { engines, place, standInSettings, world } from '../world.ts';
import type { World } from '../world.ts';

describe.each(engines)('the secrets of webhooks on %s', (engine) => {
  let w: World;
  let receiver: Receiver;
  const lines: string[] = [];
  beforeAll(async () => {
    receiver = await startReceiver();
    const at = await place(engine, { ...standInSettings('http://127.0.0.1:1'), ...reachesReceivers });
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    w = await world(engine, { place: at, logger: pino({ level: 'trace' }, sink), webhookLimits: { pollMs: 50 } });
  });
  afterAll(async () => {
    await w.close();
    await receiver.close();
  });

  it('S50: are in the one answer that made them, and in no list, log line, entry, metric or row', async () => {
    const boss = await owned(w);
    const secrets: string[] = [];
    const keep = (secret: string): void => void secrets.push(secret, secret.slice('whsec_'.length));
    await boss.call('POST', '/v1/agents', { slug: 'kept', model: 'gpt-4o' });
    const made = (await boss.call('POST', '/v1/webhooks', { url: receiver.url })).body;
    keep(made.secret);
    keep((await boss.call('PUT', '/v1/agents/kept/webhook', { url: receiver.url })).body.secret);
    keep((await boss.call('POST', `/v1/webhooks/${made.id}/rotate-secret`)).body.secret);
    keep((await boss.call('POST', '/api/agents/kept/webhook-secret')).body.data.secret);
    receiver.answer = (_, response) =>
      void response.writeHead(500, { 'x-told': secrets[0] }).end([...secrets.slice(0, 2), ...secrets.slice(4, 6)].join(' '));
    const { id } = (await boss.call('POST', `/v1/webhooks/${made.id}/test`)).body;
    await receiver.until(1);
    const detail = async () => (await boss.call('GET', `/v1/webhooks/${made.id}/deliveries/${id}`)).body;
    await expect.poll(async () => (await detail()).attempts, { timeout: 30_000 }).toBe(1);

    const answers = [JSON.stringify(await detail()), (await boss.call('PATCH', `/v1/webhooks/${made.id}`, { description: 'x' })).text];
    const listed = all.flatMap((face) => face.routes).filter((one) => one.method === 'GET' && !one.path.includes(':'));
    for (const route of listed) answers.push((await boss.call('GET', route.path)).text, (await w.call('GET', route.path)).text);
    for (const path of ['/metrics', '/v1/audit/export?format=jsonl', '/v1/agents/kept/webhook', `/api/webhooks/${made.id}`])
      answers.push((await boss.call('GET', path)).text);
    const places = { answers: answers.join('\n'), log: lines.join(''), store: await dumpOf(w.place) };
    for (const [name, text] of Object.entries(places)) {
      for (const secret of secrets) expect(text.includes(secret), `a secret is in ${name}`).toBe(false);
    }
    expect(places.answers).toContain('[secret]');
  });
});
