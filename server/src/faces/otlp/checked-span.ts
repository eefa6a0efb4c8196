import type { JsonObject } from '../../kernel/json.ts';
import type { SentResource, SentSpan, SpanEvent } from '../../domain/traces/index.ts';

/** A span as it stood in the body, of either encoding, before anything about it was believed. */
export interface RawSpan {
  /** Hex digits, as many as there were bytes. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startNanos: bigint;
  readonly endNanos: bigint;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly flags: number;
  readonly attributes: JsonObject;
  readonly events: readonly RawEvent[];
}

export interface RawEvent {
  readonly name: string;
  readonly timeNanos: bigint;
  readonly attributes: JsonObject;
}

/** Attributes of a span, an event or a resource that are looked at; SDKs send at most 128 unless they are told otherwise. */
export const attributesMax = 2_000;
/** Spans of one request; the `seq` of a session leaves room for that many. */
const spansMax = 10_000;
const traceIdPattern = /^(?!0{32})[0-9a-f]{32}$/;
const spanIdPattern = /^(?!0{16})[0-9a-f]{16}$/;
const noParent = /^0*$/;
/** The year 2200. Source: `Date`, whose milliseconds reach farther. */
const lastUs = 7_258_118_400_000_000;
/** The parent is known to be remote. Source: OpenTelemetry protocol, `SpanFlags`. */
const remoteParent = 0x300;

/** Gathers what a request holds and counts what cannot be used. */
export class Intake {
  readonly resources: SentResource[] = [];
  rejected = 0;
  problem: string | null = null;
  #count = 0;

  add(attributes: JsonObject, raw: readonly RawSpan[]): void {
    const spans: SentSpan[] = [];
    for (const one of raw) {
      const span = this.#count >= spansMax ? `a request may hold at most ${spansMax} spans` : checkSpan(one);
      if (typeof span === 'string') {
        this.reject(span);
        continue;
      }
      this.#count += 1;
      spans.push(span);
    }
    if (spans.length > 0) this.resources.push({ attributes, spans });
  }

  reject(problem: string): void {
    this.rejected += 1;
    this.problem ??= problem;
  }

  get accepted(): number {
    return this.#count;
  }
}

/** A usable span, or what is wrong with it. */
function checkSpan(raw: RawSpan): SentSpan | string {
  const [traceId, spanId, parentId] = [raw.traceId.toLowerCase(), raw.spanId.toLowerCase(), raw.parentSpanId.toLowerCase()];
  if (!traceIdPattern.test(traceId)) return 'a trace id must be 16 bytes that are not all zero';
  if (!spanIdPattern.test(spanId)) return 'a span id must be 8 bytes that are not all zero';
  if (!noParent.test(parentId) && !spanIdPattern.test(parentId)) return 'a parent span id must be 8 bytes';
  const startedUs = Number(raw.startNanos / 1_000n);
  const endedUs = Number(raw.endNanos / 1_000n);
  if (startedUs <= 0 || startedUs > lastUs || endedUs > lastUs) return 'a span needs a start time, and times before the year 2200';
  return {
    traceId,
    spanId,
    parentId: noParent.test(parentId) ? null : parentId,
    isParentRemote: (raw.flags & remoteParent) === remoteParent,
    name: raw.name,
    startedUs,
    endedUs: endedUs === 0 ? null : Math.max(startedUs, endedUs),
    status: raw.statusCode === 2 ? 'error' : raw.statusCode === 1 ? 'ok' : 'unset',
    statusMessage: raw.statusMessage,
    attributes: raw.attributes,
    events: raw.events.map((event) => checkEvent(event, startedUs)),
  };
}

function checkEvent({ name, timeNanos, attributes }: RawEvent, startedUs: number): SpanEvent {
  const atUs = Number(timeNanos / 1_000n);
  return { name, atUs: atUs > 0 && atUs <= lastUs ? atUs : startedUs, attributes };
}
