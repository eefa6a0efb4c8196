/** Characters of a word that count; the rest of a longer one is ignored. */
const wordCharactersMax = 64;
/** Different words of one text that count, in the order of the text. */
const wordsMax = 400;

/** Words of almost every introduction, which tell nothing. */
const stopWords: ReadonlySet<string> = new Set(
  (
    'a am an and any are as at be been but by can could did do does for from had has have he her him his how i if in into is it its me my ' +
    'no not of on or our she so some such than that the their them then there these they this those to too us was we were what when where ' +
    'which who whom why will with would you your'
  ).split(' '),
);

/** Words by the Unicode rules and, for languages without spaces, a dictionary; the fixed locale keeps the host's own out of it. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const invisible = /[\p{Cc}\p{Cf}]/gu;
/** Marks inside words at which they are searched for in parts: `node.js`, `snake_case`. */
const joints = /[.:_·]+/u;

/** The different words of a text as they are compared: NFKC, lower case, without stop words, in order of appearance. */
export function wordsOf(text: string, max: number = wordsMax): string[] {
  const words = new Set<string>();
  for (const { segment, isWordLike } of segmenter.segment(text.normalize('NFKC').toLowerCase().normalize('NFKC'))) {
    if (isWordLike !== true) continue;
    for (const part of segment.replace(invisible, '').split(joints)) {
      const word = [...part].slice(0, wordCharactersMax).join('');
      if (word === '' || stopWords.has(word)) continue;
      words.add(word);
      if (words.size >= max) return [...words];
    }
  }
  return [...words];
}

const english = /^[a-z]+(?:['’][a-z]+)?$/;
const vowel = /[aeiouy]/;

/**
 * What English words of one family share, by a few rules on their ends: `forecast` for forecasts, forecasted and forecasting. Words of other
 * languages are their own stem.
 */
export function stemOf(word: string): string {
  if (!english.test(word)) return word;
  const singular = withoutPlural(word.replace(/['’][a-z]*$/, ''));
  return withoutEnding(withoutTense(singular));
}

function withoutPlural(word: string): string {
  if (word.length < 4) return word;
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /[^aius]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutTense(word: string): string {
  const end = /(?:ing|[^e]ed|ly)$/.exec(word)?.[0];
  if (end === undefined) return word;
  const rest = word.slice(0, end.endsWith('ed') ? -2 : -end.length);
  if (rest.length < 3 || !vowel.test(rest)) return word;
  return /([^aeiouylsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

function withoutEnding(word: string): string {
  if (word.length < 4) return word;
  if (/.{3}[st]ion$/.test(word)) return word.slice(0, -3);
  if (word.endsWith('e')) return word.slice(0, -1);
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}i` : word;
}
