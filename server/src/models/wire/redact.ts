const MESSAGE_CHARS_MAX = 300;
const KEY_WINDOW = 8;
const HIDDEN = '[redacted]';

/** Looks like a credential: known prefixes, bearer tokens, JSON web tokens, and long runs that mix letters with digits. */
const SECRET_SHAPES: readonly RegExp[] = [
  /\b(?:sk|pk|rk|key|xai|gsk|ghp|AIza)[-_]?[A-Za-z0-9*_.-]{8,}/g,
  /\bBearer\s+\S+/gi,
  /\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){0,2}/g,
  /\b(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{32,}/g,
];

/** Hides every piece of the key that is at least eight characters long. */
function withoutKey(text: string, key: string): string {
  if (key.length === 0) return text;
  if (key.length < KEY_WINDOW) return text.replaceAll(key, HIDDEN);
  const isPiece = (from: number, to: number): boolean => to <= text.length && key.includes(text.slice(from, to));
  let out = '';
  for (let at = 0; at < text.length;) {
    if (!isPiece(at, at + KEY_WINDOW)) {
      out += text[at];
      at += 1;
      continue;
    }
    let end = at + KEY_WINDOW;
    while (isPiece(at, end + 1)) end += 1;
    out += HIDDEN;
    at = end;
  }
  return out;
}

/**
 * Text of a provider made fit to be shown: without the key, without anything that looks like a credential, on one line, 300 characters at most.
 * The input is cut to 4,000 characters first, so the work is bounded.
 */
export function redact(text: string, apiKey: string): string {
  const short = text.slice(0, 4000).replace(/\s+/g, ' ').trim();
  const hidden = SECRET_SHAPES.reduce((left, shape) => left.replace(shape, HIDDEN), withoutKey(short, apiKey));
  return hidden.length <= MESSAGE_CHARS_MAX ? hidden : `${hidden.slice(0, MESSAGE_CHARS_MAX - 1)}…`;
}
