import { Type } from 'typebox';
import { toRfc3339, toRfc3339OrNull } from '../../kernel/clock.ts';
import { spanKinds, spanStatuses } from '../../domain/traces/index.ts';
import type { Span } from '../../domain/traces/index.ts';
import { jsonObject, nullable, oneOf, timestamp } from '../kit/index.ts';

const spanEvent = Type.Object({ name: Type.String(), at: timestamp, attributes: jsonObject });

export const span = Type.Object({
  id: Type.String({ description: '16 hex digits' }),
  trace_id: Type.String({ description: '32 hex digits' }),
  parent_id: nullable(Type.String({ description: 'May name a span of another system, which is not here' })),
  seq: Type.Integer({ description: 'Rises over the session whenever a span comes or changes; with gaps' }),
  run_id: nullable(Type.String()),
  name: Type.String(),
  kind: oneOf(spanKinds),
  status: oneOf(spanStatuses),
  status_message: nullable(Type.String()),
  started_at: timestamp,
  ended_at: nullable(timestamp),
  started_us: Type.Integer({ description: 'Microseconds since the epoch' }),
  duration_ms: nullable(Type.Number()),
  model: nullable(Type.String()),
  tool: nullable(Type.String()),
  input_tokens: nullable(Type.Integer()),
  output_tokens: nullable(Type.Integer()),
  attributes: jsonObject,
  events: Type.Array(spanEvent),
  truncated: Type.Boolean({ description: 'Attributes and events are left out of lists when they are large; ask for the span alone' }),
});

/** Characters of attributes and events together that a list shows of one span. */
const detailCharsMax = 16_384;

const msOf = (us: number): number => Math.floor(us / 1_000);

export function showSpan(one: Span) {
  return {
    id: one.id,
    trace_id: one.traceId,
    parent_id: one.parentId,
    seq: one.seq,
    run_id: one.runId,
    name: one.name,
    kind: one.kind,
    status: one.status,
    status_message: one.statusMessage,
    started_at: toRfc3339(msOf(one.startedUs)),
    ended_at: toRfc3339OrNull(one.endedUs === null ? null : msOf(one.endedUs)),
    started_us: one.startedUs,
    duration_ms: one.endedUs === null ? null : (one.endedUs - one.startedUs) / 1_000,
    model: one.model,
    tool: one.tool,
    input_tokens: one.inputTokens,
    output_tokens: one.outputTokens,
    attributes: one.attributes,
    events: one.events.map(({ name, atUs, attributes }) => ({ name, at: toRfc3339(msOf(atUs)), attributes })),
    truncated: false,
  };
}

/** A span as lists show it. */
export function showListedSpan(one: Span) {
  const shown = showSpan(one);
  const isLarge = JSON.stringify([shown.attributes, shown.events]).length > detailCharsMax;
  return isLarge ? { ...shown, attributes: {}, events: [], truncated: true } : shown;
}
