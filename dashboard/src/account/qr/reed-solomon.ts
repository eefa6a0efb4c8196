/** Multiplies two elements of GF(2^8) with the polynomial that QR codes use. Source: ISO/IEC 18004, 7.5.2. */
function times(left: number, right: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((right >>> bit) & 1) * left;
  }
  return product;
}

/** The generator polynomial of a degree, highest power left out. */
function generatorOf(degree: number): readonly number[] {
  let factors: number[] = [...Array.from({ length: degree - 1 }, () => 0), 1];
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    factors = factors.map((factor, place) => times(factor, root) ^ (factors[place + 1] ?? 0));
    root = times(root, 2);
  }
  return factors;
}

/** The error correction codewords of one block of data. */
export function correctionOf(data: readonly number[], degree: number): readonly number[] {
  const generator = generatorOf(degree);
  let rest: number[] = Array.from({ length: degree }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = generator.map((part, place) => (rest[place + 1] ?? 0) ^ times(part, factor));
  }
  return rest;
}
