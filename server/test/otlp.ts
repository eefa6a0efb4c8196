import { gzipSync } from 'node:zlib';
import type { Reply, World } from './world.ts';

/** Attributes in OTLP's JSON encoding. */
export function tagged(attributes: Readonly<Record<string, string | number | boolean>>) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : Number.isInteger(value)
            ? { intValue: String(value) }
            : { doubleValue: value },
  }));
}

export const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

const nanos = (ms: number): string => String(BigInt(Math.round(ms)) * 1_000_000n);

export interface SpanDraft {
  readonly trace?: number;
  readonly id: number;
  /** 0 for none. */
  readonly parent?: number;
  readonly name?: string;
  /** Milliseconds before now. */
  readonly startedAgo?: number;
  /** Null for one that goes on. */
  readonly endedAgo?: number | null;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly more?: object;
}

/** A span in OTLP's JSON encoding. */
export function spanJson({
  trace = 1,
  id,
  parent = 0,
  name = 'step',
  startedAgo = 1_000,
  endedAgo = 0,
  attributes = {},
  more = {},
}: SpanDraft) {
  const now = Date.now();
  return {
    traceId: hex(trace, 32),
    spanId: hex(id, 16),
    parentSpanId: parent === 0 ? '' : hex(parent, 16),
    name,
    kind: 1,
    startTimeUnixNano: nanos(now - startedAgo),
    endTimeUnixNano: endedAgo === null ? '0' : nanos(now - endedAgo),
    attributes: tagged(attributes),
    ...more,
  };
}

/** A request of one program. */
export function tracesJson(service: string, spans: readonly object[], resource: Readonly<Record<string, string>> = {}) {
  const attributes = tagged({ 'service.name': service, ...resource });
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'test' }, spans }] }] };
}

export interface OtlpRequest {
  readonly body: string | Buffer;
  readonly type?: string;
  readonly isPacked?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a body to the traces endpoint as it is. */
export async function postOtlp(
  w: Pick<World, 'url' | 'key'>,
  { body, type = 'application/json', isPacked = false, headers = {} }: OtlpRequest,
) {
  const response = await fetch(`${w.url}/otlp/v1/traces`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${w.key}`,
      'content-type': type,
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      ...headers,
    },
    body: new Uint8Array(isPacked ? gzipSync(body) : Buffer.from(body)),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    bytes: Buffer.from(await response.arrayBuffer()),
    headers: response.headers,
  };
}

/** The one session of an agent, and its spans. */
export async function sessionOf(w: Pick<World, 'call'>, agent: string): Promise<any> {
  const { body } = await w.call('GET', `/v1/sessions?agent=${agent}`);
  if (body.data?.length !== 1) throw new Error(`not one session: ${JSON.stringify(body)}`);
  return body.data[0];
}

export async function spansOf(w: Pick<World, 'call'>, session: string, query = ''): Promise<any[]> {
  const reply: Reply = await w.call('GET', `/v1/sessions/${session}/spans${query}`);
  if (reply.status !== 200) throw new Error(reply.text);
  return reply.body.data;
}
