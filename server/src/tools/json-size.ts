/** Nesting past this depth counts as too large. */
const DEPTH_MAX = 128;

/**
 * The length of the value as JSON text in UTF-8 bytes (escapes not counted), or null when the value is not plain JSON: `undefined`,
 * a function, a non-finite number, a `__proto__` member. Stops early past `bytesMax`; the answer is then some number above it.
 */
export function jsonBytes(value: unknown, bytesMax: number): number | null {
  return measure(value, bytesMax, DEPTH_MAX);
}

function measure(value: unknown, bytesMax: number, depth: number): number | null {
  switch (typeof value) {
    case 'string':
      return textBytes(value);
    case 'number':
      return Number.isFinite(value) ? 8 : null;
    case 'boolean':
      return 5;
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return 4;
  if (depth === 0) return Number.POSITIVE_INFINITY;
  return Array.isArray(value) ? measureList(value, bytesMax, depth - 1) : measureRecord(value, bytesMax, depth - 1);
}

function measureList(values: readonly unknown[], bytesMax: number, depth: number): number | null {
  let bytes = 2;
  for (const value of values) {
    const size = measure(value, bytesMax - bytes, depth);
    if (size === null) return null;
    bytes += size + 1;
    if (bytes > bytesMax) return bytes;
  }
  return bytes;
}

function measureRecord(record: object, bytesMax: number, depth: number): number | null {
  let bytes = 2;
  for (const [key, value] of Object.entries(record)) {
    const size = key === '__proto__' ? null : measure(value, bytesMax - bytes, depth);
    if (size === null) return null;
    bytes += size + key.length + 4;
    if (bytes > bytesMax) return bytes;
  }
  return bytes;
}

function textBytes(text: string): number {
  return (text.length < 64 ? text.length : Buffer.byteLength(text)) + 2;
}
