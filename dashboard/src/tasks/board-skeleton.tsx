import { boardColumns } from './moves.ts';

/** The board while it loads; shown only after 150 ms. */
export function BoardSkeleton() {
  return (
    <div aria-busy="true" className="appear-late grid auto-cols-[minmax(11.5rem,1fr)] grid-flow-col gap-3 overflow-hidden">
      <span role="status" className="sr-only">
        Loading tasks
      </span>
      {boardColumns.map(({ id }, place) => (
        <div key={id} aria-hidden className="flex flex-col gap-2 rounded-xl bg-secondary/60 p-2">
          <div className="h-10 w-24 animate-pulse rounded bg-accent" />
          {Array.from({ length: 1 + (place % 3) }, (_, row) => (
            <div key={row} className="h-24 animate-pulse rounded-lg bg-accent" />
          ))}
        </div>
      ))}
    </div>
  );
}
