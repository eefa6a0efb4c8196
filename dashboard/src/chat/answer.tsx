import { useMemo } from 'react';
import { Markdown } from '../markdown/markdown.tsx';
import { CodeBlock } from '../ui/code-block.tsx';

/** An answer as its author meant it: a JSON document is laid out, everything else is markdown. */
export function Answer({ text, isOpen = false }: { readonly text: string; readonly isOpen?: boolean }) {
  const json = useMemo(() => (isOpen ? null : laidOut(text)), [text, isOpen]);
  if (json === null) return <Markdown text={text} />;
  return <CodeBlock text={json} label="JSON answer" />;
}

function laidOut(text: string): string | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
