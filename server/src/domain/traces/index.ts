export { ingestSpans } from './ingest-spans.ts';
export type { Ingested, SpansToIngest } from './ingest-spans.ts';
export { otlpFrame, otlpSpan } from './otlp-json.ts';
export { exportSpans, listSpans, spanPageMax } from './read-spans.ts';
export type { ExportedSpans, SpanPage } from './read-spans.ts';
export { spansOfRun, traceParentOfRun } from './traced-runs.ts';
export { spanKinds, spanStatuses } from './span.ts';
export type { SentResource, SentSpan, Span, SpanEvent, SpanKind, SpanStatus } from './span.ts';
