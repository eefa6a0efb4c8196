import type { DeliverableRow } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { WorkerName } from '../tasks/worker-name.tsx';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { Status } from '../ui/status.tsx';
import { useNarrow } from '../ui/use-narrow.ts';

interface DeliverableListProps {
  readonly label: string;
  readonly rows: readonly DeliverableRow[];
}

const columns: readonly Column<DeliverableRow>[] = [
  {
    id: 'title',
    title: 'Title',
    cell: (row) => (
      <>
        <TitleLink row={row} />
        <span className="block truncate text-xs text-muted-foreground">{originOf(row)}</span>
      </>
    ),
  },
  { id: 'version', title: 'Version', width: 'w-20', isNumber: true, cell: (row) => `v${row.version}` },
  { id: 'agent', title: 'By', from: 'md', width: 'w-44', cell: (row) => <By row={row} /> },
  { id: 'status', title: 'Status', width: 'w-44', cell: (row) => <Status value={row.status} /> },
  { id: 'reviewer', title: 'Judged by', from: 'lg', width: 'w-36', cell: (row) => row.reviewed_by?.name ?? '–' },
  { id: 'age', title: 'Handed in', width: 'w-28', isNumber: true, cell: (row) => <Moment at={row.created_at} /> },
];

/** Deliverables as a table; as cards on a phone. */
export function DeliverableList({ label, rows }: DeliverableListProps) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <DataTable label={label} columns={columns} rows={rows} idOf={(row) => row.id} />;
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {rows.map((row) => (
        <li key={row.id} className="relative flex flex-col gap-1.5 rounded-lg border border-border bg-card p-3">
          <div className="flex items-start justify-between gap-2">
            <TitleLink row={row} />
            <Status value={row.status} />
          </div>
          <p className="truncate text-xs text-muted-foreground">{originOf(row)}</p>
          <div className="flex items-center justify-between gap-2 text-xs">
            <By row={row} />
            <span className="shrink-0 text-muted-foreground">
              v{row.version} · <Moment at={row.created_at} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function TitleLink({ row }: { readonly row: DeliverableRow }) {
  return (
    <Link to="/deliverables/$id" params={{ id: String(row.number) }} data-row className={rowLinkClass}>
      {row.title}
    </Link>
  );
}

function By({ row }: { readonly row: DeliverableRow }) {
  return row.agent === null ? (row.submitted_by?.name ?? '–') : <WorkerName worker={row.agent} />;
}

function originOf({ task, project }: DeliverableRow): string {
  const parts = [task === null ? null : `#${task.number} ${task.title}`, project?.name ?? null];
  return parts.filter((part) => part !== null).join(' · ');
}
