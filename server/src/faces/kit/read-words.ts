import { refuseField } from '../../kernel/refusal.ts';

/**
 * Reads a comma-separated list of known words; undefined when it was left out or is empty.
 * @throws Refusal `invalid` query.invalid
 */
export function readWords<Word extends string>(
  text: string | undefined,
  known: readonly Word[],
  pointer: string,
): readonly Word[] | undefined {
  const words = (text ?? '').split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
  if (words.length === 0) return undefined;
  return words.map((word) => {
    const found = known.find((one) => one === word);
    if (found === undefined) throw refuseField('invalid', 'query.invalid', pointer, `must be one of ${known.join(', ')}`);
    return found;
  });
}
