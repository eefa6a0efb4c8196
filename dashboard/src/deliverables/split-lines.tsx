import { Fragment, type ReactNode } from 'react';
import { splitRows, type DiffLine } from './diff-lines.ts';
import { lineLooks, Sign } from './line-looks.tsx';
import { hasNotes, LineNumber, NotesUnder, useLineNotes } from './line-notes.tsx';

/** Lines of a comparison in two columns: what was on the left, what is on the right. */
export function SplitLines({ lines }: { readonly lines: readonly DiffLine[] }) {
  const notes = useLineNotes();
  return splitRows(lines).map(({ before, after }) => {
    const isStart = before?.isStart === true || after?.isStart === true;
    const line = after?.newLine ?? null;
    return (
      <Fragment key={`${before?.oldLine ?? ''} ${after?.newLine ?? ''}`}>
        <tr data-change={isStart ? '' : undefined} tabIndex={isStart ? -1 : undefined}>
          <Half line={before} number={before?.oldLine ?? null} />
          <Half line={after} number={<LineNumber line={line} />} hasBorder />
        </tr>
        {line !== null && hasNotes(notes, line) && (
          <tr>
            <td colSpan={4} />
            <td colSpan={2} className="bg-muted/60">
              <NotesUnder line={line} />
            </td>
          </tr>
        )}
      </Fragment>
    );
  });
}

interface HalfProps {
  readonly line: DiffLine | null;
  readonly number: ReactNode;
  readonly hasBorder?: boolean;
}

function Half({ line, number, hasBorder = false }: HalfProps) {
  const look = line === null ? 'bg-muted/50' : lineLooks[line.kind];
  return (
    <>
      <td
        className={`px-1 text-right align-top text-muted-foreground select-none ${look} ${hasBorder ? 'border-l border-border' : 'py-1'}`}
      >
        {number}
      </td>
      <td className={`py-1 align-top select-none ${look}`}>{line !== null && <Sign kind={line.kind} />}</td>
      <td className={`py-1 pr-2 align-top whitespace-pre-wrap wrap-anywhere ${look}`}>{line?.text ?? ''}</td>
    </>
  );
}
