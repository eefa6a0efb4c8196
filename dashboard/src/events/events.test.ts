import type { RunEvent } from '@forgeyard/sdk';
import { expect, test } from 'vitest';
import { emptyLog, growLog } from './log.ts';
import { typeMatcher } from './type-matcher.ts';

const at = '2026-11-22T10:00:00.000Z';
const started: RunEvent = { seq: 1, at, run_id: 'r', type: 'message.started', payload: { step: 1 } };
const delta = (text: string): RunEvent => ({ seq: null, at, run_id: 'r', type: 'message.delta', payload: { text, offset: 0 } });

test('the open text grows with the live pieces and ends with the message', () => {
  const open = growLog(emptyLog, [started, delta('Hel'), delta('lo')]);
  expect(open).toMatchObject({ openText: 'Hello', lastSeq: 1 });
  const completed: RunEvent = {
    seq: 2,
    at,
    run_id: 'r',
    type: 'message.completed',
    payload: { step: 1, text: 'Hello', reasoning: '', tool_calls: [], finish: 'stop', duration_ms: 1 },
  };
  expect(growLog(open, [completed])).toMatchObject({ openText: '', lastSeq: 2 });
});

test('a repeated event is left out', () => {
  expect(growLog(growLog(emptyLog, [started]), [started]).events).toHaveLength(1);
});

test.each([
  ['run.*', 'run.started', true],
  ['run.*', 'attempt.started', false],
  ['*.failed', 'tool.failed', true],
  ['*.failed', 'tool.completed', false],
  ['tool', 'tool.called', true],
  ['', 'anything', true],
  ['r*n.*ed', 'run.started', true],
])('the filter %s on %s is %s', (typed, type, expected) => {
  expect(typeMatcher(typed)(type)).toBe(expected);
});
