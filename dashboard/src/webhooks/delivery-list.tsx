import type { Delivery } from '@forgeyard/sdk';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { cx } from '../ui/cx.ts';
import { Moment } from '../ui/moment.tsx';
import { useNow } from '../ui/now.tsx';
import { Status } from '../ui/status.tsx';
import { useNarrow } from '../ui/use-narrow.ts';

interface DeliveryListProps {
  readonly deliveries: readonly Delivery[];
  readonly onOpen: (delivery: Delivery) => void;
}

/** Deliveries as a table; as cards on a phone. */
export function DeliveryList({ deliveries, onOpen }: DeliveryListProps) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <DataTable label="Deliveries" columns={columnsOf(onOpen)} rows={deliveries} idOf={(row) => row.id} />;
  return (
    <ul aria-label="Deliveries" className="flex flex-col gap-2">
      {deliveries.map((row) => (
        <li key={row.id} className="relative flex flex-col gap-1.5 rounded-lg border border-border bg-card p-3">
          <div className="flex items-start justify-between gap-2">
            <OpenButton delivery={row} onOpen={onOpen} />
            <Status value={stateWord(row)} />
          </div>
          <p className="flex justify-between gap-2 text-muted-foreground">
            <span className="truncate">{resultOf(row)}</span>
            <Moment at={row.created_at} />
          </p>
          {row.next_at !== null && (
            <p className="text-muted-foreground">
              Next try <NextTry at={row.next_at} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function columnsOf(onOpen: (delivery: Delivery) => void): readonly Column<Delivery>[] {
  return [
    { id: 'seq', title: 'No.', width: 'w-16', from: 'md', isNumber: true, cell: (row) => row.seq },
    { id: 'event', title: 'Event', cell: (row) => <OpenButton delivery={row} onOpen={onOpen} /> },
    { id: 'state', title: 'State', width: 'w-30', cell: (row) => <Status value={stateWord(row)} /> },
    { id: 'result', title: 'Last answer', width: 'w-56', from: 'md', cell: resultOf },
    { id: 'attempts', title: 'Attempts', width: 'w-24', from: 'sm', isNumber: true, cell: (row) => row.attempts },
    {
      id: 'next',
      title: 'Next try',
      width: 'w-28',
      from: 'lg',
      isNumber: true,
      cell: (row) => <NextTry at={row.next_at} />,
    },
    { id: 'at', title: 'Made', width: 'w-28', isNumber: true, cell: (row) => <Moment at={row.created_at} /> },
  ];
}

/** When it is tried again; what is due is being tried. */
export function NextTry({ at }: { readonly at: string | null }) {
  const now = useNow();
  if (at === null) return '–';
  return Date.parse(at) <= now ? 'now' : <Moment at={at} />;
}

function OpenButton({ delivery, onOpen }: { readonly delivery: Delivery; readonly onOpen: (delivery: Delivery) => void }) {
  return (
    <button type="button" data-row onClick={() => onOpen(delivery)} className={cx(rowLinkClass, 'min-h-6 text-left font-mono text-xs')}>
      {delivery.event}
    </button>
  );
}

/** The state in the words of the page: what will not be tried again has failed. */
export function stateWord({ state }: Pick<Delivery, 'state'>): string {
  return state === 'dead' ? 'failed' : state;
}

/** What the receiver answered to the last attempt. */
export function resultOf({ last_status: status, last_error: error }: Delivery): string {
  if (error !== null && error !== '') return status === null ? error : `${status}: ${error}`;
  return status === null ? '–' : String(status);
}
