import type { Token, Tokens } from 'marked';
import { memo, useMemo, type ReactNode } from 'react';
import { CodeBlock } from '../ui/code-block.tsx';
import { Inline, known } from './inline.tsx';
import { readMarkdown } from './read-markdown.ts';

const depthMax = 12;

/** Draws markdown as React elements, block by block: while an answer grows only its last block is drawn again. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => readMarkdown(text), [text]);
  if (blocks === null) return <p className="whitespace-pre-wrap wrap-anywhere">{text}</p>;
  return <div className="flex min-w-0 flex-col gap-3 wrap-anywhere">{drawBlocks(blocks, 0)}</div>;
}

function drawBlocks(tokens: readonly Token[], depth: number): ReactNode {
  return tokens.map((token, place) =>
    token.type === 'space' || token.type === 'def' ? null : <Block key={place} token={token} depth={depth} />,
  );
}

const Block = memo(DrawnBlock, (before, after) => before.token.raw === after.token.raw && before.token.type === after.token.type);

function DrawnBlock({ token: anyToken, depth }: { readonly token: Token; readonly depth: number }): ReactNode {
  const token = known(anyToken);
  if (depth > depthMax) return <p className="whitespace-pre-wrap">{token.raw}</p>;
  switch (token.type) {
    case 'heading':
      return (
        <p
          dir="auto"
          role="heading"
          aria-level={Math.min(6, token.depth + 2)}
          className={token.depth < 3 ? 'text-base font-semibold' : 'font-semibold'}
        >
          <Inline tokens={token.tokens} />
        </p>
      );
    case 'paragraph':
      return (
        <p dir="auto" className="whitespace-pre-line">
          <Inline tokens={token.tokens} />
        </p>
      );
    case 'text':
      return <Inline tokens={token.tokens ?? [token]} />;
    case 'code':
      return <CodeBlock text={token.text} label={token.lang === undefined || token.lang === '' ? 'code' : `${token.lang} code`} />;
    case 'blockquote':
      return (
        <blockquote className="flex flex-col gap-2 border-l-4 border-border pl-3 text-muted-foreground">
          {drawBlocks(token.tokens, depth + 1)}
        </blockquote>
      );
    case 'list':
      return <List token={token} depth={depth} />;
    case 'table':
      return <Table token={token} />;
    case 'hr':
      return <hr className="border-border" />;
    case 'checkbox':
      return <Inline tokens={[token]} />;
    default:
      return <p className="whitespace-pre-wrap">{token.raw}</p>;
  }
}

function List({ token, depth }: { readonly token: Tokens.List; readonly depth: number }) {
  const items = token.items.map((item, place) => <li key={place}>{drawBlocks(item.tokens, depth + 1)}</li>);
  if (token.ordered) {
    return (
      <ol start={typeof token.start === 'number' ? token.start : 1} className="list-decimal space-y-1 pl-6">
        {items}
      </ol>
    );
  }
  return <ul className="list-disc space-y-1 pl-6">{items}</ul>;
}

function Table({ token }: { readonly token: Tokens.Table }) {
  return (
    <div tabIndex={0} role="region" aria-label="Table" className="overflow-x-auto">
      <table className="border-collapse text-left">
        <thead>
          <tr>
            {token.header.map((cell, place) => (
              <th key={place} scope="col" className="border border-border bg-muted px-2 py-1 font-medium">
                <Inline tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, place) => (
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={column} className="border border-border px-2 py-1">
                  <Inline tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
