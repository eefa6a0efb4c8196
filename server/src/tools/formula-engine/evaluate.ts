import type { Json } from '../../kernel/json.ts';
import { Budget, BudgetSpent } from './budget.ts';
import type { FunctionLibrary, Sheet } from './interpreter.ts';
import { Evaluation } from './interpreter.ts';
import { parseFormula } from './parser.ts';
import type { Formula } from './syntax.ts';
import { FormulaSyntaxError } from './syntax.ts';
import type { Scalar, Value } from './values.ts';
import { ERRORS, isMatrix, isoText } from './values.ts';

const OPERATIONS_MAX = 300_000;

/** A formula's value as JSON, or the error value it ended in and why. */
export interface Outcome {
  readonly result: Json;
  readonly error: string | null;
  readonly detail: string | null;
}

export interface EvaluationSettings {
  readonly sheet: Sheet;
  readonly library: FunctionLibrary;
  readonly now: number;
  /** Shared by several formulas when given; otherwise 300,000 operations. */
  readonly budget?: Budget;
}

/** The formula, or why it cannot be read. */
export function readFormula(written: string): Formula | Outcome {
  try {
    return parseFormula(written);
  } catch (error) {
    if (error instanceof FormulaSyntaxError) return failure(ERRORS.refused, error.message);
    throw error;
  }
}

/** Works out a formula; whatever is wrong with it is in the outcome, nothing is thrown. */
export function evaluateFormula(written: string | Formula, settings: EvaluationSettings): Outcome {
  const formula = typeof written === 'string' ? readFormula(written) : written;
  if ('result' in formula) return formula;
  const budget = settings.budget ?? new Budget(OPERATIONS_MAX);
  const evaluation = new Evaluation(settings.sheet, settings.library, budget, settings.now);
  try {
    return outcomeOf(evaluation.value(formula), evaluation.detail);
  } catch (error) {
    if (error instanceof BudgetSpent) return failure(ERRORS.refused, error.message);
    if (error instanceof RangeError) return failure(ERRORS.refused, 'The formula is too complex');
    throw error;
  }
}

function outcomeOf(value: Value, detail: string | null): Outcome {
  if (value instanceof Error) return failure(value, detail);
  return { result: isMatrix(value) ? value.map((row) => row.map(jsonOf)) : jsonOf(value), error: null, detail: null };
}

function failure(error: Error, detail: string | null): Outcome {
  return { result: null, error: error.message, detail };
}

function jsonOf(scalar: Scalar): Json {
  if (scalar instanceof Error) return { error: scalar.message };
  return scalar instanceof Date ? isoText(scalar) : scalar;
}
