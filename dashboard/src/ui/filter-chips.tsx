import { X } from 'lucide-react';

export interface FilterChip {
  /** What is filtered, such as "Agent". */
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}

/** The filters that are set, each to be taken off by itself, or all at once. */
export function FilterChips({ chips, onClear }: { readonly chips: readonly FilterChip[]; readonly onClear: () => void }) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Filters that are set" className="flex flex-wrap items-center gap-2">
      {chips.map(({ name, value, onRemove }) => (
        <li key={name} className="max-w-full">
          <button
            type="button"
            onClick={onRemove}
            className="inline-flex h-8 max-w-full items-center gap-1.5 rounded-full border border-input bg-card pr-2 pl-3 text-xs hover:bg-accent"
          >
            <span className="sr-only">Take off the filter</span>
            <span className="text-muted-foreground">{name}</span>
            <span className="truncate font-medium">{value}</span>
            <X size={14} aria-hidden className="shrink-0" />
          </button>
        </li>
      ))}
      <li>
        <button type="button" onClick={onClear} className="min-h-8 px-1 text-xs font-medium text-primary underline underline-offset-2">
          Clear all
        </button>
      </li>
    </ul>
  );
}
