import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { ActionContext, JsonRecord } from '../action.ts';
import { actionTable, emptyRecord, invalidInput, listAt, recordAt, rowsAt, textAt, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { copyOf } from '../json/member-path.ts';
import type { ToolImplementation } from '../worker/implementations.ts';
import { Budget } from './budget.ts';
import type { Outcome } from './evaluate.ts';
import { evaluateFormula, readFormula } from './evaluate.ts';
import { functionNames } from './function-names.ts';
import type { Sheet } from './interpreter.ts';
import { createFunctionLibrary } from './library.ts';
import { createSheet } from './sheet.ts';
import type { Formula } from './syntax.ts';

const SHARED_OPERATIONS_MAX = 5_000_000;
const ERRORS_LISTED_MAX = 100;

const library = createFunctionLibrary();

export const formulaEngineActions: ToolImplementation = {
  actions: actionTable({
    evaluate: (input, context) =>
      shown(evaluateFormula(textAt(input, 'formula'), { sheet: sheetOf(input), library, now: nowOf(input, context) })),
    evaluate_many: evaluateMany,
    apply,
    functions: (input) => functions(textOr(input, 'category', null)),
  }),
};

function sheetOf(input: JsonObject): Sheet {
  return createSheet({
    cells: valueAt(input, 'cells') === null ? null : recordAt(input, 'cells'),
    rows: valueAt(input, 'data') === null ? null : rowsAt(input, 'data'),
    variables: valueAt(input, 'variables') === null ? null : recordAt(input, 'variables'),
  });
}

function nowOf(input: JsonObject, context: ActionContext): number {
  const given = Date.parse(textOr(input, 'now', ''));
  return Number.isNaN(given) ? context.now() : given;
}

/** `error` and `detail` are there only when the formula ended in an error value. */
function shown(outcome: Outcome): JsonRecord {
  if (outcome.error === null) return { result: outcome.result };
  return outcome.detail === null ? { result: null, error: outcome.error } : { result: null, error: outcome.error, detail: outcome.detail };
}

function evaluateMany(input: JsonObject, context: ActionContext): Json {
  const formulas = valueAt(input, 'formulas');
  const settings = { sheet: sheetOf(input), library, now: nowOf(input, context), budget: new Budget(SHARED_OPERATIONS_MAX) };
  if (!isJsonObject(formulas))
    return { results: listAt(input, 'formulas').map((formula) => shown(evaluateFormula(String(formula), settings))) };
  const results = emptyRecord();
  for (const [name, formula] of Object.entries(formulas)) {
    if (!isForbiddenKey(name)) results[name] = shown(evaluateFormula(String(formula), settings));
  }
  return { results };
}

interface ColumnFormula {
  readonly column: string;
  readonly formula: Formula | Outcome;
}

/** Writes a formula's value into every row; later formulas see the columns of earlier ones. */
function apply(input: JsonObject, context: ActionContext): Json {
  const columns = columnFormulas(input);
  const variables = valueAt(input, 'variables') === null ? {} : recordAt(input, 'variables');
  const budget = new Budget(SHARED_OPERATIONS_MAX);
  const now = nowOf(input, context);
  const errors: Json[] = [];
  const data = rowsAt(input, 'data').map((given, at) => {
    const row = copyOf(given);
    for (const { column, formula } of columns) {
      const sheet = createSheet({ cells: null, rows: null, variables: { ...variables, ...row } });
      const outcome = 'result' in formula ? formula : evaluateFormula(formula, { sheet, library, now, budget });
      row[column] = outcome.result;
      if (outcome.error !== null && errors.length < ERRORS_LISTED_MAX) errors.push({ row: at, column, error: outcome.error });
    }
    return row;
  });
  return { data, errors };
}

function columnFormulas(input: JsonObject): readonly ColumnFormula[] {
  const several = valueAt(input, 'formulas');
  const given: readonly (readonly [string, Json])[] = isJsonObject(several)
    ? Object.entries(several)
    : [[textOr(input, 'column', 'result'), valueAt(input, 'formula')]];
  return given.map(([column, formula]) => {
    if (typeof formula !== 'string') throw invalidInput('Give "formula" and "column", or "formulas" by column');
    if (isForbiddenKey(column)) throw invalidInput(`The column "${column}" is not allowed`);
    return { column, formula: readFormula(formula) };
  });
}

function functions(category: string | null): Json {
  const all = Object.entries(functionNames()).filter(([name]) => category === null || name === category);
  return { functions: Object.fromEntries(all), count: all.reduce((count, [, names]) => count + names.length, 0) };
}
