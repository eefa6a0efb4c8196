import type { Span } from '@forgeyard/sdk';

/** A span that lasted from one millisecond to another. */
export function spanFrom(
  id: string,
  parent: string | null,
  [fromMs, toMs]: readonly [number, number | null],
  part: Partial<Span> = {},
): Span {
  return {
    id,
    trace_id: 't',
    parent_id: parent,
    seq: 1,
    run_id: null,
    name: id,
    kind: 'other',
    status: toMs === null ? 'running' : 'ok',
    status_message: null,
    started_at: new Date(fromMs).toISOString(),
    ended_at: toMs === null ? null : new Date(toMs).toISOString(),
    started_us: fromMs * 1_000,
    duration_ms: toMs === null ? null : toMs - fromMs,
    model: null,
    tool: null,
    input_tokens: null,
    output_tokens: null,
    attributes: {},
    events: [],
    ...part,
  };
}
