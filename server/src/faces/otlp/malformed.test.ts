import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postOtlp, spanJson, tracesJson } from '../../../test/otlp.ts';
import { world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const json = 'application/json';
const protobuf = 'application/x-protobuf';
const field = (number: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
const nested = (depth: number): unknown => (depth === 0 ? { stringValue: 'x' } : { arrayValue: { values: [nested(depth - 1)] } });
const deepGroups = Buffer.concat([Buffer.alloc(4_000, 0x1b)]);
const request = JSON.stringify(tracesJson('fine', [spanJson({ id: 1 })]));

const vectors: readonly (readonly [string, number, Parameters<typeof postOtlp>[1]])[] = [
  ['no body at all', 400, { body: '' }],
  ['not JSON', 400, { body: '{"resourceSpans":' }],
  ['JSON that is no object', 400, { body: '[]' }],
  ['null', 400, { body: 'null' }],
  ['resourceSpans as a text', 400, { body: '{"resourceSpans":"x"}' }],
  ['resourceSpans that hold a number', 400, { body: '{"resourceSpans":[1]}' }],
  ['scopeSpans as an object', 400, { body: '{"resourceSpans":[{"scopeSpans":{}}]}' }],
  ['spans as a number', 400, { body: '{"resourceSpans":[{"scopeSpans":[{"spans":7}]}]}' }],
  ['a member that would be a prototype', 200, { body: '{"__proto__":{"resourceSpans":[]}}' }],
  ['brackets in brackets without end', 400, { body: '['.repeat(100_000) }],
  ['spans that are null', 200, { body: '{"resourceSpans":[{"scopeSpans":[{"spans":[null,1,"x"]}]}]}' }],
  ['an unknown member', 200, { body: '{"resourceSpans":[],"later":true}' }],
  ['JSON that is called protobuf', 400, { body: request, type: protobuf }],
  ['a tag of field 0', 400, { body: Buffer.from([0x02, 0x00]), type: protobuf }],
  ['a length beyond the end', 400, { body: Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x7f]), type: protobuf }],
  ['a varint without end', 400, { body: Buffer.alloc(32, 0xff), type: protobuf }],
  ['a message that ends inside of a span', 400, { body: field(1, field(2, Buffer.from([0x12, 0x05, 0x0a]))), type: protobuf }],
  ['groups in groups', 400, { body: deepGroups, type: protobuf }],
  ['an unknown field', 200, { body: field(9, Buffer.from('later')), type: protobuf }],
  ['nothing, in protobuf', 200, { body: '', type: protobuf }],
  ['something else that is called gzip', 400, { body: request, headers: { 'content-encoding': 'gzip' } }],
  ['brotli', 415, { body: request, headers: { 'content-encoding': 'br' } }],
  ['gzip of far too much', 413, { body: ' '.repeat(30_000_000), isPacked: true }],
  ['more than 8 MB', 413, { body: Buffer.alloc(8 * 1024 * 1024 + 1, 0x20) }],
  ['a form', 415, { body: 'a=b', type: 'application/x-www-form-urlencoded' }],
];

describe('what is not OTLP', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  it.each(vectors)('%s: %i', async (_, status, sent) => {
    const reply = await postOtlp(w, sent);
    expect([reply.status, reply.bytes.toString()]).toMatchObject([status, expect.any(String)]);
    const isProtobuf = sent.type === protobuf;
    if (status !== 415) expect(reply.type).toContain(isProtobuf ? protobuf : json);
    // A google.rpc.Status in the encoding of the request: its first field is the code.
    if (status >= 400 && isProtobuf) expect([...reply.bytes.subarray(0, 2)]).toEqual([0x08, 3]);
    if (status >= 400 && !isProtobuf) expect(JSON.parse(reply.bytes.toString())).toEqual({ code: 3, message: expect.any(String) });
  });

  it('values in values are cut off, not followed for ever', async () => {
    const deep = { key: 'deep', value: nested(12) };
    const body = JSON.stringify(tracesJson('deep', [{ ...spanJson({ trace: 2, id: 1 }), attributes: [deep] }]));
    expect((await postOtlp(w, { body })).status).toBe(200);
  });

  it('bytes of any kind are answered, never with a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(json, protobuf), fc.boolean(), async (bytes, type, isPacked) => {
        const body = isPacked ? gzipSync(bytes) : Buffer.from(bytes);
        const { status } = await postOtlp(w, { body, type, headers: isPacked ? { 'content-encoding': 'gzip' } : {} });
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  it('a good request with bytes changed is answered, never with a fault', async () => {
    const good = field(
      1,
      field(2, field(2, Buffer.concat([field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 1)), field(5, Buffer.from('n'))]))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (changes) => {
        const body = Buffer.from(good);
        for (const [at, byte] of changes) body.writeUInt8(byte, at);
        expect([200, 400]).toContain((await postOtlp(w, { body, type: protobuf })).status);
      }),
      { numRuns: 150 },
    );
  });
});
