import { afterAll, beforeAll, expect, it } from 'vitest';
import { reachesReceivers, startReceiver } from '../../test/receiver.ts';
import type { Receiver } from '../../test/receiver.ts';
import { place, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';

let receiver: Receiver;
let standIn: Awaited<ReturnType<typeof startStandIn>>;
let w: World;
beforeAll(async () => {
  [receiver, standIn] = await Promise.all([startReceiver(), startStandIn()]);
  w = await world('sqlite', { place: await place('sqlite', { ...standInSettings(standIn.url), ...reachesReceivers }) });
});
afterAll(async () => {
  await w.close();
  await Promise.all([receiver.close(), standIn.close()]);
});

it('a webhook about a run carries the trace that the run is part of; other webhooks carry none', async () => {
  await w.call('POST', '/v1/webhooks', { url: receiver.url, events: ['agent.registered', 'interaction.opened'] });
  const agent = await w.agent('asks', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const { body } = await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'go' }, { traceparent });
  expect(body.status).toBe('waiting');
  await receiver.until(2);
  const headers = new Map(receiver.received.map((one) => [JSON.parse(one.body).type, one.headers['traceparent']]));
  expect(headers.get('agent.registered')).toBeUndefined();
  expect(headers.get('interaction.opened')).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-00$/);
});
