/** A formula as a tree. Nothing in it can call anything but a function of the library by name. */
export type Formula =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'cell'; readonly cell: CellAddress; readonly written: string }
  | { readonly kind: 'range'; readonly from: CellAddress; readonly to: CellAddress }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly rows: readonly (readonly Formula[])[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Formula[] }
  | { readonly kind: 'negate' | 'plus' | 'percent'; readonly operand: Formula }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Formula; readonly right: Formula };

/** Counted from 1: A1 is column 1, row 1. */
export interface CellAddress {
  readonly column: number;
  readonly row: number;
}

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'error'; readonly value: string }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'bracketed'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

/** A formula that is not one. `message` is for people. */
export class FormulaSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormulaSyntaxError';
  }
}
