import { codewordsOf } from './codewords.ts';
import { drawFormat, gridOf, type Grid } from './grid.ts';
import { penaltyOf } from './penalty.ts';

/** Which modules the eight masks turn, by column and row. Source: ISO/IEC 18004, table 10. */
const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of a QR code, row by row, true for dark; byte mode, level M, without the quiet zone. @throws RangeError above 412 bytes */
export function qrMatrix(text: string): readonly (readonly boolean[])[] {
  const { version, bytes } = codewordsOf(text);
  const grid = gridOf(version);
  place(grid, bytes);
  const drawn = masks.map((isTurned, mask) => masked(grid, isTurned, mask));
  const penalties = drawn.map(penaltyOf);
  return drawn[penalties.indexOf(Math.min(...penalties))] ?? [];
}

/** Writes the codewords in two columns at a time, upwards and downwards in turn, around what is fixed. */
function place(grid: Grid, bytes: readonly number[]): void {
  const { size } = grid;
  let bit = 0;
  for (let pair = 0; pair * 2 < size - 1; pair += 1) {
    // The vertical timing pattern takes a column of its own.
    const right = size - 1 - pair * 2 - (size - 1 - pair * 2 <= 6 ? 1 : 0);
    for (let step = 0; step < size * 2; step += 1) {
      const y = pair % 2 === 0 ? size - 1 - (step >> 1) : step >> 1;
      const x = right - (step % 2);
      const row = grid.isDark[y];
      if (row === undefined || grid.isFixed[y]?.[x] === true) continue;
      row[x] = (((bytes[bit >> 3] ?? 0) >>> (7 - (bit % 8))) & 1) === 1;
      bit += 1;
    }
  }
}

function masked(grid: Grid, isTurned: (x: number, y: number) => boolean, mask: number): readonly (readonly boolean[])[] {
  const turned = grid.isDark.map((row, y) => row.map((dark, x) => (grid.isFixed[y]?.[x] === true ? dark : dark !== isTurned(x, y))));
  drawFormat({ ...grid, isDark: turned }, mask);
  return turned;
}
