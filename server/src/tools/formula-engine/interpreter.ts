import type { Budget } from './budget.ts';
import { BudgetSpent } from './budget.ts';
import { applyOperator } from './operators.ts';
import type { Formula } from './syntax.ts';
import type { Value } from './values.ts';
import { ERRORS, errorOfText, isMatrix } from './values.ts';

const DEPTH_MAX = 2048;

/** What the names and cells of a formula stand for. */
export interface Sheet {
  /** The value under a name, which is asked for without regard to case; undefined when there is none. */
  name(name: string): Value | undefined;
  cell(column: number, row: number, evaluation: Evaluation): Value;
  /** The cells of a rectangle, row by row. */
  range(from: CellPoint, to: CellPoint, evaluation: Evaluation): Value;
}

interface CellPoint {
  readonly column: number;
  readonly row: number;
}

/** A function that gets its arguments unevaluated, because it may not need them all. */
export type LazyFunction = (args: readonly Formula[], evaluation: Evaluation) => Value;
export type EagerFunction = (args: readonly Value[], evaluation: Evaluation) => Value;

/** The closed list of functions; looked up by upper-case name only. */
export interface FunctionLibrary {
  readonly lazy: ReadonlyMap<string, LazyFunction>;
  readonly eager: ReadonlyMap<string, EagerFunction>;
}

/** One evaluation: where names come from, what it may still spend, and why it failed if it did. */
export class Evaluation {
  readonly sheet: Sheet;
  readonly library: FunctionLibrary;
  readonly budget: Budget;
  /** Epoch milliseconds of TODAY and NOW. */
  readonly now: number;
  #detail: string | null = null;
  #depth = 0;

  constructor(sheet: Sheet, library: FunctionLibrary, budget: Budget, now: number) {
    this.sheet = sheet;
    this.library = library;
    this.budget = budget;
    this.now = now;
  }

  /** The first thing that went wrong, for people; null when the error value says it all. */
  get detail(): string | null {
    return this.#detail;
  }

  /** Remembers why, and passes the error value on. */
  refuse(error: Error, why: string): Error {
    this.#detail ??= why;
    return error;
  }

  /** The same evaluation with some names bound, as LET does. */
  withNames(names: ReadonlyMap<string, Value>): Evaluation {
    const { sheet } = this;
    const inner: Sheet = {
      name: (name) => {
        const own = names.get(name.toLowerCase());
        return own === undefined ? sheet.name(name) : own;
      },
      cell: (column, row, evaluation) => sheet.cell(column, row, evaluation),
      range: (from, to, evaluation) => sheet.range(from, to, evaluation),
    };
    const scoped = new Evaluation(inner, this.library, this.budget, this.now);
    scoped.#depth = this.#depth;
    return scoped;
  }

  /** The value of a formula; failures of the formula are error values. @throws BudgetSpent */
  value(formula: Formula): Value {
    this.budget.spend(1);
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new BudgetSpent('The formula is nested too deeply');
    const value = this.#valueOf(formula);
    this.#depth -= 1;
    return value;
  }

  #valueOf(formula: Formula): Value {
    switch (formula.kind) {
      case 'literal':
        return formula.value;
      case 'error':
        return errorOfText(formula.code) ?? ERRORS.value;
      case 'name':
        return this.#named(formula.name, () => this.refuse(ERRORS.name, `"${formula.name}" is not known`));
      case 'cell':
        return this.#named(formula.written, () => this.sheet.cell(formula.cell.column, formula.cell.row, this));
      case 'range':
        return this.sheet.range(formula.from, formula.to, this);
      case 'array':
        return formula.rows.map((row) => row.map((item) => firstCell(this.value(item))));
      case 'binary':
        return this.#spendFor(applyOperator(formula.operator, this.value(formula.left), this.value(formula.right)));
      case 'negate':
        return this.#spendFor(applyOperator('-', 0, this.value(formula.operand)));
      case 'plus':
        return this.value(formula.operand);
      case 'percent':
        return this.#spendFor(applyOperator('/', this.value(formula.operand), 100));
      case 'call':
        return this.#call(formula.name, formula.args);
    }
  }

  #call(name: string, args: readonly Formula[]): Value {
    const lazy = this.library.lazy.get(name);
    if (lazy !== undefined) return lazy(args, this);
    const eager = this.library.eager.get(name);
    if (eager === undefined) return this.refuse(ERRORS.name, `There is no function ${name.slice(0, 60)}`);
    const values = args.map((arg) => this.value(arg));
    return this.#spendFor(eager(values, this));
  }

  /** A blank value under a name is a value; only a name that nothing bears falls through. */
  #named(name: string, otherwise: () => Value): Value {
    const value = this.sheet.name(name);
    return value === undefined ? otherwise() : this.#spendFor(value);
  }

  #spendFor(value: Value): Value {
    if (isMatrix(value)) this.budget.spend(value.length * (value[0]?.length ?? 0));
    return value;
  }
}

function firstCell(value: Value) {
  return isMatrix(value) ? (value[0]?.[0] ?? null) : value;
}
