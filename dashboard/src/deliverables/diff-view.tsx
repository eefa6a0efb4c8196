import { useMemo } from 'react';
import { count } from '../format/value.ts';
import { compareLines, foldSame, type Part } from './diff-lines.ts';
import { Fold } from './fold.tsx';
import { hasNotes, useLineNotes } from './line-notes.tsx';
import { SplitLines } from './split-lines.tsx';
import { UnifiedLines } from './unified-lines.tsx';

interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  readonly isSplit: boolean;
  /** Whether the page has keys that go from change to change. */
  readonly hasKeys?: boolean;
}

/** What changed between two versions, line by line; unchanged stretches are folded. */
export function DiffView({ before, after, isSplit, hasKeys = true }: DiffViewProps) {
  const notes = useLineNotes();
  const comparison = useMemo(() => compareLines(before, after), [before, after]);
  if (comparison === null) return <p className="text-muted-foreground">The versions differ too much to be compared line by line.</p>;
  const { lines, added, removed } = comparison;
  const parts = foldSame(lines, (line) => hasNotes(notes, line.newLine));
  return (
    <div className="flex flex-col gap-2">
      <p role="status">
        {added + removed === 0 ? 'Nothing changed in the text.' : `${wordOf(added)} added, ${wordOf(removed)} removed. `}
        {hasKeys && added + removed > 0 && (
          <span className="text-muted-foreground max-sm:hidden">The keys ] and [ go from change to change.</span>
        )}
      </p>
      {added + removed > 0 && (
        <div role="region" aria-label="Changes" tabIndex={0} className="relative overflow-x-auto rounded-lg border border-border bg-card">
          <table className="w-full table-fixed border-collapse font-mono text-xs">
            <colgroup>
              {(isSplit ? splitColumns : unifiedColumns).map((width, place) => (
                <col key={place} className={width} />
              ))}
            </colgroup>
            <tbody>{parts.map((part, place) => drawnPart(part, place, isSplit))}</tbody>
          </table>
        </div>
      )}
    </div>
  );
}

const unifiedColumns = ['w-10', 'w-10', 'w-6', ''];
const splitColumns = ['w-10', 'w-6', '', 'w-10', 'w-6', ''];

function drawnPart(part: Part, place: number, isSplit: boolean) {
  const Lines = isSplit ? SplitLines : UnifiedLines;
  if (part.kind === 'lines') return <Lines key={place} lines={part.lines} />;
  return (
    <Fold key={place} count={part.lines.length} columns={isSplit ? 6 : 4}>
      <Lines lines={part.lines} />
    </Fold>
  );
}

function wordOf(lines: number): string {
  return lines === 1 ? '1 line' : `${count(lines)} lines`;
}
