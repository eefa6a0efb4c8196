import { isJsonObject } from '../../kernel/json.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { attributesMax } from './checked-span.ts';
import type { Intake, RawEvent, RawSpan } from './checked-span.ts';

/** Lists and objects inside of one another that a value may hold. */
const valueDepthMax = 8;
const nanosPattern = /^[0-9]{1,20}$/;
const int64Pattern = /^-?[0-9]{1,20}$/;

/**
 * Reads an `ExportTraceServiceRequest` in its JSON encoding. Unknown members are ignored.
 * Source: OpenTelemetry protocol, "JSON Protobuf Encoding".
 * @throws Refusal `invalid` otlp.malformed when the body is not a request at all
 */
export function readJsonTraces(body: unknown, intake: Intake): void {
  if (!isJsonObject(body)) throw malformed();
  for (const resourceSpans of objectsIn(body['resourceSpans'])) {
    const resource = isJsonObject(resourceSpans['resource']) ? attributesIn(resourceSpans['resource']['attributes']) : {};
    for (const scopeSpans of objectsIn(resourceSpans['scopeSpans'] ?? resourceSpans['instrumentationLibrarySpans'])) {
      const spans: RawSpan[] = [];
      for (const value of listIn(scopeSpans['spans'])) {
        const span = isJsonObject(value) ? spanIn(value) : undefined;
        if (span === undefined) intake.reject('a span has a member of the wrong type');
        else spans.push(span);
      }
      intake.add(resource, spans);
    }
  }
}

function malformed(): Refusal {
  return new Refusal('invalid', 'otlp.malformed', 'The body is not an OTLP trace request.');
}

/** @throws Refusal `invalid` otlp.malformed */
function listIn(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed();
  return value;
}

/** @throws Refusal `invalid` otlp.malformed */
function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return listIn(value).map((one) => {
    if (!isJsonObject(one)) throw malformed();
    return one;
  });
}

function spanIn(span: JsonObject): RawSpan | undefined {
  const startNanos = nanosIn(span['startTimeUnixNano']);
  const endNanos = nanosIn(span['endTimeUnixNano']);
  const status = isJsonObject(span['status']) ? span['status'] : {};
  if (startNanos === undefined || endNanos === undefined) return undefined;
  return {
    traceId: textIn(span['traceId']),
    spanId: textIn(span['spanId']),
    parentSpanId: textIn(span['parentSpanId']),
    name: textIn(span['name']),
    startNanos,
    endNanos,
    statusCode: codeIn(status['code']),
    statusMessage: textIn(status['message']),
    flags: typeof span['flags'] === 'number' ? span['flags'] : 0,
    attributes: attributesIn(span['attributes']),
    events: Array.isArray(span['events']) ? span['events'].flatMap(eventIn) : [],
  };
}

function eventIn(event: Json): RawEvent[] {
  if (!isJsonObject(event)) return [];
  return [{ name: textIn(event['name']), timeNanos: nanosIn(event['timeUnixNano']) ?? 0n, attributes: attributesIn(event['attributes']) }];
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Some exporters write the name of the code. */
function codeIn(value: Json | undefined): number {
  if (value === 'STATUS_CODE_ERROR') return 2;
  if (value === 'STATUS_CODE_OK') return 1;
  return typeof value === 'number' ? value : 0;
}

/** Nanoseconds, 0 when left out; undefined for what is no time. */
function nanosIn(value: Json | undefined): bigint | undefined {
  if (value === undefined || value === null || value === '') return 0n;
  if (typeof value === 'number') return Number.isSafeInteger(Math.trunc(value)) || value < 1e20 ? nonNegative(value) : undefined;
  return typeof value === 'string' && nanosPattern.test(value) ? BigInt(value) : undefined;
}

function nonNegative(value: number): bigint | undefined {
  return Number.isFinite(value) && value >= 0 ? BigInt(Math.trunc(value)) : undefined;
}

function attributesIn(value: Json | undefined): JsonObject {
  if (!Array.isArray(value)) return {};
  const entries = value
    .slice(0, attributesMax)
    .flatMap((one: Json): [string, Json][] =>
      isJsonObject(one) && typeof one['key'] === 'string' && one['key'] !== '' ? [[one['key'], valueIn(one['value'], valueDepthMax)]] : [],
    );
  return Object.fromEntries(entries);
}

/** What a tagged value says; null for tags that are unknown. */
function valueIn(value: Json | undefined, depth: number): Json {
  if (!isJsonObject(value) || depth === 0) return null;
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined) return wholeNumber(intValue);
  if (typeof doubleValue === 'number') return doubleValue;
  if (typeof doubleValue === 'string') return doubleValue;
  if (typeof bytesValue === 'string') return bytesValue;
  if (isJsonObject(arrayValue))
    return Array.isArray(arrayValue['values']) ? arrayValue['values'].map((one: Json) => valueIn(one, depth - 1)) : [];
  if (isJsonObject(kvlistValue)) return pairsIn(kvlistValue['values'], depth);
  return null;
}

function pairsIn(values: Json | undefined, depth: number): JsonObject {
  if (!Array.isArray(values)) return {};
  return Object.fromEntries(
    values.flatMap((one: Json): [string, Json][] =>
      isJsonObject(one) && typeof one['key'] === 'string' ? [[one['key'], valueIn(one['value'], depth - 1)]] : [],
    ),
  );
}

/** 64-bit numbers come as text; those that a number cannot hold stay text. */
function wholeNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !int64Pattern.test(value)) return null;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
