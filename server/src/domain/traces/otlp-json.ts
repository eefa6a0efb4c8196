import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { Span, SpanKind } from './span.ts';

/** Source: OpenTelemetry protocol, `AnyValue` in its JSON encoding: 64-bit whole numbers are text. */
export function anyValue(value: Json): JsonObject {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (isJsonObject(value)) return { kvlistValue: { values: keyValues(value) } };
  return { arrayValue: { values: value.map(anyValue) } };
}

export function keyValues(attributes: JsonObject): JsonObject[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** `INTERNAL`, or `CLIENT` for what another program answers. Source: GenAI conventions, span kinds. */
const protocolKind: { readonly [K in SpanKind]: number } = { agent: 1, model: 3, tool: 1, wait: 1, queue: 1, retrieval: 3, other: 1 };
const statusCode = { running: 0, unset: 0, ok: 1, error: 2 } as const;
const operationOf: { readonly [K in SpanKind]?: string } = {
  agent: 'invoke_agent',
  model: 'chat',
  tool: 'execute_tool',
  retrieval: 'retrieval',
};

/** The names of today's conventions for what older ones said; what a span says itself stays. */
function currentNames(span: Span): JsonObject {
  const operation = operationOf[span.kind];
  const entries: [string, Json | undefined][] = [
    ['gen_ai.operation.name', operation],
    ['gen_ai.request.model', span.kind === 'model' ? (span.model ?? undefined) : undefined],
    ['gen_ai.tool.name', span.kind === 'tool' ? (span.tool ?? undefined) : undefined],
    ['gen_ai.usage.input_tokens', span.inputTokens ?? undefined],
    ['gen_ai.usage.output_tokens', span.outputTokens ?? undefined],
  ];
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

const nanos = (us: number): string => `${us}000`;

/** A span in OTLP's JSON encoding, named by the current GenAI conventions. */
export function otlpSpan(span: Span): JsonObject {
  return {
    traceId: span.traceId,
    spanId: span.id,
    ...(span.parentId === null ? {} : { parentSpanId: span.parentId }),
    name: span.name,
    kind: protocolKind[span.kind],
    startTimeUnixNano: nanos(span.startedUs),
    endTimeUnixNano: span.endedUs === null ? '0' : nanos(span.endedUs),
    attributes: keyValues({ ...currentNames(span), ...span.attributes }),
    events: span.events.map((event) => ({ timeUnixNano: nanos(event.atUs), name: event.name, attributes: keyValues(event.attributes) })),
    status: { code: statusCode[span.status], ...(span.statusMessage === null ? {} : { message: span.statusMessage }) },
  };
}

/** What stands around the spans of one request, before and after them; between them are spans, separated by commas. */
export function otlpFrame(resource: JsonObject, version: string): { readonly open: string; readonly close: string } {
  const scope = JSON.stringify({ name: 'forgeyard', version });
  return {
    open: `{"resourceSpans":[{"resource":${JSON.stringify({ attributes: keyValues(resource) })},"scopeSpans":[{"scope":${scope},"spans":[`,
    close: ']}]}]}',
  };
}
