import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRepeatedDelta } from './repeated-delta.ts';

function frame(text: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: 'c1',
    model: 'm "content":"x"',
    choices: [{ index: 0, delta: { content: text }, finish_reason: null }],
    ...more,
  });
}

describe('repeated delta', () => {
  test('whatever it takes without parsing is what parsing would have given', () => {
    const manyTexts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 20 });
    const wrong = fc.check(
      fc.property(manyTexts, (texts) => {
        const repeated = createRepeatedDelta('content');
        return texts.every((text) => {
          const taken = repeated.textOf(frame(text));
          repeated.learn(frame(text), text);
          return taken === null || taken === text;
        });
      }),
    );
    expect(wrong.counterexample).toBeNull();
  });

  test('takes plain words and leaves escapes, other members and changed frames to the parser', () => {
    const repeated = createRepeatedDelta('content');
    repeated.learn(frame('Hello'), 'Hello');
    expect(repeated.textOf(frame(' wörld 👋'))).toBe(' wörld 👋');
    expect(repeated.textOf(frame('a"b'))).toBeNull();
    expect(repeated.textOf(frame('a\nb'))).toBeNull();
    expect(repeated.textOf(frame(''))).toBeNull();
    expect(repeated.textOf(frame('x', { usage: { total: 1 } }))).toBeNull();
    expect(repeated.textOf('[DONE]')).toBeNull();
    expect(repeated.textOf(frame('x').replace('"c1"', '"c2"'))).toBeNull();
  });

  test('learns nothing when two members have the name', () => {
    const repeated = createRepeatedDelta('content');
    repeated.learn('{"content":"a","delta":{"content":"a"}}', 'a');
    expect(repeated.textOf('{"content":"b","delta":{"content":"a"}}')).toBeNull();
  });
});
