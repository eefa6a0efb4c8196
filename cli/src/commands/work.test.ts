import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { Forgeyard, verifyWebhook } from '@forgeyard/sdk';
import type { Task } from '@forgeyard/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveServer } from '../../../sdk/test/live-server.ts';
import type { LiveServer } from '../../../sdk/test/live-server.ts';
import { desk } from '../../test/world.ts';
import type { Desk, Ended, Settings } from '../../test/world.ts';

let server: LiveServer;
let forge: Forgeyard;
let place: Desk;

beforeAll(async () => {
  server = await liveServer();
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key });
  place = desk();
  await forge.agents.create({ slug: 'writer', template: 'data-cleanup' });
});

afterAll(async () => {
  place.dispose();
  await server.stop();
});

const run = (argv: readonly string[], settings: Settings = {}): Promise<Ended> =>
  place.run(argv, { ...settings, env: { FORGEYARD_URL: server.url, FORGEYARD_KEY: server.key } });
const json = async (argv: readonly string[]) => JSON.parse((await run([...argv, '--json'])).out);

describe('tasks and deliverables on the command line', () => {
  test('a task is made, listed, taken, handed in, sent back and approved', async () => {
    const made = await run(['task', 'create', 'Compare suppliers', '--assignee', 'writer', '--tag', 'research', '--priority', 'critical']);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/status +assigned\npriority +critical\nassignee +writer/) });
    expect((await run(['task', 'list', '--status', 'assigned'])).out).toMatch(
      /NO +STATUS .*\n\d+ +assigned +critical +Compare suppliers +writer/,
    );
    const task: Task = await json(['task', 'next', '--agent', 'writer', '--lease', '10m']);
    expect(task).toMatchObject({ title: 'Compare suppliers', status: 'in_progress', lease: { fence: expect.any(Number) } });
    expect(await run(['task', 'next', '--agent', 'writer'])).toMatchObject({ code: 4, out: '', err: expect.stringMatching(/\w/) });

    const { number } = await forge.deliverables.submit({ task: task.id, title: 'Overview', content: '# Three fit\n' });
    expect((await run(['deliverable', 'list', '--status', 'pending'])).out).toMatch(/pending +1 +Overview +\d+ +writer/);
    const shown = await run(['deliverable', 'show', String(number)]);
    expect(shown).toMatchObject({ code: 0, out: '# Three fit\n', err: expect.stringMatching(/status +pending, version 1/) });
    const review = ['deliverable', 'review', String(number)];
    expect((await run(review)).err).toContain('--approve');
    expect((await run([...review, '--revise'])).err).toContain('--feedback');
    expect((await run([...review, '--approve', '--version', '2'])).code).toBe(1);
    expect((await run([...review, '--revise', '--feedback', '-'], { stdin: 'Name the sources.' })).err).toContain('Name the sources.');
    const second = await forge.deliverables.submit({ parent: String(number), title: 'Overview', content: 'Sources: two' });
    expect((await run(['deliverable', 'review', String(second.number), '--approve'])).err).toContain('approved, version 2');
    expect((await run(['task', 'show', String(task.number)])).out).toMatch(/status +completed/);
  });

  test('a task of the pool says why nobody takes it, and is claimed', async () => {
    const made = await run(['task', 'create', 'Translate', '--capability', 'french', '--description', '-'], { stdin: 'All of it.\n' });
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining('waits in the pool') });
    const number = /number +(\d+)/.exec(made.out)?.[1] ?? '';
    const shown = await run(['task', 'show', number]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('All of it.'), err: expect.stringContaining('waits:') });
    expect((await run(['task', 'claim', number, '--agent', 'writer'])).err).toContain('french');
    await forge.agents.update('writer', { capabilities: ['French'] });
    expect((await run(['task', 'claim', number, '--agent', 'writer', '--lease', '60s'])).err).toContain('Held until');
    expect((await run(['task', 'claim', number, '--lease', '5s'])).code).toBe(2);
    expect((await run(['task', 'show', '99999'])).code).toBe(4);
  });

  test('execute starts a run that tail follows', async () => {
    await run(['task', 'create', 'Totals', '--assignee', 'writer']);
    const [task] = await json(['task', 'list', '--search', 'Totals']);
    const started = await run(['task', 'execute', String(task.number)]);
    expect(started).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    expect((await run(['tail', started.out.trim()])).out).toContain('run.');
    expect((await run(['task', 'retry', String(task.number)])).code).toBeLessThan(2);
  });
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A program on this machine that answers 204 and keeps what it got. */
async function receiver(): Promise<{ readonly url: string; readonly got: readonly Received[]; readonly close: () => void }> {
  const got: Received[] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = (): void => {
    http.close();
    http.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, got, close };
}

describe('webhooks on the command line', () => {
  test('listen sends on what trigger sends, and the signature holds', async () => {
    expect((await run(['trigger', 'task.assigned'])).code).toBe(4);
    const made = await run(['webhook', 'create', 'https://nowhere.invalid/', '--event', 'task.*']);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) });
    const here = await receiver();
    try {
      const listening = run(['listen', here.url, '--json']);
      // Sent again until the log is being read: what was attempted before does not come.
      const triggered = async (): Promise<number> => {
        expect((await run(['trigger', 'deliverable.approved'])).code).toBe(0);
        return here.got.length;
      };
      await expect.poll(triggered, { timeout: 30_000, interval: 500 }).toBeGreaterThan(0);
      const [first] = here.got;
      const message = await verifyWebhook(first?.body ?? '', first?.headers ?? {}, { secret: made.out.trim() });
      expect(message).toMatchObject({ type: 'deliverable.approved', data: { test: true } });
      place.interrupt();
      const ended = await listening;
      expect(ended.code).toBe(130);
      expect(JSON.parse(ended.out.split('\n')[0] ?? '')).toMatchObject({ event: 'deliverable.approved', status: 204, attempt: 1 });
    } finally {
      here.close();
    }
  });

  test('webhooks are listed, and a delivery is sent again', async () => {
    const [webhook] = await json(['webhook', 'list']);
    expect((await run(['webhook', 'list'])).out).toContain('https://nowhere.invalid/');
    const sent = await run(['webhook', 'test', String(webhook.number), 'task.completed']);
    expect(sent.out).toMatch(/^msg_[0-9a-f]{32}\n$/);
    expect(await run(['webhook', 'resend', String(webhook.number), sent.out.trim()])).toMatchObject({ code: 0, out: sent.out });
    expect((await run(['webhook', 'events'])).out).toContain('task.execution_failed');
    expect((await run(['trigger', 'no.such'])).err).toContain('no.such');
    expect((await run(['listen', 'nowhere'])).code).toBe(2);
  });
});
