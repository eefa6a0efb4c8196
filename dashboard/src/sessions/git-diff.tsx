import { useMemo, useState } from 'react';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { cx } from '../ui/cx.ts';
import { filesOf, type DiffFile, type DiffLine } from './diff-files.ts';

const linesShown = 400;
const looks: Readonly<Record<DiffLine['kind'], string>> = {
  added: 'bg-success-muted',
  removed: 'bg-destructive-muted',
  hunk: 'bg-info-muted text-info',
  same: '',
};
const marks: Readonly<Record<DiffLine['kind'], readonly [mark: string, word: string]>> = {
  added: ['+', 'added: '],
  removed: ['−', 'removed: '],
  hunk: ['', ''],
  same: ['', ''],
};

/** What an agent changed in its working tree, file by file. */
export function GitDiff({ text }: { readonly text: string }) {
  const files = useMemo(() => filesOf(text), [text]);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="flex flex-wrap items-center gap-3">
        <span className="tabular">
          {count(files.length)} {files.length === 1 ? 'file' : 'files'}: {count(added)} lines added, {count(removed)} removed
        </span>
        <CopyButton text={text} label="Copy the diff" />
      </p>
      {files.map((file, place) => (
        <FileDiff key={`${place} ${file.name}`} file={file} />
      ))}
    </div>
  );
}

function FileDiff({ file }: { readonly file: DiffFile }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? file.lines : file.lines.slice(0, linesShown);
  return (
    <details open className="min-w-0 overflow-hidden rounded-lg border border-border bg-card">
      <summary className="min-h-10 bg-muted px-3 py-2">
        <span className="font-mono text-xs font-medium wrap-anywhere">{file.name}</span>{' '}
        <span className="tabular text-xs text-muted-foreground">
          +{file.added} −{file.removed}
        </span>
      </summary>
      <div role="region" aria-label={`Changes of ${file.name}`} tabIndex={0} className="overflow-x-auto -outline-offset-2!">
        <div className="min-w-max font-mono text-xs leading-relaxed">
          {shown.map((line, place) => (
            <div key={place} className={cx('flex px-3 whitespace-pre', looks[line.kind])}>
              <span aria-hidden className="w-4 shrink-0 select-none">
                {marks[line.kind][0]}
              </span>
              <span className="sr-only">{marks[line.kind][1]}</span>
              <span>{line.text === '' ? ' ' : line.text}</span>
            </div>
          ))}
        </div>
      </div>
      {shown.length < file.lines.length && (
        <Button look="quiet" className="m-2" onClick={() => setAll(true)}>
          Show {count(file.lines.length - shown.length)} more lines
        </Button>
      )}
    </details>
  );
}
