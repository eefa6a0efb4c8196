import type { RefusalKind } from '../../kernel/refusal.ts';

/** Source: google.rpc.Code. */
export const codeOfKind: { readonly [K in RefusalKind]: number } = {
  invalid: 3,
  unauthenticated: 16,
  forbidden: 7,
  not_found: 5,
  method_not_allowed: 12,
  conflict: 10,
  too_large: 3,
  unsupported_media: 3,
  unprocessable: 3,
  limited: 8,
  unavailable: 14,
};
export const internal = 13;

/** Field 1 as a whole number, field 2 as text. */
const [codeTag, messageTag] = [0x08, 0x12];

/** A `google.rpc.Status` in its binary encoding; codes are below 128, so that each is one byte. */
export function protobufStatus(code: number, message: string): Buffer {
  const text = Buffer.from(message);
  return Buffer.concat([Buffer.from([codeTag, code, messageTag, ...varint(text.length)]), text]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
