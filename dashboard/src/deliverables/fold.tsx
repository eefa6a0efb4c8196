import { useState, type ReactNode } from 'react';
import { count as written } from '../format/value.ts';

interface FoldProps {
  readonly count: number;
  readonly columns: number;
  readonly children: ReactNode;
}

/** Unchanged lines that are folded away until the reader wants them. */
export function Fold({ count, columns, children }: FoldProps) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return children;
  return (
    <tr>
      <td colSpan={columns} className="bg-muted p-0">
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="min-h-8 w-full px-3 text-left font-sans text-muted-foreground hover:text-foreground"
        >
          Show {written(count)} unchanged lines
        </button>
      </td>
    </tr>
  );
}
