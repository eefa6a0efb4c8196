import type { MarkedToken, Token } from 'marked';
import type { ReactNode } from 'react';
import { decodeEntities } from './entities.ts';
import { safeHref } from './safe-href.ts';

const depthMax = 16;

/** Draws the inside of a paragraph; HTML is shown as the text it is, and images only as their description. */
export function Inline({ tokens, depth = 0 }: { readonly tokens: readonly Token[]; readonly depth?: number }) {
  return tokens.map((token, place) => <Piece key={place} token={known(token)} depth={depth} />);
}

function Piece({ token, depth }: { readonly token: MarkedToken; readonly depth: number }): ReactNode {
  if (depth > depthMax) return token.raw;
  const inside = 'tokens' in token && token.tokens !== undefined ? <Inline tokens={token.tokens} depth={depth + 1} /> : null;
  switch (token.type) {
    case 'strong':
      return <strong>{inside}</strong>;
    case 'em':
      return <em>{inside}</em>;
    case 'del':
      return <del>{inside}</del>;
    case 'br':
      return <br />;
    case 'codespan':
      return <code className="rounded bg-muted px-1 py-0.5 font-mono text-[0.85em] wrap-anywhere">{token.text}</code>;
    case 'link':
      return <SafeLink href={token.href}>{inside}</SafeLink>;
    case 'image':
      return <SafeLink href={token.href}>{`[image: ${token.text === '' ? token.href : token.text}]`}</SafeLink>;
    case 'checkbox':
      return (
        <input type="checkbox" checked={token.checked} disabled readOnly aria-label={token.checked ? 'done' : 'open'} className="mr-2" />
      );
    case 'escape':
      return token.text;
    case 'text':
      return inside ?? decodeEntities(token.text);
    default:
      return token.raw;
  }
}

function SafeLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const safe = safeHref(href);
  if (safe === null) return children;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow" className="text-primary underline underline-offset-2">
      {children}
    </a>
  );
}

/** Guarantee: no extension is registered with the lexer, so that it makes only its own kinds of tokens. */
export function known(token: Token): MarkedToken {
  return token as MarkedToken;
}
