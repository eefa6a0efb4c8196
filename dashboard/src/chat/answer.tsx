import { lazy, Suspense, useMemo } from 'react';
import { laidOut } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';

const Markdown = lazy(async () => ({ default: (await import('../markdown/markdown.tsx')).Markdown }));

/** An answer as its author meant it: a JSON document is laid out, everything else is markdown. */
export function Answer({ text, isOpen = false }: { readonly text: string; readonly isOpen?: boolean }) {
  const json = useMemo(() => (isOpen ? null : laidOut(text)), [text, isOpen]);
  if (json !== null) return <CodeBlock text={json} label="JSON answer" />;
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap wrap-anywhere">{text}</p>}>
      <Markdown text={text} />
    </Suspense>
  );
}
