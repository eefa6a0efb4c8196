const finderLike = [1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0].join('');
const finderLikeBack = [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1].join('');

/** How hard a matrix is to read: long runs, blocks, shapes like a finder, too much of one shade. Source: ISO/IEC 18004, 7.8.3. */
export function penaltyOf(matrix: readonly (readonly boolean[])[]): number {
  const rows = matrix.map((row) => row.map(Number).join(''));
  const columns = matrix.map((_, x) => matrix.map((row) => Number(row[x] ?? false)).join(''));
  const lines = [...rows, ...columns];
  return sum(lines.map((line) => runs(line) + 40 * finders(line))) + 3 * blocks(rows) + balance(rows.join(''));
}

function runs(line: string): number {
  return sum([...line.matchAll(/0{5,}|1{5,}/g)].map(([run]) => run.length - 2));
}

function finders(line: string): number {
  let found = 0;
  for (let at = 0; at <= line.length - finderLike.length; at += 1) {
    if (line.startsWith(finderLike, at) || line.startsWith(finderLikeBack, at)) found += 1;
  }
  return found;
}

function blocks(rows: readonly string[]): number {
  return sum(rows.slice(1).map((row, above) => [...row.slice(1)].filter((_, x) => isBlock(rows[above] ?? '', row, x)).length));
}

function isBlock(upper: string, lower: string, x: number): boolean {
  return upper[x] === upper[x + 1] && upper[x] === lower[x] && upper[x] === lower[x + 1];
}

function balance(all: string): number {
  const dark = all.replaceAll('0', '').length;
  return 10 * Math.floor(Math.abs((dark * 20) / all.length - 10));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
