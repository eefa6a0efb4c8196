const namePattern = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const valuePattern = /^[\x20-\x7e]{1,4000}$/;
/** Headers that say how the request itself travels, or what it holds. */
const ownNames =
  /^(host|connection|keep-alive|transfer-encoding|content-length|content-type|upgrade|expect|te|trailer|proxy-.*|sec-.*|accept-encoding)$/i;
const linesMax = 20;

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function split(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** What is wrong with lines of `Name: value`; null when nothing is. Never repeats a value. */
export function headersProblem(text: string): string | null {
  const lines = linesOf(text);
  if (lines.length > linesMax) return `At most ${linesMax} headers.`;
  for (const [index, line] of lines.entries()) {
    const [name, value] = split(line);
    if (!namePattern.test(name) || !valuePattern.test(value)) return `Line ${index + 1} is not of the form "Name: value".`;
    if (ownNames.test(name)) return `The header ${name} cannot be set.`;
  }
  return null;
}

/** Headers of lines that were judged before; names in lower case, the last one of a name counts. */
export function readHeaders(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(linesOf(text).map((line) => [split(line)[0].toLowerCase(), split(line)[1]]));
}

/** What is wrong with the value of one header; null when nothing is. */
export function headerProblem(text: string): string | null {
  return valuePattern.test(text) && text.trim() === text ? null : 'Only printable ASCII characters, none of them a blank at an end.';
}

/** What is wrong with the name of one header; null when nothing is. */
export function headerNameProblem(text: string): string | null {
  if (!namePattern.test(text)) return 'Not the name of a header.';
  return ownNames.test(text) ? `The header ${text} cannot be set.` : null;
}
