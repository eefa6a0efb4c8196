import { Fragment } from 'react';
import type { DiffLine } from './diff-lines.ts';
import { lineLooks, Sign } from './line-looks.tsx';
import { hasNotes, LineNumber, NotesUnder, useLineNotes } from './line-notes.tsx';

const numberClass = 'px-1 text-right align-top text-muted-foreground select-none';

/** Lines of a comparison below each other: removed ones before those that replace them. */
export function UnifiedLines({ lines }: { readonly lines: readonly DiffLine[] }) {
  const notes = useLineNotes();
  return lines.map((line) => (
    <Fragment key={`${line.oldLine ?? ''} ${line.newLine ?? ''}`}>
      <tr data-change={line.isStart ? '' : undefined} tabIndex={line.isStart ? -1 : undefined} className={lineLooks[line.kind]}>
        <td className={`${numberClass} py-1`}>{line.oldLine}</td>
        <td className={numberClass}>
          <LineNumber line={line.newLine} />
        </td>
        <td className="py-1 align-top select-none">
          <Sign kind={line.kind} />
        </td>
        <td className="py-1 pr-3 whitespace-pre-wrap wrap-anywhere">{line.text === '' ? '\u00a0' : line.text}</td>
      </tr>
      {line.newLine !== null && hasNotes(notes, line.newLine) && (
        <tr>
          <td colSpan={3} />
          <td className="bg-muted/60">
            <NotesUnder line={line.newLine} />
          </td>
        </tr>
      )}
    </Fragment>
  ));
}
