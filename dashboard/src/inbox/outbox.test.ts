import type { Resolution } from '@forgeyard/sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutbox, undoMs, type Outgoings } from './outbox.ts';

// Only what the outbox uses: other things of this process go on by the real clock.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function outbox(refusal: Error | null = null) {
  const sent: (readonly [string, Resolution['decision']])[] = [];
  const refused: string[] = [];
  let items: Outgoings = new Map();
  const store = createOutbox({
    send: (id, { decision }) => {
      sent.push([id, decision]);
      return refusal === null ? Promise.resolve() : Promise.reject(refusal);
    },
    onRefused: (id) => refused.push(id),
    onChange: (next) => {
      items = next;
    },
  });
  return { store, sent, refused, stateOf: (id: string) => items.get(id)?.state };
}

test('an answer is sent after five seconds, once, however often the button is pressed', async () => {
  const { store, sent, stateOf } = outbox();
  store.put('a', { decision: 'approve' });
  store.put('a', { decision: 'reject' });
  await vi.advanceTimersByTimeAsync(undoMs - 1);
  expect([sent, stateOf('a')]).toEqual([[], 'waits']);
  await vi.advanceTimersByTimeAsync(1);
  expect([sent, stateOf('a')]).toEqual([[['a', 'approve']], undefined]);
});

test('an answer that was taken back is not sent; the last one is taken back first', async () => {
  const { store, sent } = outbox();
  store.put('a', { decision: 'approve' });
  store.put('b', { decision: 'approve' });
  expect([store.undo(), store.undo('b')]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(sent).toEqual([['a', 'approve']]);
});

test('the same answer to several questions is taken back as one, and each of them is sent once', async () => {
  const { store, sent, stateOf } = outbox();
  store.put('a', { decision: 'approve' }, ['b', 'c']);
  expect(store.undo('a')).toBe(true);
  expect([stateOf('a'), stateOf('b'), stateOf('c')]).toEqual([undefined, undefined, undefined]);
  store.put('a', { decision: 'reject' }, ['b']);
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(sent.toSorted()).toEqual([
    ['a', 'reject'],
    ['b', 'reject'],
  ]);
});

test('leaving sends at once; what is refused is told and can be sent again', async () => {
  const { store, sent, refused, stateOf } = outbox(new Error('no'));
  store.put('a', { decision: 'reject' });
  store.sendAll();
  await vi.advanceTimersByTimeAsync(0);
  expect([sent.length, refused, stateOf('a')]).toEqual([1, ['a'], 'failed']);
  store.put('a', { decision: 'reject' });
  await vi.advanceTimersByTimeAsync(undoMs);
  expect(sent).toHaveLength(2);
});
