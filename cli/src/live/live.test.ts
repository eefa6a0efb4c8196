import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventStream, frame, json, problem, wireServer } from '../../../sdk/test/wire-server.ts';
import type { Answer, WireServer } from '../../../sdk/test/wire-server.ts';
import { desk } from '../../test/world.ts';
import type { Desk } from '../../test/world.ts';

const location = '/v1/runs/run-1/events';
const usage = { input_tokens: 3, output_tokens: 4 };
const opened: WireServer[] = [];
let at: Desk;

beforeEach(() => {
  at = desk();
});

afterEach(async () => {
  at.dispose();
  for (const server of opened.splice(0)) await server.close();
});

async function serving(...answers: readonly Answer[]): Promise<WireServer> {
  const server = await wireServer(...answers);
  opened.push(server);
  return server;
}

const work = [
  frame('1', 'run.queued', { input: 'go', data: null }),
  frame('2', 'message.started', { step: 1 }),
  frame('2.2', 'message.delta', { text: 'He', offset: 2 }),
  frame('2.5', 'message.delta', { text: 'llo', offset: 5 }),
  frame('3', 'message.completed', { step: 1, text: 'Hello!', reasoning: '', tool_calls: [], finish: 'tool_calls', duration_ms: 2 }),
  frame('4', 'tool.called', { step: 2, step_number: 1, call_id: 'c', tool: 'json-utils', action: 'query', input: { a: 1 } }),
  frame('5', 'tool.failed', { step: 2, step_number: 1, call_id: 'c', code: 'BAD_PATH', message: 'no such path', duration_ms: 12 }),
  frame('6', 'message.completed', { step: 3, text: 'Bye', reasoning: '', tool_calls: [], finish: 'stop', duration_ms: 2 }),
];
const completed = frame('7', 'run.completed', { output: 'Bye', result: null, duration_ms: 1234, usage });
const failed = frame('7', 'run.failed', { code: 'MAX_STEPS', message: 'too many steps', duration_ms: 9, usage });

describe('run', () => {
  test('text goes to standard output once, tools and the end to standard error', async () => {
    const server = await serving(eventStream({ chunks: [...work, completed], finish: 'end', location }));
    writeFileSync(join(at.home, 'rows.json'), '{"csv":"a,b"}');
    const argv = ['run', 'a', 'go', '--data', '@rows.json', '--timeout', '2m', '--session', 's', '--url', server.url];
    const { code, out, err } = await at.run(argv);
    expect(code).toBe(0);
    expect(out).toBe('Hello!\nBye\n');
    expect(err).toContain('> 1. json-utils.query {"a":1}');
    expect(err).toContain('< 1. json-utils.query failed: no such path (BAD_PATH), 12 ms');
    expect(err).toContain('completed in 1.2 s, 3 tokens in, 4 out, run run-1');
    expect(server.seen[0]?.body).toEqual({
      input: 'go',
      data: { csv: 'a,b' },
      session_id: 's',
      config_override: { timeout_ms: 120_000 },
      stream: true,
    });
  });

  test('--json prints every event as a line, also across a cut', async () => {
    const server = await serving(
      eventStream({ chunks: work.slice(0, 4), finish: 'cut', location }),
      eventStream({ chunks: [...work.slice(4), completed], finish: 'end' }),
    );
    const { code, out } = await at.run(['run', 'a', '--json', '--url', server.url], { stdin: 'from a pipe\n' });
    const types = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).type);
    expect(code).toBe(0);
    expect(types).toHaveLength(9);
    expect(types.at(-1)).toBe('run.completed');
    expect(server.seen[0]?.body).toMatchObject({ input: 'from a pipe' });
    expect(server.seen[1]?.headers['last-event-id']).toBe('2.5');
  });

  test('--no-stream prints the output alone, with --json the whole run', async () => {
    const run = { id: 'run-1', status: 'completed', output: 'Bye', result: null, error: null };
    const stream = eventStream({ chunks: [...work, completed], finish: 'end', location });
    const server = await serving(stream, json(200, run), stream, json(200, run));
    expect(await at.run(['run', 'a', 'go', '--no-stream', '--url', server.url])).toEqual({ code: 0, out: 'Bye\n', err: '' });
    const machine = await at.run(['run', 'a', 'go', '--no-stream', '--json', '--url', server.url]);
    expect(JSON.parse(machine.out)).toEqual(run);
  });

  test('a failed run exits 1 and names its code', async () => {
    const server = await serving(eventStream({ chunks: [...work, failed], finish: 'end', location }));
    const { code, err } = await at.run(['run', 'a', 'go', '--url', server.url]);
    expect(code).toBe(1);
    expect(err).toContain('error: too many steps (MAX_STEPS)');
    expect(err).toContain('forgeyard tail run-1');
  });

  test('Ctrl-C cancels the run and exits 130', async () => {
    const server = await serving(
      eventStream({ chunks: work.slice(0, 3), finish: 'hang', location }),
      json(202, { id: 'run-1', status: 'cancelling' }),
    );
    const running = at.run(['run', 'a', 'go', '--url', server.url]);
    await expect.poll(() => server.seen.length).toBe(1);
    at.interrupt();
    const { code, err } = await running;
    expect(code).toBe(130);
    expect(err).toContain('Run run-1 is cancelling');
    expect(server.seen[1]).toMatchObject({ method: 'POST', url: '/v1/runs/run-1/cancel' });
  });

  test('text of an attempt that was lost is called void', async () => {
    const lost = frame('3', 'attempt.started', { attempt: 2, reason: 'lease lost' });
    const server = await serving(
      eventStream({ chunks: [...work.slice(0, 4), lost, ...work.slice(7), completed], finish: 'end', location }),
    );
    const { out, err } = await at.run(['run', 'a', 'go', '--url', server.url]);
    expect(out).toBe('Hello\nBye\n');
    expect(err).toContain('attempt 2: the text above is void');
  });
});

describe('tail', () => {
  test('a run is told line by line from the given cursor', async () => {
    const server = await serving(json(200, { id: 'run-1' }), eventStream({ chunks: [...work.slice(5), completed], finish: 'end' }));
    const { code, out } = await at.run(['tail', 'run-1', '--after', '3', '--url', server.url]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('10:00:00.000  tool.called           1. json-utils.query {"a":1}');
    expect(server.seen[1]?.headers['last-event-id']).toBe('3');
  });

  test('what is not a run is looked for among the sessions, Ctrl-C tells where to go on', async () => {
    const server = await serving(
      problem(404, 'RUN_NOT_FOUND'),
      json(200, { id: 's' }),
      eventStream({ chunks: [work.join('')], finish: 'hang' }),
    );
    const following = at.run(['tail', 's', '--json', '--url', server.url]);
    await expect.poll(() => server.seen.length).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    at.interrupt();
    const { code, out, err } = await following;
    expect(code).toBe(130);
    expect(out.trim().split('\n')).toHaveLength(8);
    expect(err).toContain('forgeyard tail s --after 6');
  });

  test('neither run nor session exits 4', async () => {
    const server = await serving(problem(404, 'NOT_FOUND'));
    expect((await at.run(['tail', 'x', '--url', server.url])).code).toBe(4);
  });
});
