import { Fragment, useState } from 'react';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { linesOf } from './diff-lines.ts';
import { hasNotes, LineNumber, NotesUnder, useLineNotes } from './line-notes.tsx';

const linesShown = 1_000;

/** The content as it was written, with line numbers and the comments on each line. */
export function SourceView({ content }: { readonly content: string }) {
  const notes = useLineNotes();
  const [isWhole, setWhole] = useState(false);
  const lines = linesOf(content);
  const shown = isWhole ? lines : lines.slice(0, linesShown);
  if (lines.length === 0) return <p className="text-muted-foreground">It has no text.</p>;
  return (
    <div className="flex flex-col gap-3">
      <div role="region" aria-label="Source" tabIndex={0} className="relative overflow-x-auto rounded-lg border border-border bg-card">
        <table className="w-full border-collapse font-mono text-xs">
          <tbody>
            {shown.map((text, place) => (
              <Fragment key={place}>
                <tr>
                  <td className="w-12 px-1 align-top text-muted-foreground select-none">
                    <LineNumber line={place + 1} />
                  </td>
                  <td className="py-1 pr-3 pl-2 whitespace-pre-wrap wrap-anywhere">{text === '' ? '\u00a0' : text}</td>
                </tr>
                {hasNotes(notes, place + 1) && (
                  <tr>
                    <td />
                    <td className="bg-muted/60">
                      <NotesUnder line={place + 1} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < lines.length && (
        <Button className="self-center" onClick={() => setWhole(true)}>
          Show all {count(lines.length)} lines
        </Button>
      )}
    </div>
  );
}
