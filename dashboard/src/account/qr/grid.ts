/** The modules of a QR code while it is drawn: which are dark, and which belong to patterns that no mask may turn. */
export interface Grid {
  readonly size: number;
  readonly isDark: boolean[][];
  readonly isFixed: boolean[][];
}

/** A light grid with its finder, timing and alignment patterns, and the room for format and version kept. */
export function gridOf(version: number): Grid {
  const size = 17 + version * 4;
  const empty = () => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const grid: Grid = { size, isDark: empty(), isFixed: empty() };
  for (let at = 0; at < size; at += 1) {
    fix(grid, 6, at, at % 2 === 0);
    fix(grid, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [[3, 3] as const, [size - 4, 3] as const, [3, size - 4] as const]) drawSquare(grid, x, y, 4, [2, 4]);
  for (const [x, y] of alignmentsOf(version, size)) drawSquare(grid, x, y, 2, [1]);
  drawFormat(grid, 0);
  if (version >= 7) drawVersion(grid, version);
  return grid;
}

export function fix(grid: Grid, x: number, y: number, dark: boolean): void {
  const row = grid.isDark[y];
  const fixedRow = grid.isFixed[y];
  if (row === undefined || fixedRow === undefined || x < 0 || x >= grid.size) return;
  row[x] = dark;
  fixedRow[x] = true;
}

/** Draws the rings around a centre; the rings whose distance is named stay light. */
function drawSquare(grid: Grid, x: number, y: number, radius: number, light: readonly number[]): void {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) fix(grid, x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

/** Centres of the alignment patterns: every crossing of the positions but the three finder corners. Source: ISO/IEC 18004, annex E. */
function alignmentsOf(version: number, size: number): readonly (readonly [number, number])[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((size - 13) / (count * 2 - 2)) * 2;
  const positions = Array.from({ length: count }, (_, place) => (place === 0 ? 6 : size - 7 - (count - 1 - place) * step));
  const last = size - 7;
  const isCorner = (x: number, y: number) => (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
  return positions.flatMap((y) => positions.filter((x) => !isCorner(x, y)).map((x) => [x, y] as const));
}

/** Draws level M and the mask, with their own correction, at both places. Source: ISO/IEC 18004, 7.9. */
export function drawFormat(grid: Grid, mask: number): void {
  const bits = ((mask << 10) | remainder(mask << 10, 0x537, 10)) ^ 0x5412;
  const { size } = grid;
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = ((bits >>> bit) & 1) === 1;
    if (bit < 6) fix(grid, 8, bit, dark);
    else if (bit < 8) fix(grid, 8, bit + 1, dark);
    else fix(grid, bit === 8 ? 7 : 14 - bit, 8, dark);
    if (bit < 8) fix(grid, size - 1 - bit, 8, dark);
    else fix(grid, 8, size - 15 + bit, dark);
  }
  fix(grid, 8, size - 8, true);
}

/** Draws the version, with its own correction, at both places. Source: ISO/IEC 18004, 7.10. */
function drawVersion(grid: Grid, version: number): void {
  const bits = (version << 12) | remainder(version << 12, 0x1f25, 12);
  for (let bit = 0; bit < 18; bit += 1) {
    const dark = ((bits >>> bit) & 1) === 1;
    const far = grid.size - 11 + (bit % 3);
    const near = Math.floor(bit / 3);
    fix(grid, far, near, dark);
    fix(grid, near, far, dark);
  }
}

/** What is left of a value after division by a polynomial over GF(2). */
function remainder(value: number, divisor: number, degree: number): number {
  let rest = value;
  for (let bit = 31 - Math.clz32(rest); bit >= degree && rest !== 0; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - degree);
  return rest;
}
