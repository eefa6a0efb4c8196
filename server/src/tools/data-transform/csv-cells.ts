import type { Json } from '../../kernel/json.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
/** More digits than this do not survive as a number. */
const DIGITS_MAX = 15;

/** A cell as the value it looks like: number, boolean, null when empty; `007` and very long numbers stay text. */
export function typedCell(cell: string): Json {
  if (cell === '') return null;
  const first = cell.charCodeAt(0);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 45;
  if (mayBeNumber) return NUMBER.test(cell) && cell.replace(/\D/g, '').length <= DIGITS_MAX ? asFinite(cell) : cell;
  if (cell.length > 5) return cell;
  const lower = cell.toLowerCase();
  if (lower === 'true') return true;
  return lower === 'false' ? false : cell;
}

function asFinite(cell: string): Json {
  const number = Number(cell);
  return Number.isFinite(number) ? number : cell;
}
