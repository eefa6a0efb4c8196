import { compareScalars } from './operators.ts';
import type { Scalar } from './values.ts';

export type Criterion = (scalar: Scalar) => boolean;

/** What COUNTIF and its kin ask of a cell: `10`, `">5"`, `"<>x"`, `"a*"` (`*` any text, `?` any character, `~` takes the next one literally). */
export function criterionOf(wanted: Scalar): Criterion {
  if (typeof wanted !== 'string') return (scalar) => isSame(scalar, wanted);
  const [, operator = '', rest = ''] = /^(<=|>=|<>|<|>|=)?(.*)$/s.exec(wanted) ?? [];
  const operand = scalarOf(rest);
  if (operator === '' || operator === '=') return (scalar) => matches(scalar, operand);
  if (operator === '<>') return (scalar) => !matches(scalar, operand);
  return (scalar) => {
    if (scalar === null || scalar instanceof Error || isNumeric(scalar) !== isNumeric(operand)) return false;
    const order = compareScalars(scalar, operand);
    if (operator === '<') return order < 0;
    if (operator === '>') return order > 0;
    return operator === '<=' ? order <= 0 : order >= 0;
  };
}

function scalarOf(text: string): Scalar {
  if (text === '') return null;
  const number = Number(text);
  if (Number.isFinite(number) && text.trim() !== '') return number;
  const upper = text.toUpperCase();
  return upper === 'TRUE' ? true : upper === 'FALSE' ? false : text;
}

function isNumeric(scalar: Scalar): boolean {
  return typeof scalar === 'number' || scalar instanceof Date;
}

function isSame(scalar: Scalar, wanted: Scalar): boolean {
  if (wanted === null || scalar === null || scalar instanceof Error) return scalar === wanted;
  return typeof scalar === 'string' && typeof wanted === 'number'
    ? Number(scalar) === wanted && scalar !== ''
    : compareScalars(scalar, wanted) === 0;
}

function matches(scalar: Scalar, wanted: Scalar): boolean {
  if (wanted === null) return scalar === null || scalar === '';
  if (typeof wanted !== 'string') return isSame(scalar, wanted);
  return typeof scalar === 'string' && matchesWildcard(scalar, wanted);
}

/** Linear in text times pattern, without regular expressions; case is ignored. */
export function matchesWildcard(text: string, pattern: string): boolean {
  const characters = [...text.toLowerCase()];
  const steps = wildcardSteps(pattern.toLowerCase());
  let [at, step, retryAt, retryStep] = [0, 0, -1, -1];
  while (at < characters.length) {
    const wanted = steps[step];
    if (wanted?.kind === 'many') {
      [retryStep, retryAt] = [step, at];
      step += 1;
    } else if (wanted !== undefined && (wanted.kind === 'one' || wanted.character === characters[at])) {
      at += 1;
      step += 1;
    } else {
      if (retryStep < 0) return false;
      retryAt += 1;
      [at, step] = [retryAt, retryStep + 1];
    }
  }
  return steps.slice(step).every((rest) => rest.kind === 'many');
}

interface WildcardStep {
  readonly kind: 'many' | 'one' | 'exactly';
  readonly character: string;
}

function wildcardSteps(pattern: string): readonly WildcardStep[] {
  const steps: WildcardStep[] = [];
  let isLiteral = false;
  for (const character of pattern) {
    if (!isLiteral && character === '~') {
      isLiteral = true;
      continue;
    }
    const kind = isLiteral ? 'exactly' : character === '*' ? 'many' : character === '?' ? 'one' : 'exactly';
    steps.push({ kind, character });
    isLiteral = false;
  }
  return steps;
}
