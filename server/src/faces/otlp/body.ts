import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Refusal } from '../../kernel/refusal.ts';
import { Intake } from './checked-span.ts';
import { readJsonTraces } from './otlp-json.ts';
import { readProtobufTraces } from './otlp-protobuf.ts';

export const jsonType = 'application/json';
export const protobufType = 'application/x-protobuf';
/** Bytes of a body as it is sent. */
export const bodyBytesMax = 8 * 1024 * 1024;
/** Bytes of a body that was compressed, and how many times as large as before it may become. */
const unpackedBytesMax = 20 * 1024 * 1024;
const ratioMax = 200;
const smallBytes = 64 * 1024;

const unpack = promisify(gunzip);

/** The encoding that a request is in, and that its answer is to be in. */
export type Encoding = 'json' | 'protobuf';

export function encodingOf(contentType: string | undefined): Encoding {
  return contentType?.toLowerCase().trim().startsWith(protobufType) === true ? 'protobuf' : 'json';
}

/**
 * The spans of a request's body.
 * @throws Refusal `invalid` otlp.malformed, body.malformed · `too_large` body.too_large · `unsupported_media` body.encoding
 */
export async function readTraces(body: Buffer, encoding: Encoding, contentEncoding: string | undefined): Promise<Intake> {
  const bytes = await unpacked(body, contentEncoding?.trim().toLowerCase() ?? '');
  const intake = new Intake();
  if (encoding === 'protobuf') await readProtobufTraces(bytes, intake);
  else readJsonTraces(parse(bytes), intake);
  return intake;
}

async function unpacked(body: Buffer, contentEncoding: string): Promise<Buffer> {
  if (contentEncoding === '' || contentEncoding === 'identity') return body;
  if (contentEncoding !== 'gzip')
    throw new Refusal('unsupported_media', 'body.encoding', 'Send the body as it is, or compressed with gzip.');
  const maxOutputLength = Math.min(unpackedBytesMax, Math.max(smallBytes, body.length * ratioMax));
  try {
    return await unpack(body, { maxOutputLength });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge
      ? new Refusal('too_large', 'body.too_large', 'The body is too large once it is unpacked.')
      : new Refusal('invalid', 'body.malformed', 'The body is not valid gzip.');
  }
}

/** Members are only ever read by the names that OTLP gives them, so that no other name and no depth does harm. @throws Refusal `invalid` body.malformed */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal('invalid', 'body.malformed', 'The body is not valid JSON.');
  }
}
