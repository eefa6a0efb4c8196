import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { cx } from './cx.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** For a column that says what it is by itself; the title is still read out. */
  readonly isTitleHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** Shown only from this width on: `sm` 640 px, `md` 768 px, `lg` 1024 px, `xl` 1280 px. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl';
  readonly isNumber?: boolean;
  /** A width class; columns without one share what is left. */
  readonly width?: string;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
}

const virtualAbove = 100;
const rowHeightGuessPx = 53;
const shownFrom = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
} as const;

/** A table of rows; above 100 rows only those in view are in the document. */
export function DataTable<Row>({ label, columns, rows, idOf }: DataTableProps<Row>) {
  const top = useRef<HTMLDivElement | null>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const [rowHeightPx, setRowHeightPx] = useState(rowHeightGuessPx);
  useLayoutEffect(() => {
    setScrollMargin(top.current?.offsetTop ?? 0);
    // Rows are higher on a narrow screen; the first one in the document stands for all.
    const row = top.current?.querySelector<HTMLElement>('tbody tr[aria-rowindex]');
    if (row !== null && row !== undefined) setRowHeightPx(row.offsetHeight);
  }, [rows.length]);
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => rowHeightPx, overscan: 12, scrollMargin });
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeightPx]);
  const isVirtual = rows.length > virtualAbove;
  const items = isVirtual ? virtual.getVirtualItems() : [];
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const shown = isVirtual ? rows.slice(first, last + 1) : rows;

  return (
    <div ref={top} className="overflow-hidden rounded-lg border border-border bg-card">
      <table aria-label={label} aria-rowcount={rows.length + 1} className="w-full table-fixed border-collapse text-left">
        <thead className="border-b border-border bg-muted text-xs text-muted-foreground">
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(cellClass(column, 'h-9 font-medium'), column.width)}>
                {column.isTitleHidden === true ? <span className="sr-only">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <Gap heightPx={first * rowHeightPx} />}
          {shown.map((row, place) => (
            <tr
              key={idOf(row)}
              aria-rowindex={first + place + 2}
              className="relative h-12 border-b border-border last:border-b-0 hover:bg-accent/60"
            >
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column, 'py-1.5')}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {isVirtual && last < rows.length - 1 && <Gap heightPx={(rows.length - 1 - last) * rowHeightPx} />}
        </tbody>
      </table>
    </div>
  );
}

function cellClass<Row>(column: Column<Row>, extra: string): string {
  return cx('truncate px-3', extra, column.from === undefined ? '' : shownFrom[column.from], column.isNumber === true && 'text-right');
}

/** The space of the rows that are out of view; one cell only, because a fixed table makes a column of every cell it sees. */
function Gap({ heightPx }: { readonly heightPx: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height: heightPx, padding: 0 }} />
    </tr>
  );
}

/** The class of a link that makes its whole table row clickable. */
export const rowLinkClass =
  'line-clamp-2 font-medium whitespace-normal wrap-anywhere after:absolute after:inset-0 after:content-[""] sm:line-clamp-1';
