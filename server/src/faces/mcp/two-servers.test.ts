import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpClient } from '../../../test/mcp/clients.ts';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';
import type { TwoServers } from '../../../test/two-servers.ts';

describe.each(sharedEngines)('two servers on one %s', () => {
  let servers: TwoServers;
  beforeAll(async () => {
    servers = await twoServers();
  });
  afterAll(() => servers.close());

  test('a question that is asked at one is answered at the other, and a wait can go on at either', async () => {
    const { first, second } = servers;
    const client = await httpClient('2026-07-28', first.url, first.key);
    const asking = client.call('ask_question', { question: 'Which server?', agent_type: 'Coder' });
    let open: any;
    await expect
      .poll(async () => {
        [open] = (await second.call('GET', '/v1/interactions?state=open', undefined, { 'x-forge-api-key': first.key })).body.data;
        return open?.question;
      })
      .toBe('Which server?');
    const elsewhere = await httpClient('2025-11-25', second.url, first.key);
    const waiting = elsewhere.call('ask_question', { question_id: open.id });
    const answer = { decision: 'respond', message: 'The second' };
    const reply = await second.call('POST', `/v1/interactions/${open.id}/resolve`, answer, { 'x-forge-api-key': first.key });
    expect(reply.status, reply.text).toBe(200);
    for (const answered of [await asking, await waiting])
      expect(answered.structured).toMatchObject({ status: 'answered', answer: 'The second' });
    await client.close();
    await elsewhere.close();
  });
});
