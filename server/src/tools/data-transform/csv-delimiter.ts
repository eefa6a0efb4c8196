const CANDIDATES = [',', ';', '\t', '|'];
const SAMPLE_LENGTH = 20_000;
const LINES_MAX = 20;

/** The delimiter that splits the first lines most evenly, looking outside quotes only; a comma when none does. */
export function detectDelimiter(csv: string): string {
  const lines = countsByLine(csv.slice(0, SAMPLE_LENGTH));
  let best = ',';
  let bestScore = 0;
  for (const [at, delimiter] of CANDIDATES.entries()) {
    const first = lines[0]?.[at] ?? 0;
    const agreeing = lines.filter((counts) => counts[at] === first).length;
    const score = first === 0 ? 0 : agreeing / lines.length + first / 1e6;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function countsByLine(sample: string): readonly (readonly number[])[] {
  const lines: number[][] = [];
  let counts = CANDIDATES.map(() => 0);
  let isQuoted = false;
  let isEmpty = true;
  for (const character of sample) {
    if (lines.length === LINES_MAX) return lines;
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted || (character !== '\n' && character !== '\r')) {
      const at = isQuoted ? -1 : CANDIDATES.indexOf(character);
      if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
      isEmpty = false;
      continue;
    }
    if (!isEmpty) lines.push(counts);
    counts = CANDIDATES.map(() => 0);
    isEmpty = true;
  }
  if (!isEmpty) lines.push(counts);
  return lines;
}
