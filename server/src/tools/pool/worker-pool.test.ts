import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { watchLoop } from '../../../test/loop-hold.ts';
import { createToolRunner } from '../index.ts';
import { call, failureOf } from '../test-runner.ts';

const runner = createToolRunner({ workers: 1, memoryMb: 96 });
afterAll(() => runner.close());

const WEDGED = '($f := function($x){$f($x)}; $f(1))';
const BLOCKING = '$count($split($pad("a",40000000),""))';
const evaluate = (expression: string, timeoutMs: number) => call(runner, 'data-transform', 'jsonata', { data: {}, expression }, timeoutMs);
const nextCallWorks = async () => expect(await call(runner, 'data-transform', 'upper', { text: 'a' })).toEqual({ result: 'A' });

test('a wedged expression ends with TIMEOUT and the next call works', async () => {
  expect((await failureOf(evaluate(WEDGED, 300))).code).toBe('TIMEOUT');
  await nextCallWorks();
});

test('work that never yields is killed at its limit and the next call works', async () => {
  const failure = await failureOf(evaluate('$count([1..200].$length($replace($pad("a",2000000),"a","b")))', 400));
  expect(failure.code).toBe('TIMEOUT');
  await nextCallWorks();
});

test('exhausted memory is MEMORY, costs one worker and not the server, and the next call works', async () => {
  const failure = await failureOf(evaluate('$split($pad("a",100000000),"")', 30_000));
  expect(['MEMORY', 'OUTPUT_TOO_LARGE']).toContain(failure.code);
  expect((await failureOf(evaluate('$count([1..100].$split($pad("a",3000000),""))', 30_000))).code).toBe('MEMORY');
  await nextCallWorks();
});

test('too large a result is OUTPUT_TOO_LARGE', async () => {
  const small = createToolRunner({ workers: 1, outputBytesMax: 1000 });
  const input = { text: 'a', length: 5000 };
  expect((await failureOf(call(small, 'data-transform', 'pad', input))).code).toBe('OUTPUT_TOO_LARGE');
  expect(await call(small, 'data-transform', 'pad', { text: 'a', length: 3 })).toEqual({ result: '  a' });
  await small.close();
});

test('too large an input is INVALID_INPUT before it reaches a worker', async () => {
  const small = createToolRunner({ workers: 1, inputBytesMax: 1000 });
  expect((await failureOf(call(small, 'data-transform', 'upper', { text: 'a'.repeat(2000) }))).code).toBe('INVALID_INPUT');
  await small.close();
});

test('an aborted call is CANCELLED at once and the next call works', async () => {
  const controller = new AbortController();
  const input = { data: {}, expression: WEDGED };
  const running = failureOf(
    runner.invoke({ tool: 'data-transform', action: 'jsonata', input, timeoutMs: 60_000, signal: controller.signal }),
  );
  await delay(150);
  controller.abort();
  expect((await running).code).toBe('CANCELLED');
  await nextCallWorks();
});

test('calls that are given up while their worker starts keep no later call from running', async () => {
  const fresh = createToolRunner({ workers: 1 });
  const input = { data: {}, expression: WEDGED };
  const givenUp = new AbortController();
  const calls = Array.from({ length: 8 }, () =>
    failureOf(fresh.invoke({ tool: 'data-transform', action: 'jsonata', input, timeoutMs: 60_000, signal: givenUp.signal })),
  );
  givenUp.abort();
  expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(calls.map(() => 'CANCELLED'));
  expect(await call(fresh, 'data-transform', 'upper', { text: 'a' }, 30_000)).toEqual({ result: 'A' });
  await fresh.close();
});

test('calls behind a slow one are run by another worker', async () => {
  const controller = new AbortController();
  const input = { data: {}, expression: WEDGED };
  const slow = failureOf(runner.invoke({ tool: 'data-transform', action: 'jsonata', input, timeoutMs: 60_000, signal: controller.signal }));
  const others = await Promise.all(Array.from({ length: 20 }, () => call(runner, 'data-transform', 'upper', { text: 'a' }, 60_000)));
  expect(others).toHaveLength(20);
  controller.abort();
  expect((await slow).code).toBe('CANCELLED');
});

test('many callers at once all get their own answer', async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, (_, at) => call(runner, 'json-utils', 'clone', { data: at })));
  expect(answers).toEqual(Array.from({ length: 500 }, (_, at) => ({ result: at })));
});

test('past the queue a call is refused instead of waiting without end', async () => {
  const narrow = createToolRunner({ workers: 1, queueMax: 2 });
  const calls = Array.from({ length: 60 }, () => call(narrow, 'data-transform', 'jsonata', { data: {}, expression: WEDGED }, 300));
  const failures = await Promise.all(calls.map(failureOf));
  expect(failures.some((failure) => failure.message.includes('Too many tool calls'))).toBe(true);
  await narrow.close();
});

test('the event loop stays responsive while tools misbehave', async () => {
  const loop = watchLoop();
  await Promise.all(
    [WEDGED, BLOCKING, '[1..900000].("aaaaaaaaaaaaaaaa")', '$pad("a",200000000)'].map((one) =>
      failureOf(evaluate(one, 800)).catch(() => null),
    ),
  );
  // A tool that ran here would hold it to its limit of 800 ms; what is left of this thread's memory from other tests may be collected meanwhile.
  expect(loop.stop()).toBeLessThan(500);
  await nextCallWorks();
});

test('closing cancels what runs and refuses what comes', async () => {
  const closing = createToolRunner({ workers: 1 });
  const running = failureOf(call(closing, 'data-transform', 'jsonata', { data: {}, expression: WEDGED }));
  await delay(50);
  await closing.close();
  expect((await running).code).toBe('CANCELLED');
  expect((await failureOf(call(closing, 'data-transform', 'upper', { text: 'a' }))).code).toBe('CANCELLED');
});

test('workers end soon after a server that was killed', async () => {
  const script = `
    const { createToolRunner } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
    const runner = createToolRunner({ workers: 1 });
    const signal = new AbortController().signal;
    const input = { data: 1, expression: ${JSON.stringify(WEDGED)} };
    await runner.invoke({ tool: 'data-transform', action: 'upper', input: { text: 'a' }, timeoutMs: 9000, signal });
    await new Promise((resolve) => setTimeout(resolve, 500));
    runner.invoke({ tool: 'data-transform', action: 'jsonata', input, timeoutMs: 60000, signal }).catch(() => undefined);
    const { readdirSync, readFileSync } = await import('node:fs');
    const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim();
    console.log(children);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
  `;
  if (process.platform !== 'linux') return;
  const server = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  server.stdout.on('data', (chunk) => (printed += String(chunk)));
  await new Promise((resolve) => server.once('close', resolve));
  const worker = Number(printed.trim().split(/\s+/)[0]);
  expect(worker).toBeGreaterThan(1);
  for (let waited = 0; waited < 300 && isAlive(worker); waited += 1) await delay(100);
  expect(isAlive(worker)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
