import { Lexer, type Token } from 'marked';

const charsMax = 200_000;
/** Quotes and lists inside of one another, at the beginning of a line; the lexer calls itself for each. */
const tooDeep = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){40}/m;
/** Squares of paragraphs' lengths that are read for what stands inside of them: some patterns of the lexer take time by the square. */
const costMax = 100_000_000;
/** Blocks, items and cells together. */
const piecesMax = 4_000;

/**
 * The blocks of a text that somebody else wrote, in bounded time; null for one that is better shown as it is. Paragraphs that would take too long
 * stay plain.
 */
export function readMarkdown(text: string): readonly Token[] | null {
  if (text.length > charsMax || tooDeep.test(text)) return null;
  const lexer = new Lexer();
  lexer.blockTokens(text.replaceAll(/\r\n|\r/g, '\n'), lexer.tokens);
  if (lexer.tokens.length + lexer.inlineQueue.length > piecesMax) return null;
  let cost = 0;
  for (const { src, tokens } of lexer.inlineQueue) {
    cost += src.length * src.length;
    if (cost > costMax) tokens.push({ type: 'text', raw: src, text: src, escaped: false });
    else lexer.inlineTokens(src, tokens);
  }
  return lexer.tokens;
}
