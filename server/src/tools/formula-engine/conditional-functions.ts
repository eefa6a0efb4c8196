import { criterionOf } from './criteria.ts';
import type { EagerFunction } from './interpreter.ts';
import type { Scalar, Value } from './values.ts';
import { ERRORS, firstOf, scalarsOf } from './values.ts';

type Summary = (numbers: readonly number[]) => Scalar;

const total: Summary = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const mean: Summary = (numbers) =>
  numbers.length === 0 ? ERRORS.divideByZero : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const largest: Summary = (numbers) => numbers.reduce((best, number) => Math.max(best, number), numbers[0] ?? 0);
const smallest: Summary = (numbers) => numbers.reduce((best, number) => Math.min(best, number), numbers[0] ?? 0);

/** SUMIF and its kin; criteria understand comparisons and the wildcards * and ?. */
export const conditionalFunctions: readonly (readonly [string, EagerFunction])[] = [
  ['SUMIF', ([range, criterion, summed]) => summarized(summed ?? range, [range, criterion], total)],
  ['AVERAGEIF', ([range, criterion, averaged]) => summarized(averaged ?? range, [range, criterion], mean)],
  ['COUNTIF', (args) => counted(args.slice(0, 2))],
  ['COUNTIFS', (args) => counted(args)],
  ['SUMIFS', ([summed, ...criteria]) => summarized(summed, criteria, total)],
  ['AVERAGEIFS', ([averaged, ...criteria]) => summarized(averaged, criteria, mean)],
  ['MAXIFS', ([measured, ...criteria]) => summarized(measured, criteria, largest)],
  ['MINIFS', ([measured, ...criteria]) => summarized(measured, criteria, smallest)],
];

function summarized(measured: Value | undefined, criteria: readonly (Value | undefined)[], summary: Summary): Value {
  if (measured === undefined) return ERRORS.value;
  const scalars = scalarsOf(measured);
  const matching = matchingPlaces(criteria, scalars.length);
  if (matching instanceof Error) return matching;
  const numbers: number[] = [];
  for (const at of matching) {
    const scalar = scalars[at];
    if (scalar instanceof Error) return scalar;
    if (typeof scalar === 'number') numbers.push(scalar);
  }
  return summary(numbers);
}

function counted(criteria: readonly Value[]): Value {
  const [first] = criteria;
  if (first === undefined) return ERRORS.value;
  const matching = matchingPlaces(criteria, scalarsOf(first).length);
  return matching instanceof Error ? matching : matching.length;
}

/** The places at which every range meets its criterion; the ranges must be as long as the measured one. */
function matchingPlaces(criteria: readonly (Value | undefined)[], length: number): readonly number[] | Error {
  if (criteria.length < 2 || criteria.length % 2 === 1) return ERRORS.value;
  let places = Array.from({ length }, (_, at) => at);
  for (let at = 0; at + 1 < criteria.length; at += 2) {
    const scalars = scalarsOf(criteria[at] ?? null);
    if (scalars.length !== length) return ERRORS.value;
    const holds = criterionOf(firstOf(criteria[at + 1] ?? null));
    places = places.filter((place) => holds(scalars[place] ?? null));
  }
  return places;
}
