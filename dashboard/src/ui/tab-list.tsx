import type { KeyboardEvent, ReactNode } from 'react';
import { cx } from './cx.ts';

interface TabListProps {
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly active: string;
  /** Begins the ids by which tabs and panels know each other. */
  readonly idPrefix: string;
  readonly className?: string;
  readonly onChange: (id: string) => void;
}

/** A row of tabs. The arrow keys, Home and End open a tab and give it the focus; a row wider than the screen begins where the open tab is. */
export function TabList({ label, items, active, idPrefix, className, onChange }: TabListProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, place: number) => {
    const next = hasModifier(event) ? undefined : items[placeBeside(event.key, place, items.length)];
    if (next === undefined) return;
    event.preventDefault();
    document.getElementById(tabId(idPrefix, next.id))?.focus();
    onChange(next.id);
  };
  return (
    <div role="tablist" aria-label={label} className={cx('relative flex shrink-0 gap-1 overflow-x-auto border-b border-border', className)}>
      {items.map(({ id, label: word }, place) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(idPrefix, id)}
          aria-selected={id === active}
          aria-controls={id === active ? panelId(idPrefix, id) : undefined}
          tabIndex={id === active ? 0 : -1}
          ref={id === active ? scrollIntoSight : null}
          onClick={() => onChange(id)}
          onKeyDown={(event) => onKeyDown(event, place)}
          className="h-10 border-b-2 border-transparent px-3 whitespace-nowrap text-muted-foreground -outline-offset-2! hover:text-foreground aria-selected:border-primary aria-selected:font-medium aria-selected:text-foreground"
        >
          {word}
        </button>
      ))}
    </div>
  );
}

interface TabPanelProps {
  readonly idPrefix: string;
  /** The open tab. */
  readonly active: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** What the open tab shows. */
export function TabPanel({ idPrefix, active, className, children }: TabPanelProps) {
  return (
    <div
      role="tabpanel"
      id={panelId(idPrefix, active)}
      aria-labelledby={tabId(idPrefix, active)}
      tabIndex={0}
      className={cx('flex flex-1 flex-col pt-4', className)}
    >
      {children}
    </div>
  );
}

function tabId(idPrefix: string, id: string): string {
  return `${idPrefix}-${id}`;
}

function panelId(idPrefix: string, id: string): string {
  return `${idPrefix}-${id}-panel`;
}

/** The place that a key leads to, going round; -1 for a key that leads nowhere. */
function placeBeside(key: string, place: number, amount: number): number {
  if (key === 'ArrowRight') return (place + 1) % amount;
  if (key === 'ArrowLeft') return (place + amount - 1) % amount;
  if (key === 'Home') return 0;
  return key === 'End' ? amount - 1 : -1;
}

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}

/** Scrolls the row only, never the page. */
function scrollIntoSight(tab: HTMLElement | null): void {
  const row = tab?.parentElement ?? null;
  if (tab !== null && row !== null) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
