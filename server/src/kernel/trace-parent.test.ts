import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceParent, parseTraceParent, runSpanId, stepSpanId, traceOfRun } from './trace-parent.ts';

const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('traceparent', () => {
  it('a valid one is continued, as it is', () => {
    const parsed = parseTraceParent(good);
    expect(parsed).toEqual({ traceId: '0af7651916cd43dd8448eb211c80319c', parentId: 'b7ad6b7169203331', flags: '01' });
    expect(parsed === null ? '' : formatTraceParent(parsed)).toBe(good);
    expect(parseTraceParent(`cc${good.slice(2)}-what-comes-later`)).not.toBeNull();
  });

  it.each([
    '',
    'x',
    good.toUpperCase(),
    good.slice(0, -1),
    `${good}-more`,
    `ff${good.slice(2)}`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    ` ${good}`,
    good.replace('0af7', '0ag7'),
    `01${good.slice(2)}-${'x'.repeat(300)}`,
  ])('a malformed one is as good as none: %s', (text) => {
    expect(parseTraceParent(text)).toBeNull();
  });

  it('a run without one is a trace of its own, and its spans have the same ids everywhere', () => {
    const run = '0194f0c2-1111-7000-8000-000000000001';
    expect(traceOfRun(run, null)).toEqual({ traceId: '0194f0c2111170008000000000000001', parentId: null, flags: '01' });
    const step = { step: 1, stretch: 1, tries: 1 };
    expect(stepSpanId(run, step)).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set([runSpanId(run), stepSpanId(run, step), stepSpanId(run, { ...step, tries: 2 })]).size).toBe(3);
  });

  it('any text is read without a fault', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseTraceParent(text)));
  });
});
