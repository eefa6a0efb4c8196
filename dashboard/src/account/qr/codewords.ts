import { correctionOf } from './reed-solomon.ts';

/** Correction codewords of each block, and the number of blocks, for versions 1 to 15 at level M. Source: ISO/IEC 18004, table 9. */
const correctionPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24] as const;
const blockCount = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10] as const;
const versionMax = correctionPerBlock.length;

/** What is drawn into the matrix, and how large the matrix is (17 + 4 × version). */
export interface Codewords {
  readonly version: number;
  readonly bytes: readonly number[];
}

/** Encodes a text as bytes at error correction level M. @throws RangeError above 412 bytes */
export function codewordsOf(text: string): Codewords {
  const content = [...new TextEncoder().encode(text)];
  for (let version = 1; version <= versionMax; version += 1) {
    const capacity = bytesIn(version) - (blockCount[version - 1] ?? 0) * (correctionPerBlock[version - 1] ?? 0);
    const lengthBits = version < 10 ? 8 : 16;
    if (4 + lengthBits + content.length * 8 > capacity * 8) continue;
    return { version, bytes: interleaved(padded(content, lengthBits, capacity), version) };
  }
  throw new RangeError('The text is too long for this QR code.');
}

/** All codewords of a version, data and correction together. */
function bytesIn(version: number): number {
  const modules = (16 * version + 128) * version + 64;
  const alignments = version < 2 ? 0 : Math.floor(version / 7) + 2;
  const alignmentModules = version < 2 ? 0 : (25 * alignments - 10) * alignments - 55;
  return Math.floor((modules - alignmentModules - (version < 7 ? 0 : 36)) / 8);
}

/** Mode, length and content as bytes, filled up with the two pad bytes. */
function padded(content: readonly number[], lengthBits: number, capacity: number): readonly number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  put(0b0100, 4);
  put(content.length, lengthBits);
  for (const byte of content) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: capacity }, (_, place) => bits.slice(place * 8, place * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
}

/** Cuts the data into blocks, adds each block's correction, and takes one codeword of each in turn. */
function interleaved(data: readonly number[], version: number): readonly number[] {
  const blocks = blockCount[version - 1] ?? 1;
  const degree = correctionPerBlock[version - 1] ?? 0;
  const shortLength = Math.floor(data.length / blocks);
  const longFrom = blocks - (data.length % blocks);
  const parts: (readonly number[])[] = [];
  for (let block = 0, from = 0; block < blocks; block += 1) {
    const length = shortLength + (block < longFrom ? 0 : 1);
    parts.push(data.slice(from, from + length));
    from += length;
  }
  return [...turns(parts), ...turns(parts.map((part) => correctionOf(part, degree)))];
}

function turns(parts: readonly (readonly number[])[]): readonly number[] {
  const longest = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: longest }, (_, place) => parts.flatMap((part) => part[place] ?? [])).flat();
}
