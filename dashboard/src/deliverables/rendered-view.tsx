import type { DeliverableWithVersions } from '@forgeyard/sdk';
import { pretty } from '../format/value.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { CodeBlock } from '../ui/code-block.tsx';

const charsMax = 400_000;

/** The content as it is meant to be read. HTML of others is never run: its text is shown. */
export function RenderedView({ deliverable: { content, content_type: type } }: { readonly deliverable: DeliverableWithVersions }) {
  if (content === '') return <p className="text-muted-foreground">It has no text of its own.</p>;
  if (type === 'markdown') {
    return (
      <div className="max-w-3xl rounded-lg border border-border bg-card p-4 sm:p-6">
        <Markdown text={content} />
      </div>
    );
  }
  if (type === 'text') return <p className="max-w-3xl whitespace-pre-wrap wrap-anywhere">{content}</p>;
  const text = type === 'json' ? pretty(content, charsMax) : content;
  return (
    <div className="flex flex-col gap-2">
      {type === 'html' && <p className="text-muted-foreground">HTML that an agent wrote is shown as text and never run.</p>}
      <CodeBlock text={text} label={type} className="max-h-[70dvh]" />
    </div>
  );
}
