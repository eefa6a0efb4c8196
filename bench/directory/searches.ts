export interface Search {
  readonly name: string;
  /** The query string; `round` varies what would otherwise always be the same. */
  query(round: number): string;
}

/** A mix of what strangers ask a directory. */
export const searches: readonly Search[] = [
  { name: 'a rare word', query: (round) => `q=word${(round * 37) % 5_000}` },
  { name: 'a word of a tenth of the profiles', query: () => 'q=weather' },
  { name: 'a word of all profiles', query: () => 'q=assistant' },
  { name: 'a common word and a rare one', query: (round) => `q=assistant+word${(round * 53) % 5_000}` },
  { name: 'two common words, one by its stem', query: () => 'q=helpful+forecasts' },
  { name: 'two words and a category', query: () => 'q=weather+forecast&category=weather&limit=10' },
  { name: 'sixteen words', query: (round) => `q=helpful+ai+assistant+weather+forecasting+${words(round)}` },
  { name: 'no text', query: () => 'limit=20' },
  { name: 'no text, a category', query: () => 'category=legal&limit=100' },
  { name: 'no text, offset 10,000', query: () => 'offset=10000&limit=20' },
  { name: 'a common word, offset 900', query: () => 'q=assistant&offset=900&limit=100' },
];

function words(round: number): string {
  return Array.from({ length: 11 }, (_, index) => `word${(round * 11 + index * 97) % 5_000}`).join('+');
}
