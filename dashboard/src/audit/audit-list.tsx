import type { AuditEntry } from '@forgeyard/sdk';
import { shortId } from '../format/value.ts';
import { cx } from '../ui/cx.ts';
import { DataTable, rowLinkClass, type Column } from '../ui/data-table.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Moment } from '../ui/moment.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { actorOf } from './actor.ts';

interface AuditListProps {
  readonly entries: readonly AuditEntry[];
  readonly onOpen: (entry: AuditEntry) => void;
}

/** The entries as a table; as cards on a phone. A row opens its details. */
export function AuditList({ entries, onOpen }: AuditListProps) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <DataTable label="Audit log" columns={columnsOf(onOpen)} rows={entries} idOf={(entry) => entry.id} />;
  return (
    <ul aria-label="Audit log" className="flex flex-col gap-2">
      {entries.map((entry) => (
        <li key={entry.id} className="relative flex flex-col gap-1 rounded-lg border border-border bg-card p-3">
          <div className="flex items-center justify-between gap-2">
            <EntryButton entry={entry} onOpen={onOpen} />
            <span className="shrink-0 text-muted-foreground">
              <Moment at={entry.at} />
            </span>
          </div>
          <ActorName entry={entry} />
          <p className="truncate font-mono text-xs text-muted-foreground">
            {[entry.target === '' ? '' : `on ${shortId(entry.target)}`, entry.ip].filter((text) => text !== '').join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}

function columnsOf(onOpen: (entry: AuditEntry) => void): readonly Column<AuditEntry>[] {
  return [
    { id: 'at', title: 'Time', width: 'w-28', cell: (entry) => <Moment at={entry.at} /> },
    { id: 'event', title: 'Event', width: 'w-44', cell: (entry) => <EntryButton entry={entry} onOpen={onOpen} /> },
    { id: 'actor', title: 'Actor', cell: (entry) => <ActorName entry={entry} /> },
    {
      id: 'target',
      title: 'Target',
      from: 'md',
      width: 'w-34',
      cell: (entry) => <span className="font-mono text-xs">{entry.target === '' ? '–' : shortId(entry.target)}</span>,
    },
    { id: 'ip', title: 'IP', from: 'lg', width: 'w-32', cell: (entry) => <span className="font-mono text-xs">{given(entry.ip)}</span> },
    {
      id: 'agent',
      title: 'User agent',
      from: 'xl',
      width: 'w-44',
      cell: (entry) => (
        <span className="text-xs text-muted-foreground" title={entry.user_agent}>
          {given(entry.user_agent)}
        </span>
      ),
    },
    {
      id: 'request',
      title: 'Request',
      from: 'lg',
      width: 'w-40',
      cell: (entry) =>
        entry.request_id === '' ? (
          '–'
        ) : (
          <span className="relative z-10">
            <IdChip id={entry.request_id} name="request id" />
          </span>
        ),
    },
  ];
}

function EntryButton({ entry, onOpen }: { readonly entry: AuditEntry; readonly onOpen: (entry: AuditEntry) => void }) {
  return (
    <button type="button" data-row onClick={() => onOpen(entry)} className={cx(rowLinkClass, 'min-h-6 text-left font-mono text-xs')}>
      {entry.event}
    </button>
  );
}

/** A text, or a dash where there is none. */
export function given(text: string): string {
  return text === '' ? '–' : text;
}

/** Who acted: an icon, the name, and the kind in words. */
export function ActorName({ entry }: { readonly entry: AuditEntry }) {
  const { kind, name, Icon } = actorOf(entry);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Icon size={15} aria-hidden className="shrink-0 text-muted-foreground" />
      <span className="truncate">{name}</span>
      {name !== kind && <span className="shrink-0 text-xs text-muted-foreground">{kind}</span>}
    </span>
  );
}
