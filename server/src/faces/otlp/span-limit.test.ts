import { expect, it } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import { SpanLimit } from './span-limit.ts';

it('limited: a credential that sends more than 120,000 spans in a minute is told when to go on', async () => {
  const limit = new SpanLimit();
  const caller = systemCaller('org');
  await limit.take(caller, 120_000);
  const refusal = await limit.take(caller, 1).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ kind: 'limited', reason: 'otlp.too_many_spans' });
  expect(refusal).toMatchObject({ detail: { retryAfterS: expect.any(Number) } });
});

it('unavailable: bodies are read four at a time, two hundred wait, and more are sent away', async () => {
  const limit = new SpanLimit();
  const ends: (() => void)[] = [];
  let begun = 0;
  const work = () =>
    limit.inTurn(() => {
      begun += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = Array.from({ length: 204 }, work);
  await expect(work()).rejects.toMatchObject({ kind: 'unavailable', reason: 'otlp.busy' });
  expect(begun).toBe(4);
  const released = Promise.all(all);
  while (ends.length > 0) {
    ends.pop()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await released;
  expect(begun).toBe(204);
});
