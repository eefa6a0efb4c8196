import { printable } from './printable.ts';

/** Rows under their headings, columns padded to the widest cell; no spaces at line ends. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly head: string; readonly lines: readonly string[] } {
  const cells = rows.map((row) => row.map((cell) => printable(cell).replaceAll('\n', ' ')));
  const widths = headings.map((heading, index) => Math.max(heading.length, ...cells.map((row) => (row[index] ?? '').length)));
  const join = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return { head: join(headings), lines: cells.map(join) };
}
