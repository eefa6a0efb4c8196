import type { Evaluation, LazyFunction } from './interpreter.ts';
import { compareScalars } from './operators.ts';
import type { Formula } from './syntax.ts';
import type { Value } from './values.ts';
import { ERRORS, firstOf, isMatrix, numberOf, scalarsOf, truthOf } from './values.ts';
import { broadcast } from './operators.ts';

const PAIRS_MAX = 127;

/** Functions that evaluate only the arguments they need, or that look at how an argument is written. */
export const lazyFunctions: ReadonlyMap<string, LazyFunction> = new Map<string, LazyFunction>([
  ['IF', chosenByTruth],
  ['IFS', ifs],
  ['SWITCH', chosenByValue],
  ['CHOOSE', choose],
  ['IFERROR', (args, evaluation) => replaced(args, evaluation, (error) => error instanceof Error)],
  ['IFNA', (args, evaluation) => replaced(args, evaluation, (error) => error === ERRORS.missing)],
  ['AND', (args, evaluation) => combined(args, evaluation, false)],
  ['OR', (args, evaluation) => combined(args, evaluation, true)],
  ['TRUE', () => true],
  ['FALSE', () => false],
  ['LET', bound],
  ['ROW', (args) => placeOf(args, 'row')],
  ['COLUMN', (args) => placeOf(args, 'column')],
]);

function evaluated(formula: Formula | undefined, evaluation: Evaluation, missing: Value): Value {
  return formula === undefined ? missing : evaluation.value(formula);
}

function chosenByTruth(args: readonly Formula[], evaluation: Evaluation): Value {
  const [condition, whenTrue, whenFalse] = args;
  if (condition === undefined || whenTrue === undefined || args.length > 3) return ERRORS.value;
  const tested = evaluation.value(condition);
  if (isMatrix(tested)) {
    const branches = [tested, evaluation.value(whenTrue), evaluated(whenFalse, evaluation, false)];
    return broadcast(branches, ([test, yes, no]) => {
      const truth = truthOf(test ?? null);
      return typeof truth === 'boolean' ? ((truth ? yes : no) ?? null) : truth;
    });
  }
  const truth = truthOf(tested);
  if (typeof truth !== 'boolean') return truth;
  return truth ? evaluation.value(whenTrue) : evaluated(whenFalse, evaluation, false);
}

function ifs(args: readonly Formula[], evaluation: Evaluation): Value {
  for (let at = 0; at + 1 < Math.min(args.length, PAIRS_MAX * 2); at += 2) {
    const truth = truthOf(firstOf(evaluated(args[at], evaluation, false)));
    if (typeof truth !== 'boolean') return truth;
    if (truth) return evaluated(args[at + 1], evaluation, null);
  }
  return ERRORS.missing;
}

function chosenByValue(args: readonly Formula[], evaluation: Evaluation): Value {
  const wanted = firstOf(evaluated(args[0], evaluation, ERRORS.value));
  if (wanted instanceof Error) return wanted;
  const hasDefault = args.length % 2 === 0;
  for (let at = 1; at + 1 < args.length; at += 2) {
    const candidate = firstOf(evaluated(args[at], evaluation, null));
    if (candidate instanceof Error) return candidate;
    if (compareScalars(wanted, candidate) === 0) return evaluated(args[at + 1], evaluation, null);
  }
  return hasDefault ? evaluated(args.at(-1), evaluation, null) : ERRORS.missing;
}

function choose(args: readonly Formula[], evaluation: Evaluation): Value {
  const index = numberOf(firstOf(evaluated(args[0], evaluation, ERRORS.value)));
  if (typeof index !== 'number') return index;
  return index < 1 ? ERRORS.value : evaluated(args[Math.trunc(index)], evaluation, ERRORS.value);
}

function replaced(args: readonly Formula[], evaluation: Evaluation, isReplaced: (value: Value) => boolean): Value {
  const value = evaluated(args[0], evaluation, ERRORS.value);
  if (!isMatrix(value)) return isReplaced(value) ? evaluated(args[1], evaluation, '') : value;
  if (!scalarsOf(value).some(isReplaced)) return value;
  const other = evaluated(args[1], evaluation, '');
  return broadcast([value, other], ([scalar, substitute]) => (isReplaced(scalar ?? null) ? (substitute ?? null) : (scalar ?? null)));
}

/** AND stops at the first false, OR at the first true; text and blanks inside ranges do not count. */
function combined(args: readonly Formula[], evaluation: Evaluation, stopAt: boolean): Value {
  let isAnySeen = false;
  for (const arg of args) {
    const value = evaluation.value(arg);
    const scalars = isMatrix(value) ? scalarsOf(value).filter((scalar) => scalar !== null && typeof scalar !== 'string') : [value];
    for (const scalar of scalars) {
      const truth = truthOf(scalar);
      if (typeof truth !== 'boolean') return truth;
      if (truth === stopAt) return stopAt;
      isAnySeen = true;
    }
  }
  return isAnySeen ? !stopAt : ERRORS.value;
}

function bound(args: readonly Formula[], evaluation: Evaluation): Value {
  if (args.length < 3 || args.length % 2 === 0) return ERRORS.value;
  const names = new Map<string, Value>();
  for (let at = 0; at + 2 < args.length; at += 2) {
    const name = args[at];
    if (name?.kind !== 'name') return evaluation.refuse(ERRORS.name, 'LET binds names only');
    names.set(name.name.toLowerCase(), evaluated(args[at + 1], evaluation.withNames(names), null));
  }
  return evaluated(args.at(-1), evaluation.withNames(names), null);
}

function placeOf(args: readonly Formula[], part: 'row' | 'column'): Value {
  const [reference] = args;
  if (reference?.kind === 'cell') return reference.cell[part];
  return reference?.kind === 'range' ? reference.from[part] : ERRORS.value;
}
