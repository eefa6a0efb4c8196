import type { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { attributesMax } from './checked-span.ts';
import type { Intake, RawEvent, RawSpan } from './checked-span.ts';

/** Loaded at the first use: most servers never get telemetry. */
const wire = () => import('@bufbuild/protobuf/wire');

/** Source: Protocol Buffers, "Message Structure". */
const [varint, fixed64, lengthDelimited, fixed32] = [0, 1, 2, 5];
/** Lists and objects inside of one another that a value may hold. */
const valueDepthMax = 8;

type Open = (bytes: Uint8Array) => BinaryReader;
/** Takes a field's value off the reader; false when the number or the type is not one it knows. */
type TakeField = (field: number, type: number, reader: BinaryReader) => boolean;

/**
 * Reads an `ExportTraceServiceRequest` in its binary encoding. Unknown fields are skipped.
 * Source: opentelemetry-proto, `trace/v1/trace.proto`, `common/v1/common.proto`.
 * @throws Refusal `invalid` otlp.malformed
 */
export async function readProtobufTraces(body: Uint8Array, intake: Intake): Promise<void> {
  const { BinaryReader: Reader } = await wire();
  const open: Open = (bytes) => new Reader(bytes);
  try {
    eachField(open(body), (field, type, reader) => {
      if (field !== 1 || type !== lengthDelimited) return false;
      readResourceSpans(open, reader.bytes(), intake);
      return true;
    });
  } catch (error) {
    const refusal = new Refusal('invalid', 'otlp.malformed', 'The body is not an OTLP trace request.');
    // Whatever else goes wrong here goes wrong with bytes that nobody checked before.
    throw error instanceof Refusal ? error : refusal;
  }
}

function eachField(reader: BinaryReader, take: TakeField): void {
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (!take(field, type, reader)) reader.skip(type, field);
  }
  if (reader.pos !== reader.len) throw new RangeError('a field ends behind its message');
}

function readResourceSpans(open: Open, bytes: Uint8Array, intake: Intake): void {
  let resource: JsonObject = {};
  const scopes: Uint8Array[] = [];
  eachField(open(bytes), (field, type, reader) => {
    if (type !== lengthDelimited || (field !== 1 && field !== 2)) return false;
    if (field === 1) resource = attributesAt(open, reader.bytes(), 1);
    else scopes.push(reader.bytes());
    return true;
  });
  for (const scope of scopes) {
    const spans: RawSpan[] = [];
    eachField(open(scope), (field, type, reader) => {
      if (field !== 2 || type !== lengthDelimited) return false;
      spans.push(readSpan(open, reader.bytes()));
      return true;
    });
    intake.add(resource, spans);
  }
}

/** The attributes of a message that has them as its field of this number. */
function attributesAt(open: Open, bytes: Uint8Array, number: number): JsonObject {
  const pairs: [string, Json][] = [];
  eachField(open(bytes), (field, type, reader) => {
    if (field !== number || type !== lengthDelimited || pairs.length >= attributesMax) return false;
    pairs.push(readPair(open, reader.bytes(), valueDepthMax));
    return true;
  });
  return Object.fromEntries(pairs);
}

type Draft = { -readonly [Member in keyof RawSpan]: RawSpan[Member] };

function readSpan(open: Open, bytes: Uint8Array): RawSpan {
  const span: Draft = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    startNanos: 0n,
    endNanos: 0n,
    statusCode: 0,
    statusMessage: '',
    flags: 0,
    attributes: {},
    events: [],
  };
  const pairs: [string, Json][] = [];
  const events: RawEvent[] = [];
  eachField(open(bytes), (field, type, reader) => {
    if (type === fixed64 && (field === 7 || field === 8)) {
      span[field === 7 ? 'startNanos' : 'endNanos'] = BigInt(reader.fixed64());
    } else if (type === fixed32 && field === 16) {
      span.flags = reader.fixed32();
    } else if (type !== lengthDelimited) {
      return false;
    } else if (field === 1 || field === 2 || field === 4) {
      span[field === 1 ? 'traceId' : field === 2 ? 'spanId' : 'parentSpanId'] = hexOf(reader.bytes());
    } else if (field === 5) {
      span.name = reader.string();
    } else if (field === 9 && pairs.length < attributesMax) {
      pairs.push(readPair(open, reader.bytes(), valueDepthMax));
    } else if (field === 11) {
      events.push(readEvent(open, reader.bytes()));
    } else if (field === 15) {
      Object.assign(span, readStatus(open, reader.bytes()));
    } else {
      return false;
    }
    return true;
  });
  return { ...span, attributes: Object.fromEntries(pairs), events };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 17)).toString('hex');
}

function readEvent(open: Open, bytes: Uint8Array): RawEvent {
  let name = '';
  let timeNanos = 0n;
  const pairs: [string, Json][] = [];
  eachField(open(bytes), (field, type, reader) => {
    if (field === 1 && type === fixed64) timeNanos = BigInt(reader.fixed64());
    else if (field === 2 && type === lengthDelimited) name = reader.string();
    else if (field === 3 && type === lengthDelimited && pairs.length < attributesMax)
      pairs.push(readPair(open, reader.bytes(), valueDepthMax));
    else return false;
    return true;
  });
  return { name, timeNanos, attributes: Object.fromEntries(pairs) };
}

function readStatus(open: Open, bytes: Uint8Array): Pick<RawSpan, 'statusCode' | 'statusMessage'> {
  const status = { statusCode: 0, statusMessage: '' };
  eachField(open(bytes), (field, type, reader) => {
    if (field === 2 && type === lengthDelimited) status.statusMessage = reader.string();
    else if (field === 3 && type === varint) status.statusCode = reader.int32();
    else return false;
    return true;
  });
  return status;
}

function readPair(open: Open, bytes: Uint8Array, depth: number): [string, Json] {
  let key = '';
  let value: Json = null;
  eachField(open(bytes), (field, type, reader) => {
    if (type !== lengthDelimited || (field !== 1 && field !== 2)) return false;
    if (field === 1) key = reader.string();
    else value = readValue(open, reader.bytes(), depth);
    return true;
  });
  return [key, value];
}

function readValue(open: Open, bytes: Uint8Array, depth: number): Json {
  let value: Json = null;
  if (depth === 0) return value;
  eachField(open(bytes), (field, type, reader) => {
    if (field === 1 && type === lengthDelimited) value = reader.string();
    else if (field === 2 && type === varint) value = reader.bool();
    else if (field === 3 && type === varint) value = wholeNumber(reader.int64());
    else if (field === 4 && type === fixed64) value = finite(reader.double());
    else if (field === 5 && type === lengthDelimited) value = readList(open, reader.bytes(), depth - 1);
    else if (field === 6 && type === lengthDelimited) value = readPairs(open, reader.bytes(), depth - 1);
    else if (field === 7 && type === lengthDelimited) value = Buffer.from(reader.bytes()).toString('base64');
    else return false;
    return true;
  });
  return value;
}

function readList(open: Open, bytes: Uint8Array, depth: number): Json {
  const values: Json[] = [];
  eachField(open(bytes), (field, type, reader) => {
    if (field !== 1 || type !== lengthDelimited) return false;
    values.push(readValue(open, reader.bytes(), depth));
    return true;
  });
  return values;
}

function readPairs(open: Open, bytes: Uint8Array, depth: number): JsonObject {
  const pairs: [string, Json][] = [];
  eachField(open(bytes), (field, type, reader) => {
    if (field !== 1 || type !== lengthDelimited) return false;
    pairs.push(readPair(open, reader.bytes(), depth));
    return true;
  });
  return Object.fromEntries(pairs);
}

/** Those that a number cannot hold stay text. */
function wholeNumber(value: bigint | string): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** JSON has no other numbers. */
function finite(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

/** An `ExportTraceServiceResponse`, and one for logs, which has the same fields. Nothing is said where there is no problem. */
export async function protobufAnswer(rejected: number, problem: string | null): Promise<Buffer> {
  if (problem === null) return Buffer.alloc(0);
  const { BinaryWriter: Writer } = await wire();
  const inner = (writer: BinaryWriter): BinaryWriter => writer.tag(1, varint).int64(rejected).tag(2, lengthDelimited).string(problem);
  return Buffer.from(new Writer().tag(1, lengthDelimited).bytes(inner(new Writer()).finish()).finish());
}
